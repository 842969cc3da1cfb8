import json
import math
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import Cancelled, UserError
from desktop.exchange.map_datums import datum_named
from desktop.exchange.map_files import (
    LARGEST_FILE,
    BoundaryPlan,
    ExportedBoundary,
    area_words,
    read_geojson,
    write_geojson,
)
from desktop.services.demo_map import tessellate
from desktop.services.geometry import area_m2, normalise

LON, LAT = 114.167, 26.572
CRS_4490 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


def square(x: float = 0.0, y: float = 0.0, size: float = 0.001) -> list[list[float]]:
    west, south = LON + x, LAT + y
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def feature(*rings: list[list[float]], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "crs": CRS_4490, "features": list(features), **members}


class Reader:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "边界.geojson"

    def __call__(self, document: Any, known: dict[str, str] | None = None, encoding: str = "utf-8") -> BoundaryPlan:
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        self.path.write_bytes(text.encode(encoding))
        return read_geojson(self.path, known)

    def refusal(self, document: Any) -> str:
        with pytest.raises(UserError) as caught:
            self(document)
        sentence = str(caught.value)
        assert sentence.startswith("“边界.geojson”")
        assert "没有导入任何内容" in sentence
        assert sentence.endswith("。")
        assert sentence.count("。") == 1
        return sentence

    def reason(self, *rings: list[list[float]]) -> str:
        plan = self(collection(feature(*rings, name="第一网格"), feature(square(0.01), name="第二网格")))
        assert [found.name for found in plan.accepted] == ["第二网格"]
        (refused,) = plan.refused
        assert refused.label == "第 1 个图形“第一网格”"
        return refused.reason


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_a_plain_file_is_taken_without_a_word(read: Reader) -> None:
    plan = read(collection(feature(square(), 网格编码="3608811050011001", 网格名称="第一网格", 户数=412.0)))
    (found,) = plan.accepted
    assert (found.matched_code, found.matched_name) == ("3608811050011001", "第一网格")
    assert found.properties["户数"] == "412"
    assert found.polygon == normalise([[tuple(point) for point in square()]])
    assert (plan.refused, plan.notices, plan.overlaps) == ([], [], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_every_usual_encoding(read: Reader, encoding: str) -> None:
    plan = read(collection(feature(square(), name="䶮井网格")), encoding=encoding)
    assert plan.accepted[0].name == "䶮井网格"


@pytest.mark.parametrize(
    "document",
    [
        feature(square(), name="甲"),
        feature(square())["geometry"],
        {"type": "MultiPolygon", "coordinates": [[square()], [square(0.01)]]},
        {"type": "GeometryCollection", "geometries": [feature(square())["geometry"]]},
    ],
)
def test_every_kind_of_geojson_document(read: Reader, document: dict[str, Any]) -> None:
    assert len(read(document).accepted) == 1


def test_heights_are_dropped_and_open_rings_closed(read: Reader) -> None:
    plan = read(collection(feature([[*point, 812.5] for point in square()[:-1]])))
    assert plan.accepted[0].polygon == normalise([[tuple(point) for point in square()]])


def test_matching_by_code_by_name_and_by_any_member(read: Reader) -> None:
    known = {"1001": "第一网格", "1002": "第二网格", "1003": "第三网格", "1004": "同名网格", "1005": "同名网格"}
    plan = read(
        collection(
            feature(square(0.00), code="1001", name="改了名"),
            feature(square(0.01), name="第二网格"),
            feature(square(0.02), KEYID="1003"),
            feature(square(0.03), name="同名网格"),
        ),
        known,
    )
    assert [(found.matched_code, found.matched_name) for found in plan.accepted] == [
        ("1001", "第一网格"),
        ("1002", "第二网格"),
        ("1003", "第三网格"),
        ("", ""),
    ]
    assert plan.notices == ["1 个图形没有对应的网格或社区：第 4 个图形“同名网格”，请在导入时指定。"]


def test_two_shapes_for_one_grid_are_both_refused(read: Reader) -> None:
    plan = read(collection(feature(square(), code="1001"), feature(square(0.01), code="1001")))
    assert plan.accepted == []
    assert [refused.number for refused in plan.refused] == [1, 2]
    assert "2 个图形都是 1001" in plan.refused[0].reason


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("网格编码,名称\n1001,第一网格", "第 1 行起已损坏"),
        ('{"type": "FeatureCollection", "features": [', "已损坏"),
        ("", "不是 GeoJSON 文件"),
        ("[1, 2]", "不是 GeoJSON 边界文件"),
        ('"text"', "不是 GeoJSON 边界文件"),
        ('{"type": "Topology", "objects": {}}', "不是 GeoJSON 边界文件"),
        ('{"type": "FeatureCollection", "features": {}}', "缺少图形列表"),
        ("[" * 200_000 + "]" * 200_000, "层层嵌套"),
        ('{"type": "Polygon", "coordinates": [[[' + "9" * 5000 + ", 26]]]}", "无法读取的数字"),
        ('{"type": "FeatureCollection", "features": []}', "没有边界图形"),
        ('{"type": "FeatureCollection", "features": [null, 7, {"geometry": null}]}', "没有边界图形"),
    ],
)
def test_what_is_no_boundary_file_is_refused(read: Reader, text: str, part: str) -> None:
    assert part in read.refusal(text)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "图.geojson"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff")
    with pytest.raises(UserError, match="不是文字文件"):
        read_geojson(path)
    with pytest.raises(UserError, match=r"读不到“没有.geojson”（找不到文件或文件夹）"):
        read_geojson(tmp_path / "没有.geojson")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "大.geojson"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(UserError, match="超过 50 MB"):
        read_geojson(path)


def test_points_and_lines_alone_are_refused(read: Reader) -> None:
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [LON, LAT]}}
    line = {"type": "LineString", "coordinates": square()}
    assert "只有点或线，没有面" in read.refusal(collection(point, {"type": "Feature", "geometry": line}))
    plan = read(collection(point, feature(square())))
    assert len(plan.accepted) == 1
    assert plan.notices == ["另有 1 个点、线或空图形未读入，边界只取面。"]


def test_wgs84_is_taken_with_a_notice(read: Reader) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}
    assert "WGS 84" in read(collection(feature(square()), crs=crs)).notices[0]


def test_a_file_that_names_no_datum_is_taken_with_a_notice(read: Reader) -> None:
    assert "没有写明坐标系" in read(collection(feature(square()), crs=None)).notices[0]


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "GCS_China_Geodetic_CGCS2000", "CGCS2000"]
)
def test_our_own_datum_has_many_names(read: Reader, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read(collection(feature(square()), crs=crs)).notices == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("urn:ogc:def:crs:EPSG::3857", "网络墨卡托"),
        ("EPSG:900913", "网络墨卡托"),
        ("EPSG:4214", "1954 北京"),
        ("EPSG:2437", "1954 北京"),
        ("EPSG:4610", "1980 西安"),
        ("EPSG:2362", "1980 西安"),
        ("EPSG:4547", "高斯-克吕格"),
        ("CGCS2000_3_Degree_GK_CM_114E", "高斯-克吕格"),
        ("EPSG:32650", "UTM"),
        ("GCJ-02", "火星坐标"),
        ("bd09ll", "百度坐标"),
        ("Xian_1980", "1980 西安"),
        ("EPSG:27700", "EPSG:27700，本程序不认识"),
        ("本地独立坐标系", "本地独立坐标系，本程序不认识"),
    ],
)
def test_another_datum_is_refused_by_name(read: Reader, name: str, part: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert part in read.refusal(collection(feature(square()), crs=crs))
    if name.startswith("EPSG:"):
        assert part in read.refusal(
            collection(feature(square()), crs={"type": "EPSG", "properties": {"code": name[5:]}})
        )


def test_a_datum_named_elsewhere_counts_too(read: Reader) -> None:
    assert "GCJ-02" in read.refusal(collection(feature(square()), coordinateSystem="gcj02"))
    inner = feature(square())
    inner["geometry"]["crs"] = {"type": "name", "properties": {"name": "EPSG:3857"}}
    assert "墨卡托" in read.refusal(collection(inner))
    assert "不认识" in read.refusal(collection(feature(square()), crs={"type": "link", "properties": {}}))


def test_codes_without_a_name_in_the_table_are_unknown() -> None:
    assert datum_named("http://www.opengis.net/def/crs/EPSG/0/4490") == ("CGCS2000", "")
    assert datum_named("") == ("未写名称", "本程序不认识")


@pytest.mark.parametrize(
    ("ring", "part"),
    [
        ([[12709000, 3071000], [12709100, 3071000], [12709100, 3071100], [12709000, 3071000]], "以米为单位"),
        ([[38416000.0, 2940000], [38416100, 2940000], [38416100, 2940100], [38416000, 2940000]], "以米为单位"),
        ([[LAT, LON], [LAT, LON + 0.001], [LAT + 0.001, LON], [LAT, LON]], "写反了"),
        ([[0, 0], [0.001, 0], [0.001, 0.001], [0, 0]], "不在中国范围内"),
    ],
)
def test_numbers_that_are_no_degrees_in_china(read: Reader, ring: list[list[float]], part: str) -> None:
    assert part in read.refusal(collection(feature(square()), feature(ring)))


def test_a_self_crossing_shape_is_refused_with_its_place(read: Reader) -> None:
    bow = [[LON, LAT], [LON + 0.002, LAT + 0.002], [LON + 0.002, LAT], [LON, LAT + 0.002], [LON, LAT]]
    assert "边界自相交，位置约在东经 114.16800、北纬 26.57300" in read.reason(bow)


@pytest.mark.parametrize(
    ("rings", "part"),
    [
        ([square()[:2]], "不足 3 个不同的点"),
        ([[square()[0]] * 6], "不足 3 个不同的点"),
        ([square(), square()[:2]], "不足 3 个不同的点"),
        ([[]], "没有坐标点"),
        ([], "没有坐标点"),
        ([square(size=1e-9)], "不足 3 个不同的点|面积接近零"),
        ([square(), square(0.0005, 0.0005)], "内圈伸到了边界之外"),
        ([square(size=0.01), square(0.001, 0.001, 0.002), square(0.002, 0.002, 0.002)], "内圈互相重叠"),
        ([[[LON, math.nan], *square()[1:]]], "空值或无穷大"),
        ([[[LON, math.inf], *square()[1:]]], "空值或无穷大"),
        ([[["114.1", "26.5"], *square()[1:]]], "坐标写法不对"),
        ([[[None, LAT], *square()[1:]]], "坐标写法不对"),
        ([[[True, LAT], *square()[1:]]], "坐标写法不对"),
        ([[[LON], *square()[1:]]], "坐标写法不对"),
        ([[LON, LAT, LON, LAT]], "坐标写法不对"),
        (["ab"], "坐标写法不对"),
    ],
)
def test_one_bad_shape_is_refused_and_the_rest_taken(read: Reader, rings: list[Any], part: str) -> None:
    reason = read.reason(*rings)
    assert any(word in reason for word in part.split("|"))


def test_a_shape_with_a_hole_inside_is_taken(read: Reader) -> None:
    plan = read(collection(feature(square(size=0.01), square(0.001, 0.001), square(0.005, 0.005))))
    assert len(plan.accepted[0].polygon[0]) == 3


def test_parts_that_overlap_one_another_are_refused(read: Reader) -> None:
    both = {"type": "MultiPolygon", "coordinates": [[square()], [square(0.0005)]]}
    plan = read(collection({"type": "Feature", "properties": {}, "geometry": both}))
    assert "互相重叠" in plan.refused[0].reason


def test_shapes_that_overlap_are_taken_with_a_warning(read: Reader) -> None:
    plan = read(collection(feature(square(size=0.01), name="甲网格"), feature(square(0.009, size=0.01), name="乙网格")))
    assert len(plan.accepted) == 2
    assert plan.notices == ["第 1 个图形“甲网格” 与 第 2 个图形“乙网格”重叠约 11.0 公顷，请在导入后核对边界。"]
    assert plan.overlaps[0].names == ("第 1 个图形“甲网格”", "第 2 个图形“乙网格”")


def test_hostile_properties_become_short_plain_text(read: Reader) -> None:
    plan = read(collection(feature(square(), name="一\n二\x00三" + "长" * 900, deep={"a": [1]}, ok=True, none=None)))
    (found,) = plan.accepted
    assert found.name.startswith("一 二 三长")
    assert len(found.name) == 200
    assert set(found.properties) == {"name"}
    assert len(read({**feature(square()), "properties": [1, 2]}).accepted) == 1


def test_progress_is_told_and_may_cancel(read: Reader) -> None:
    read(collection(*(feature(square(0.01 * i)) for i in range(3))))
    told: list[tuple[int, int]] = []
    read_geojson(read.path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def cancel(done: int, total: int) -> None:
        raise Cancelled("已取消")

    with pytest.raises(Cancelled):
        read_geojson(read.path, progress=cancel)


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "导出.geojson"
    grids = tessellate(1, [7])[0].grids
    written = [
        ExportedBoundary(f"36088110500110{i:02}", f"第{i}网格", normalise(grid), {"户数": 300 + i})
        for i, grid in enumerate(grids, 1)
    ]
    assert write_geojson(path, written) == 7
    plan = read_geojson(path)
    assert plan.notices == []
    assert plan.refused == []
    assert [(f.code, f.name, f.polygon) for f in plan.accepted] == [(w.code, w.name, w.polygon) for w in written]
    assert plan.accepted[0].properties["户数"] == "301"
    assert area_m2(plan.accepted[0].polygon) == pytest.approx(area_m2(grids[0]))
    assert json.loads(path.read_text("utf-8"))["crs"] == CRS_4490


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "导出.geojson"
    path.mkdir()
    (path / "旧").write_text("旧")
    with pytest.raises(UserError, match=r"没有写成“导出.geojson”.*原有文件未改动"):
        write_geojson(path, [ExportedBoundary("1", "甲", [[[tuple(p) for p in square()]]], {})])
    assert [entry.name for entry in tmp_path.iterdir()] == ["导出.geojson"]
    with pytest.raises(UserError, match="没有写成"):
        write_geojson(tmp_path / "没有" / "导出.geojson", [])


def test_areas_in_words() -> None:
    assert [area_words(value) for value in (0.2, 40, 999, 3_000, 123_456)] == [
        "约 1 平方米",
        "约 40 平方米",
        "约 999 平方米",
        "约 0.3 公顷",
        "约 12.3 公顷",
    ]
