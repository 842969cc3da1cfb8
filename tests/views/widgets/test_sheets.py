"""Pages of a PDF to look at: any part of a page is drawn, were it less than a pixel."""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QRectF

from desktop.documents.page import finish, new_canvas
from desktop.views.widgets.sheets import Sheets


@pytest.fixture
def sheets() -> Sheets:
    target = BytesIO()
    c = new_canvas(target, 210, 297, title="", author="")
    c.showPage()
    finish(c)
    return Sheets(target.getvalue())


@pytest.mark.parametrize("scale", [0.2, 0.63, 1.0, 2.5])
def test_the_edge_of_a_page_coming_into_sight_is_drawn(sheets: Sheets, scale: float) -> None:
    width, height = sheets.sizes[0]
    for sliver in (0.001, 0.4, 0.9, 1.3, 2.0, 6.0):
        for area in (QRectF(0, 0, width, sliver), QRectF(0, height - sliver, width, 90), QRectF(0, 0, sliver, height)):
            shot = sheets.render(0, scale, area)
            assert shot is not None
            assert shot.area.contains(area.intersected(QRectF(0, 0, width, height)))
            assert min(shot.image.width(), shot.image.height()) >= 1
