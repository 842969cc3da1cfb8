"""Boundaries (边界) read from and written to GeoJSON files.

Reading checks everything and changes nothing: :func:`read_geojson` answers with a plan of what can be taken, what is
refused and why, and what to look at. A file that cannot be used at all raises
:class:`~desktop.errors.UserError` with one sentence.
"""

from __future__ import annotations

import errno
import json
import math
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.exchange.map_datums import NEAR, datum_named, named_systems
from desktop.services.geometry import (
    MultiPolygon,
    Polygon,
    area_m2,
    from_geojson,
    normalise,
    self_crossings,
    to_geojson,
)
from desktop.services.geometry_overlay import Finding, difference, overlaps, union

LARGEST_FILE = 50 * 1024 * 1024
MOST_POINTS = 500_000
MOST_POINTS_OF_ONE = 20_000
CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of what a boundary in China can lie in."""

CODE_KEYS = (
    "code",
    "grid_code",
    "gridcode",
    "网格编码",
    "网格代码",
    "编码",
    "代码",
    "社区代码",
    "wgbm",
    "bm",
    "dm",
    "id",
)
NAME_KEYS = ("name", "grid_name", "gridname", "网格名称", "名称", "社区名称", "wgmc", "mc", "title")
"""Members of ``properties`` that offices use, without regard to capitals, the surest first."""

_DEEPEST_COLLECTION = 4
_KEPT = "没有导入任何内容"

Progress = Callable[[int, int], None]
"""Told how many of how many shapes are checked; may raise :class:`desktop.errors.Cancelled`."""


@dataclass(frozen=True)
class FoundBoundary:
    """One usable shape of the file."""

    number: int
    """Position among the shapes of the file, from 1."""
    properties: Mapping[str, str]
    polygon: MultiPolygon
    """As it is to be kept (:func:`desktop.services.geometry.normalise`)."""
    code: str
    name: str
    matched_code: str
    """Code of the office's grid or community this boundary is for; empty when none fits."""
    matched_name: str

    @property
    def label(self) -> str:
        """What to call the shape in a sentence."""
        return f"第 {self.number} 个图形" + (f"“{self.name or self.code}”" if self.name or self.code else "")


@dataclass(frozen=True)
class RefusedBoundary:
    """One shape that cannot be taken, with the sentence why."""

    number: int
    label: str
    reason: str


@dataclass(frozen=True)
class BoundaryPlan:
    """What reading a file would bring; nothing has been written."""

    accepted: Sequence[FoundBoundary]
    refused: Sequence[RefusedBoundary]
    notices: Sequence[str]
    overlaps: Sequence[Finding]
    """Overlaps between accepted shapes, for the markers on the map; each has its notice too."""


@dataclass(frozen=True)
class ExportedBoundary:
    """One boundary to write, with the properties that go beside code and name."""

    code: str
    name: str
    polygon: MultiPolygon
    properties: Mapping[str, str | int | float | None]


class _Refused(Exception):
    """Why one shape cannot be taken."""


def read_geojson(path: Path, known: Mapping[str, str] | None = None, progress: Progress | None = None) -> BoundaryPlan:
    """Read and check the polygons of a GeoJSON file.

    ``known`` maps codes to names of what the office has (grids, communities); shapes are matched by code, else by a
    name that only one of them bears. Without it the file's own code and name count as matched. Raises ``UserError``
    for a file that cannot be used: too large, no JSON, no polygon in it, another coordinate system.
    """
    document = _load(path)
    if not isinstance(document, Mapping):
        raise UserError(f"“{path.name}”不是 GeoJSON 边界文件，{_KEPT}；请从地图软件导出为 GeoJSON 再试。")
    features = list(_features(document, path.name))
    notices = _check_datum(document, features, path.name)
    polygons = [(number, feature) for number, feature in enumerate(features, 1) if _is_area(feature)]
    if not polygons:
        kinds = {str((feature.get("geometry") or {}).get("type")) for feature in features} & {
            "Point", "MultiPoint", "LineString", "MultiLineString",
        }  # fmt: skip
        lacking = "只有点或线，没有面" if kinds else "里没有边界图形"
        raise UserError(f"“{path.name}”{lacking}，{_KEPT}；请导出网格或社区的面图层再试。")
    if len(polygons) < len(features):
        notices.append(f"另有 {len(features) - len(polygons)} 个点、线或空图形未读入，边界只取面。")

    accepted: list[FoundBoundary] = []
    refused: list[RefusedBoundary] = []
    points = 0
    for done, (number, feature) in enumerate(polygons, 1):
        found = _described(number, feature)
        try:
            polygon = _numbers(feature["geometry"])
            points += sum(len(ring) for part in polygon for ring in part)
            if points > MOST_POINTS:
                raise UserError(
                    f"“{path.name}”的边界点超过 {MOST_POINTS // 10_000} 万个，{_KEPT}；请按社区分开导出，或先简化图形。"
                )
            _check_place(polygon, path.name)
            accepted.append(replace(found, polygon=_checked(polygon)))
        except _Refused as reason:
            refused.append(RefusedBoundary(number, found.label, str(reason)))
        if progress is not None:
            progress(done, len(polygons))

    accepted = _match(accepted, known)
    accepted, doubled = _without_doubles(accepted)
    refused = sorted([*refused, *doubled], key=lambda one: one.number)
    if known is not None:
        lost = [found.label for found in accepted if not found.matched_code]
        if lost:
            notices.append(f"{len(lost)} 个图形没有对应的网格或社区：{_listed(lost)}，请在导入时指定。")
    outlines = {one.matched_code for one in accepted if _is_outline(one, accepted)}
    doubly = overlaps({found.label: found.polygon for found in accepted if found.matched_code not in outlines})
    notices += [f"{' 与 '.join(one.names)}重叠{area_words(one.area)}，请在导入后核对边界。" for one in doubly[:20]]
    if len(doubly) > 20:
        notices.append(f"另有 {len(doubly) - 20} 处重叠，导入后可在边界检查中逐处查看。")
    return BoundaryPlan(accepted, refused, notices, doubly)


def write_geojson(path: Path, boundaries: Iterable[ExportedBoundary]) -> int:
    """Write boundaries as a FeatureCollection in CGCS2000 and return how many.

    The file appears whole or not at all; an older one of the same name stays until the new one is complete.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"code": one.code, "name": one.name, **one.properties},
            "geometry": to_geojson(normalise(one.polygon)),
        }
        for one in boundaries
    ]
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": features,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # One shape a line: readable, and two exports can be compared.
    text = text.replace('{"type":"Feature",', '\n{"type":"Feature",')
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UserError(
            f"没有写成“{path.name}”（{_cause(error)}），原有文件未改动；"
            "请换一个能写入的文件夹，或关闭占用该文件的程序再试。"
        ) from error
    return len(features)


def area_words(square_metres: float) -> str:
    """Return an area in the words of a sentence: 约 0.3 公顷, 约 40 平方米."""
    if square_metres >= 1_000:
        return f"约 {square_metres / 10_000:.1f} 公顷"
    return f"约 {max(square_metres, 1):.0f} 平方米"


def _cause(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "磁盘已满"
    if isinstance(error, FileNotFoundError):
        return "找不到文件或文件夹"
    if isinstance(error, PermissionError):
        return "没有权限，或正被其他程序占用"
    return "读写出错"


def _load(path: Path) -> Any:
    name = path.name
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError(f"“{name}”超过 50 MB，{_KEPT}；请按社区分开导出，或先简化图形。")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"读不到“{name}”（{_cause(error)}），{_KEPT}；请检查文件后再试。") from error
    text = _decoded(data)
    if text is None:
        raise UserError(f"“{name}”不是文字文件，{_KEPT}；请从地图软件导出为 GeoJSON（UTF-8）再试。")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UserError(f"“{name}”的内容层层嵌套，不像地图软件导出的文件，{_KEPT}；请重新导出。") from error
    except json.JSONDecodeError as error:
        raise UserError(
            f"“{name}”不是 GeoJSON 文件，或第 {error.lineno} 行起已损坏，{_KEPT}；请从地图软件重新导出。"
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise UserError(f"“{name}”里有无法读取的数字，{_KEPT}；请从地图软件重新导出。") from error


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-8-sig", "gb18030"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None


def _features(document: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the features of a document of any GeoJSON kind; bare geometries become features without properties."""
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise UserError(f"“{name}”缺少图形列表，{_KEPT}；请从地图软件重新导出为 GeoJSON。")
        for feature in features:
            yield from _split(feature if isinstance(feature, Mapping) else {})
    elif kind == "Feature":
        yield from _split(document)
    elif "coordinates" in document or kind == "GeometryCollection":
        yield from _split({"geometry": document})
    else:
        raise UserError(f"“{name}”不是 GeoJSON 边界文件，{_KEPT}；请从地图软件导出为 GeoJSON 再试。")


def _split(feature: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the feature, or one for each member of a geometry collection."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping):
        yield {**feature, "geometry": None}
    elif geometry.get("type") == "GeometryCollection" and depth < _DEEPEST_COLLECTION:
        members = geometry.get("geometries")
        for member in members if isinstance(members, list) else []:
            yield from _split({**feature, "geometry": member}, depth + 1)
    else:
        yield feature


def _is_area(feature: Mapping[str, Any]) -> bool:
    return (feature.get("geometry") or {}).get("type") in ("Polygon", "MultiPolygon")


def _check_datum(document: Mapping[str, Any], features: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """Refuse a foreign coordinate system and return the notice the accepted one deserves."""
    named: dict[str, None] = {}
    for member in (document, *features):
        for holder in (member, member.get("geometry") or {}):
            named.update(dict.fromkeys(named_systems(holder)))
    labels = set()
    for given in named:
        label, reason = datum_named(given)
        if reason:
            raise UserError(
                f"“{name}”的坐标系是{label}，{reason}，{_KEPT}；请在地图软件中转换为 CGCS2000（EPSG:4490）后再导入。"
            )
        labels.add(label)
    if NEAR in labels:
        return ["文件使用 WGS 84 坐标，与 CGCS2000 相差不到 1 米，已按 CGCS2000 读入。"]
    if not labels:
        return ["文件没有写明坐标系，已按 CGCS2000 读入；若取自高德、百度等网络地图，位置会偏移数百米，请核对。"]
    return []


def _described(number: int, feature: Mapping[str, Any]) -> FoundBoundary:
    given = feature.get("properties")
    properties: dict[str, str] = {}
    for key, value in given.items() if isinstance(given, Mapping) else ():
        if isinstance(value, bool) or value is None or not isinstance(value, (str, int, float)):
            continue
        whole = isinstance(value, float) and math.isfinite(value) and value == int(value)
        text = str(int(value) if whole else value)
        properties[_plain(key)] = _plain(text)
    folded = {key.casefold(): value for key, value in properties.items() if value}
    code = next((folded[key] for key in CODE_KEYS if key in folded), "")
    name = next((folded[key] for key in NAME_KEYS if key in folded), "")
    return FoundBoundary(number, properties, [], code, name, "", "")


def _plain(text: str) -> str:
    """Return one line of at most 200 characters without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:1000]).split())[:200]


def _numbers(geometry: Mapping[str, Any]) -> MultiPolygon:
    """Return the coordinates as numbers; heights are dropped."""
    try:
        polygon = from_geojson(geometry)
        points = [point for part in polygon for ring in part for point in ring]
        good = all(
            isinstance(value, (int, float)) and not isinstance(value, bool) for point in points for value in point
        )
    except (TypeError, KeyError, IndexError, ValueError):
        good = False
    if not good:
        raise _Refused("坐标写法不对，请从地图软件重新导出。")
    try:
        finite = all(math.isfinite(value) for point in points for value in point)
    except OverflowError:
        finite = False
    if not finite:
        raise _Refused("坐标里有空值或无穷大，请检查这个图形。")
    if not points or not all(polygon):
        raise _Refused("没有坐标点，请补画这个图形。")
    return polygon


def _check_place(polygon: MultiPolygon, name: str) -> None:
    """Refuse the file when a point shows that its numbers are no degrees in China."""
    advice = f"{_KEPT}；请在地图软件中转换为 CGCS2000 经纬度（EPSG:4490）后再导入。"
    west, south, east, north = CHINA
    for part in polygon:
        for ring in part:
            for lon, lat in ring:
                if west <= lon <= east and south <= lat <= north:
                    continue
                place = f"{lon:.6g}，{lat:.6g}"
                if west <= lat <= east and south <= lon <= north:
                    raise UserError(f"“{name}”的经度和纬度写反了（{place}），{_KEPT}；请改为先经度后纬度再导入。")
                if abs(lon) > 180 or abs(lat) > 90:
                    raise UserError(f"“{name}”的坐标（{place}）不是经纬度，像是以米为单位的投影坐标，{advice}")
                raise UserError(f"“{name}”的坐标（{place}）不在中国范围内，可能是另一种坐标系，{advice}")


def _checked(polygon: MultiPolygon) -> MultiPolygon:
    """Return the shape as it is to be kept, or say why it cannot be."""
    for part in polygon:
        for index, ring in enumerate(part):
            if len(set(ring)) < 3:
                raise _Refused("不足 3 个不同的点，围不成面，请补画这个图形。")
            if len(ring) > MOST_POINTS_OF_ONE:
                raise _Refused(f"一圈边界超过 {MOST_POINTS_OF_ONE:,} 个点，请先简化这个图形。")
            crossings = self_crossings(ring, 1)
            if crossings:
                lon, lat = crossings[0]
                line = "内圈" if index else "边界"
                raise _Refused(f"{line}自相交，位置约在东经 {lon:.5f}、北纬 {lat:.5f}，请在地图软件中改好。")
        _check_holes(part)
    kept = normalise(polygon)
    if len(kept) < len(polygon) or area_m2(kept) < 1:
        raise _Refused("面积接近零，请检查这个图形。")
    if len(kept) > 1 and area_m2(union(kept)) < sum(area_m2([part]) for part in kept) * 0.999:
        raise _Refused("由几块组成，其中有互相重叠的，请在地图软件中合并。")
    return kept


def _check_holes(part: Polygon) -> None:
    outer, *holes = part
    taken = 0.0
    for hole in holes:
        if area_m2(difference([hole], [outer])) > 1:
            lon, lat = hole[0]
            raise _Refused(f"内圈伸到了边界之外，位置约在东经 {lon:.5f}、北纬 {lat:.5f}，请在地图软件中改好。")
        taken += area_m2([hole])
    if len(holes) > 1 and area_m2(union([[hole] for hole in holes])) < taken * 0.999:
        raise _Refused("内圈互相重叠，请在地图软件中改好。")


def _match(found: Sequence[FoundBoundary], known: Mapping[str, str] | None) -> list[FoundBoundary]:
    if known is None:
        return [replace(one, matched_code=one.code, matched_name=one.name) for one in found]
    bearers = Counter(known.values())
    by_name = {name: code for code, name in known.items() if bearers[name] == 1}
    result = []
    for one in found:
        code = one.code if one.code in known else by_name.get(one.name, "")
        # The code may be in any member: some exports call it by a name of their own.
        code = code or next((value for value in one.properties.values() if value in known), "")
        result.append(replace(one, matched_code=code, matched_name=known.get(code, "")))
    return result


def _is_outline(one: FoundBoundary, others: Sequence[FoundBoundary]) -> bool:
    """Return whether the code of a shape begins that of others: a community lies over its own grids, as it should."""
    code = one.matched_code
    return bool(code) and any(other.matched_code != code and other.matched_code.startswith(code) for other in others)


def _without_doubles(
    found: Sequence[FoundBoundary],
) -> tuple[list[FoundBoundary], list[RefusedBoundary]]:
    """Take out all shapes that are for the same grid: which of them is right cannot be known."""
    often = Counter(one.matched_code for one in found if one.matched_code)
    refused = [
        RefusedBoundary(
            one.number, one.label, f"文件里有 {often[one.matched_code]} 个图形都是 {one.matched_code}，请只留一个。"
        )
        for one in found
        if often[one.matched_code] > 1
    ]
    return [one for one in found if often[one.matched_code] <= 1], refused


def _listed(labels: Sequence[str]) -> str:
    return "、".join(labels[:5]) + ("等" if len(labels) > 5 else "")
