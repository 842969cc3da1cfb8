"""Names of coordinate systems (坐标系) met in boundary files, and which of them can be taken as they are.

CGCS2000 (EPSG:4490) is the product's own; WGS 84 in degrees differs from it by less than a metre. Everything else is
refused by name: shifting boundaries by guesswork would put streets into the wrong community.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

OWN = "CGCS2000"
NEAR = "WGS 84"

_PROJECTED = "是以米为单位的投影坐标"
_SHIFTED = "经过加密偏移，与实地相差数百米"
_OLD = "与 CGCS2000 相差几十米以上"

# Web sites, web maps and navigation services of China name their systems in many ways.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"GCJ[-_ ]?0?2|火星|高德|AMAP|AUTONAVI", "GCJ-02（火星坐标）", _SHIFTED),
    (r"BD[-_ ]?0?9|百度|BAIDU", "BD-09（百度坐标）", _SHIFTED),
    (r"BEIJING[-_ ]?(19)?54|北京(19)?54|(19)?54\s*北京", "1954 北京坐标系", _OLD),
    (r"XI.?AN[-_ ]?(19)?80|西安(19)?80|(19)?80\s*西安", "1980 西安坐标系", _OLD),
    (r"MERCATOR|墨卡托", "墨卡托投影", _PROJECTED),
    (r"GAUSS|高斯|KRUGER|3[-_ ]?DEGREE|6[-_ ]?DEGREE|(3|6)度带", "高斯-克吕格投影", _PROJECTED),
    (r"\bUTM\b", "UTM 投影", _PROJECTED),
)
_OWN_WORDS = r"CGCS[-_ ]?2000|CHINA GEODETIC COORDINATE SYSTEM|2000\s*国家大地|国家2000|CRS84"
_NEAR_WORDS = r"WGS[-_ ]?(19)?84"


def datum_named(name: str) -> tuple[str, str]:
    """Return what a coordinate system's name stands for, and why it cannot be taken.

    The second word is empty for :data:`OWN` and :data:`NEAR`.
    """
    text = name.strip().upper()
    code = re.search(r"(?:EPSG|ESRI)\b.{0,12}?(\d{4,6})\D*$", text) or re.fullmatch(r"(\d{4,6})", text)
    if code:
        return _by_code(int(code[1]))
    for pattern, label, reason in _WORDS:
        if re.search(pattern, text):
            return label, reason
    if re.search(_OWN_WORDS, text):
        return OWN, ""
    if re.search(_NEAR_WORDS, text):
        return NEAR, ""
    return name.strip()[:60] or "未写名称", "本程序不认识"


def named_systems(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of coordinate systems one object of a GeoJSON file gives, in the ways they are met."""
    crs = document.get("crs")
    if isinstance(crs, Mapping):
        properties = crs.get("properties")
        given = properties if isinstance(properties, Mapping) else {}
        name = given.get("name", given.get("code", given.get("href")))
        if name is None:
            yield str(crs.get("type", ""))
        elif str(crs.get("type", "")).upper() == "EPSG":
            yield f"EPSG:{name}"
        else:
            yield str(name)
    elif crs is not None:
        yield str(crs)
    for key in ("coordinateSystem", "coordinate_system", "coordSystem", "datum", "坐标系"):
        value = document.get(key)
        if isinstance(value, str) and value.strip():
            yield value


def _by_code(code: int) -> tuple[str, str]:
    if code == 4490:
        return OWN, ""
    if code == 4326:
        return NEAR, ""
    if code in {4479, 4480, 4978, 4979}:
        return f"EPSG:{code}（空间直角或三维坐标）", "本程序只收平面经纬度"
    if code in {3857, 3785, 900913, 102100, 102113, 3395}:
        return f"EPSG:{code}（网络墨卡托投影）", _PROJECTED
    if code == 4214 or 2401 <= code <= 2442 or 21413 <= code <= 21483:
        return f"EPSG:{code}（1954 北京坐标系）", _OLD
    if code == 4610 or 2327 <= code <= 2390:
        return f"EPSG:{code}（1980 西安坐标系）", _OLD
    if 4491 <= code <= 4554:
        return f"EPSG:{code}（CGCS2000 高斯-克吕格投影）", _PROJECTED
    if 32601 <= code <= 32760:
        return f"EPSG:{code}（UTM 投影）", _PROJECTED
    return f"EPSG:{code}", "本程序不认识"
