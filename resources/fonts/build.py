"""Make the font files of this folder again from the fonts they come from.

Standard library and fontTools only. README.md names the fonts, their versions and licences. Run as

    python resources/fonts/build.py --serif DIR --sans DIR --kai DIR --rare DIR --out DIR

where each DIR holds, at any depth, the files named in ``SOURCES``. Each character of GB 18030-2022 level 3 lands in at
least one file; tests/documents/test_fonts.py counts them.
"""

from __future__ import annotations

import argparse
import array
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables._n_a_m_e import NameRecord

# name of the file here: (folder, file it comes from, which characters, family, style)
SOURCES = {
    "serif-400": ("serif", "NotoSerifSC_400Regular.ttf", "standard", "Jingge Serif", "Regular"),
    "serif-400-rest": ("serif", "NotoSerifSC_400Regular.ttf", "rest", "Jingge Serif Rest", "Regular"),
    "serif-500": ("serif", "NotoSerifSC_500Medium.ttf", "standard", "Jingge Serif Medium", "Regular"),
    "serif-700": ("serif", "NotoSerifSC_700Bold.ttf", "standard", "Jingge Serif", "Bold"),
    "serif-900": ("serif", "NotoSerifSC_900Black.ttf", "standard", "Jingge Serif Black", "Regular"),
    "sans-400": ("sans", "NotoSansSC_400Regular.ttf", "standard", "Jingge Sans", "Regular"),
    "sans-400-rest": ("sans", "NotoSansSC_400Regular.ttf", "rest", "Jingge Sans Rest", "Regular"),
    "sans-500": ("sans", "NotoSansSC_500Medium.ttf", "standard", "Jingge Sans Medium", "Regular"),
    "sans-700": ("sans", "NotoSansSC_700Bold.ttf", "standard", "Jingge Sans", "Bold"),
    "kai-400": ("kai", "LXGWWenKai-Regular.ttf", "standard", "Jingge Kai", "Regular"),
    "kai-700": ("kai", "LXGWWenKai-Bold.ttf", "standard", "Jingge Kai", "Bold"),
    "rare": ("rare", "HanaMinB.ttf", "rare", "Jingge Rare", "Regular"),
}
# Drawing a page of Chinese needs outlines, advances and the character map; the rest is hinting and layout.
DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx", "FFTM", "gasp", "cvt ", "fpgm", "prep"]


def standard_characters() -> set[int]:
    """The 8,105 characters of 通用规范汉字表, the hanzi of GB 2312, and every mark, letter and sign in use."""
    wanted = {ord(c) for c in (Path(__file__).parent / "standard-characters.txt").read_text("utf-8") if c > " "}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            text = bytes((row, cell)).decode("gb2312", "ignore")
            wanted.update(map(ord, text))
    wanted.update(range(0x20, 0x3400))  # letters, marks, figures, arrows, boxes, kana
    wanted.update(range(0xFE10, 0xFE70))  # vertical and small forms
    wanted.update(range(0xFF01, 0xFFE7))  # full-width forms
    wanted.difference_update(range(0x1100, 0x1200))  # Hangul letters
    wanted.difference_update(range(0xFFA0, 0xFFDD))
    return wanted


def find(folder: Path, name: str) -> Path:
    """The file called ``name`` somewhere under ``folder``."""
    return next(folder.rglob(name))


def cut(source: Path, wanted: set[int], family: str, style: str, target: Path, which: str) -> int:
    """Write the glyphs of ``wanted`` that ``source`` has; returns how many characters the new font maps."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        name_IDs=[0, 5, 13, 14],
        name_legacy=False,
        notdef_outline=True,
        drop_tables=DROPPED,
        glyph_names=False,
        recalc_timestamp=False,
    )
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    # One segmented table holds every plane, so readers need to know one format only.
    cmap = font["cmap"]
    full = max(cmap.tables, key=lambda table: len(table.cmap))
    twelve = cmap.tables[0].__class__.newSubtable(12)
    twelve.platformID, twelve.platEncID, twelve.language = 3, 10, 0
    twelve.format, twelve.reserved, twelve.length, twelve.nGroups = 12, 0, 0, 0
    twelve.cmap = dict(full.cmap)
    four = cmap.tables[0].__class__.newSubtable(4)
    four.platformID, four.platEncID, four.language = 3, 1, 0
    four.cmap = {code: glyph for code, glyph in full.cmap.items() if code <= 0xFFFF}
    cmap.tables = [four, twelve]
    rename(font, family, style)
    if which == "rare":
        for glyph_name in font.getGlyphOrder():
            thin(font["glyf"][glyph_name], font)
    font.save(target)
    return len(full.cmap)


def thin(glyph: Glyph, font: TTFont, tolerance: float = 1.5) -> None:
    """Drop points that lie within ``tolerance`` units (of 1024 to the em) of a straight line.

    HanaMin draws curves as many short straight pieces; this takes a sixth off its size and cannot be seen in print.
    """
    glyph.expand(font["glyf"])
    if glyph.numberOfContours <= 0:
        return
    points, flags, ends, start = [], [], [], 0
    for end in glyph.endPtsOfContours:
        outline = [tuple(glyph.coordinates[i]) for i in range(start, end + 1)]
        straight = [glyph.flags[i] & 1 for i in range(start, end + 1)]
        kept = [True] * len(outline)
        i = 0
        while i < len(outline) - 1:
            j = i + 1
            while (
                straight[i]
                and j < len(outline) - 1
                and straight[j]
                and straight[j + 1]
                and all(_near(outline[k], outline[i], outline[j + 1], tolerance) for k in range(i + 1, j + 1))
            ):
                kept[j] = False
                j += 1
            i = j
        points += [p for p, keep in zip(outline, kept, strict=True) if keep]
        flags += [f for f, keep in zip(straight, kept, strict=True) if keep]
        ends.append(len(points) - 1)
        start = end + 1
    glyph.coordinates = GlyphCoordinates(points)
    glyph.flags = array.array("B", flags)
    glyph.endPtsOfContours = ends
    glyph.recalcBounds(font["glyf"])


def _near(point: tuple[int, int], a: tuple[int, int], b: tuple[int, int], tolerance: float) -> bool:
    dx, dy = b[0] - a[0], b[1] - a[1]
    px, py = point[0] - a[0], point[1] - a[1]
    length = dx * dx + dy * dy
    along = px * dx + py * dy
    return 0 <= along <= length and length > 0 and abs(px * dy - py * dx) <= tolerance * length**0.5


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the cut font a name of its own: the licences reserve the names of the originals."""
    names = font["name"]
    version = names.getDebugName(5) or ""
    kept: list[NameRecord] = [record for record in names.names if record.nameID in (0, 13, 14)]
    names.names = kept
    postscript = f"{family.replace(' ', '')}-{style}"
    for identity, text in (
        (1, family),
        (2, style),
        (3, f"{postscript};{version}"),
        (4, f"{family} {style}"),
        (5, version),
        (6, postscript),
    ):
        names.setName(text, identity, 3, 1, 0x409)


def main() -> None:
    """Read the folders from the command line and write every file."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("serif", "sans", "kai", "rare", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("names", nargs="*", default=list(SOURCES))
    chosen = parser.parse_args()
    standard = standard_characters()
    serif = set(TTFont(find(chosen.serif, "NotoSerifSC_400Regular.ttf"), lazy=True).getBestCmap())
    for name in chosen.names:
        folder, file, which, family, style = SOURCES[name]
        source = find(getattr(chosen, folder), file)
        own = set(TTFont(source, lazy=True).getBestCmap())
        wanted = {
            "standard": own & standard,
            "rest": own - standard - set(range(0x1100, 0x1200)) - set(range(0xAC00, 0xD7B0)),
            "rare": own - serif,
        }[which]
        wanted -= set(range(0xE000, 0xF900))  # private use means something else in every font
        wanted |= {0x20} & own
        count = cut(source, wanted, family, style, chosen.out / f"{name}.ttf", which)
        sys.stdout.write(f"{name}: {count} characters, {(chosen.out / f'{name}.ttf').stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
