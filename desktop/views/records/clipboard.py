"""Tables on the clipboard: tabs and lines for everything, HTML for spreadsheets, in which codes stay text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from desktop.models import Field, Kind

FIGURES = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.DAY, Kind.MOMENT})
"""Kinds a spreadsheet is to reckon with; everything else is text whatever it looks like."""

STYLE = '<style>td{white-space:nowrap}td.t{mso-number-format:"\\@"}</style>'
"""What tells Excel and WPS that a cell is text: 007, 1-2 and numbers of 18 figures arrive as they are."""


@dataclass(frozen=True)
class Table:
    """A table for the clipboard in both forms."""

    plain: str
    html: str
    rows: int
    """Without its header."""

    def put(self) -> None:
        """Put it on the clipboard, on the UI thread."""
        made = QMimeData()
        made.setText(self.plain)
        made.setHtml(self.html)
        QApplication.clipboard().setMimeData(made)


def is_text(field: Field) -> bool:
    """Return whether the cells of a column are text for a spreadsheet."""
    return field.kind not in FIGURES


def table(head: Sequence[str], rows: Iterable[Sequence[str]], as_text: Sequence[bool]) -> Table:
    """Return a table with its header; ``as_text`` tells of each column whether it is text whatever it looks like.

    Tabs and line ends within a cell become blanks.
    """
    titles = [_flat(cell) for cell in head]
    plain = ["\t".join(titles)]
    marked = [_row(titles, [True] * len(titles))]
    for cells in rows:
        flat = [_flat(cell) for cell in cells]
        plain.append("\t".join(flat))
        marked.append(_row(flat, as_text))
    page = f'<html><head><meta charset="utf-8">{STYLE}</head><body><table>{"".join(marked)}</table></body></html>'
    return Table("\n".join(plain), page, len(plain) - 1)


def _flat(cell: str) -> str:
    return " ".join(cell.split())


def _row(cells: Sequence[str], as_text: Sequence[bool]) -> str:
    parts = (
        f"<td{' class=t' if text else ''}>{escape(cell, quote=False)}</td>"
        for cell, text in zip(cells, as_text, strict=True)
    )
    return f"<tr>{''.join(parts)}</tr>"
