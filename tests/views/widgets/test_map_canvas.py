from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.demo_map import CommunityShape, tessellate
from desktop.services.geometry import centroid, label_point
from desktop.views import theme
from desktop.views.widgets.map_canvas import (
    FindingKind,
    LineKind,
    MapCanvas,
    MapFinding,
    MapLine,
    MapOutline,
    MapShape,
    Mode,
    State,
)

COMMUNITY = tessellate(5, [9])[0]
STATES = {3: State.LARGE, 7: State.SMALL, 6: State.DEDICATED}


def shapes_of(community: CommunityShape) -> list[MapShape]:
    return [
        MapShape(
            f"grid-{i}", str(1001 + i), f"第{i + 1}网格", "412 户", [grid], i, 0, STATES.get(i, State.NORMAL), i != 2
        )
        for i, grid in enumerate(community.grids)
    ]


def findings_of(community: CommunityShape) -> list[MapFinding]:
    grid = community.grids[0]
    corner = [grid[0][0], grid[0][1], grid[0][2], grid[0][0]]
    return [MapFinding(1, FindingKind.OVERLAP, [corner], grid[0][1], "第1网格与第2网格重叠")]


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> Iterator[MapCanvas]:
    theme.load_fonts()
    theme.apply(qapp)
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(886, 580)
    lines = [MapLine(one.name, one.line, LineKind.STREET) for one in COMMUNITY.streets]
    lines.append(MapLine(COMMUNITY.river_name, COMMUNITY.river, LineKind.RIVER))
    made.set_content(shapes_of(COMMUNITY), [MapOutline("茶山路社区", COMMUNITY.outline)], lines)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    theme.apply(qapp, "light")


def spot(canvas: MapCanvas, index: int) -> QPoint:
    """A spot well inside a grid."""
    return canvas.spot_of(label_point(COMMUNITY.grids[index])).toPoint()


def picture(canvas: MapCanvas) -> QImage:
    return canvas.grab().toImage()


def share(image: QImage, colour: QColor) -> float:
    """How much of an image has about this colour."""
    hits = 0
    total = 0
    for x in range(0, image.width(), 3):
        for y in range(0, image.height(), 3):
            pixel = image.pixelColor(x, y)
            total += 1
            hits += all(abs(a - b) < 6 for a, b in zip(pixel.getRgb()[:3], colour.getRgb()[:3], strict=True))
    return hits / total


def wheel(canvas: MapCanvas, at: QPointF, delta: int) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_everything_is_shown_between_the_tools(canvas: MapCanvas) -> None:
    for grid in COMMUNITY.grids:
        for point in grid[0]:
            place = canvas.spot_of(point)
            assert 50 < place.x() < 836
            assert 55 < place.y() < 540


@pytest.mark.parametrize("index", range(9))
def test_a_click_picks_the_grid_under_it(canvas: MapCanvas, qtbot: QtBot, index: int) -> None:
    with qtbot.waitSignal(canvas.picked, timeout=1000) as caught:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, index))
    assert caught.args == [f"grid-{index}"]
    assert canvas.selected == f"grid-{index}"
    assert f"第{index + 1}网格" in canvas.accessibleDescription()


def test_a_click_beside_the_grids_picks_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(canvas.picked):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(4, 300))


def test_a_double_click_opens(canvas: MapCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.opened, timeout=1000) as caught:
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, 4))
    assert caught.args == ["grid-4"]


def test_dragging_moves_the_map_and_picks_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    start = spot(canvas, 4)
    with qtbot.assertNotEmitted(canvas.picked):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 6):
            QApplication.sendEvent(canvas, _moved(canvas, QPointF(start) + QPointF(12 * step, -6 * step)))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(60, -30))
    assert spot(canvas, 4) == start + QPoint(60, -30)


def test_the_wheel_keeps_the_point_under_the_cursor(canvas: MapCanvas) -> None:
    point = centroid(COMMUNITY.grids[1])
    before = canvas.spot_of(point)
    scale = canvas.pixels_per_metre
    for delta in (120, 120, 120, -120, 360):
        wheel(canvas, before, delta)
        after = canvas.spot_of(point)
        assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.01)
    assert canvas.pixels_per_metre > scale


def test_zoom_has_limits(canvas: MapCanvas) -> None:
    for _ in range(60):
        canvas.zoom_in()
    close = canvas.pixels_per_metre
    canvas.zoom_in()
    assert canvas.pixels_per_metre == close
    for _ in range(90):
        canvas.zoom_out()
    far = canvas.pixels_per_metre
    canvas.zoom_out()
    assert canvas.pixels_per_metre == far
    assert far < close / 10


def test_the_buttons_zoom_and_fit(canvas: MapCanvas, qtbot: QtBot) -> None:
    buttons = {button.accessibleName(): button for button in canvas.findChildren(QPushButton)}
    fitted = canvas.pixels_per_metre
    qtbot.mouseClick(buttons["放大"], Qt.MouseButton.LeftButton)
    assert canvas.pixels_per_metre > fitted
    qtbot.mouseClick(buttons["缩小"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(buttons["缩小"], Qt.MouseButton.LeftButton)
    assert canvas.pixels_per_metre < fitted
    qtbot.mouseClick(buttons["显示全部"], Qt.MouseButton.LeftButton)
    assert canvas.pixels_per_metre == fitted


def test_the_keys_move_zoom_and_fit(canvas: MapCanvas, qtbot: QtBot) -> None:
    fitted, start = canvas.pixels_per_metre, spot(canvas, 4)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.pixels_per_metre > fitted
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert spot(canvas, 4) == start - QPoint(60, 60)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert spot(canvas, 4) == start


def test_the_map_cannot_be_moved_out_of_sight(canvas: MapCanvas, qtbot: QtBot) -> None:
    for _ in range(80):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    left = canvas.spot_of(COMMUNITY.grids[0][0][0]).x()
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.spot_of(COMMUNITY.grids[0][0][0]).x() == left
    assert any(canvas.rect().contains(canvas.spot_of(p).toPoint()) for grid in COMMUNITY.grids for p in grid[0])


def test_tab_walks_through_the_grids_and_on(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    before, canvas, after = QLineEdit(), MapCanvas(tools=False, modes=(Mode.GRID,)), QLineEdit()
    for part in (before, canvas, after):
        layout.addWidget(part)
    canvas.set_content(shapes_of(COMMUNITY)[:3])
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    canvas.setFocus()
    walked: list[object] = []
    canvas.picked.connect(walked.append)
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert walked == ["grid-0", "grid-1", "grid-2", "grid-1"]
    with qtbot.waitSignal(canvas.opened, timeout=1000) as caught:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert caught.args == ["grid-1"]
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert page.focusWidget() is after
    canvas.setFocus()
    canvas.select(None)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert page.focusWidget() is after
    assert canvas.selected is None


def test_walking_brings_the_grid_into_view(canvas: MapCanvas, qtbot: QtBot) -> None:
    for _ in range(6):
        canvas.zoom_in()
    canvas.setFocus()
    for index in range(9):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        assert canvas.selected == f"grid-{index}"
        assert canvas.rect().contains(canvas.spot_of(centroid(COMMUNITY.grids[index])).toPoint())


def test_a_findings_marker_can_be_clicked(canvas: MapCanvas, qtbot: QtBot) -> None:
    findings = findings_of(COMMUNITY)
    canvas.set_content(shapes_of(COMMUNITY), findings=findings)
    with qtbot.waitSignal(canvas.finding_picked, timeout=1000) as caught, qtbot.assertNotEmitted(canvas.picked):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.spot_of(findings[0].spot).toPoint())
    assert caught.args == [1]
    canvas.show_shape(findings[0].polygon)
    assert canvas.rect().contains(canvas.spot_of(findings[0].spot).toPoint())
    assert share(picture(canvas), theme.token("danger")) > 0.0005


def test_the_picked_grid_has_a_red_edge(canvas: MapCanvas) -> None:
    before = share(picture(canvas), theme.token("red"))
    canvas.select("grid-1")
    assert share(picture(canvas), theme.token("red")) > before + 0.002


def test_each_mode_has_its_fills(canvas: MapCanvas) -> None:
    fills = theme.map_fills()
    image = picture(canvas)
    assert all(share(image, fills[i]) > 0.01 for i in (0, 1, 2, 4, 5, 8))
    canvas.set_mode(Mode.SIZE)
    assert share(picture(canvas), theme.token("greenline")) > 0.2
    assert share(picture(canvas), theme.token("blueline")) > 0.03
    canvas.set_mode(Mode.COMPLETE)
    assert 0.01 < share(picture(canvas), theme.token("ambertint")) < 0.1


def test_the_switch_and_the_mode_go_together(canvas: MapCanvas, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in canvas.findChildren(QPushButton) if button.isCheckable()}
    with qtbot.waitSignal(canvas.mode_changed, timeout=1000) as caught:
        qtbot.mouseClick(buttons["规模"], Qt.MouseButton.LeftButton)
    assert caught.args == ["规模"]
    assert canvas.mode is Mode.SIZE
    canvas.set_mode(Mode.COMPLETE)
    assert [text for text, button in buttons.items() if button.isChecked()] == ["完整度"]


def test_the_dark_theme_repaints(canvas: MapCanvas, qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    image = picture(canvas)
    assert share(image, theme.token("bg")) > 0.2
    assert share(image, theme.map_fills()[0]) > 0.01


def test_labels_go_when_there_is_no_room(canvas: MapCanvas) -> None:
    plates = share(picture(canvas), theme.token("surface"))
    for _ in range(4):
        canvas.zoom_out()
    assert share(picture(canvas), theme.token("surface")) < plates


def test_new_content_keeps_view_and_pick_when_told(canvas: MapCanvas) -> None:
    canvas.select("grid-4")
    canvas.zoom_in()
    canvas.pan(30, 10)
    scale, place = canvas.pixels_per_metre, spot(canvas, 4)
    canvas.set_content(shapes_of(COMMUNITY)[3:], keep_view=True)
    assert canvas.selected == "grid-4"
    assert (canvas.pixels_per_metre, spot(canvas, 4)) == (scale, place)
    canvas.set_content(shapes_of(COMMUNITY)[5:])
    assert canvas.selected is None


def test_a_fitted_map_stays_fitted_when_the_window_grows(canvas: MapCanvas) -> None:
    scale = canvas.pixels_per_metre
    canvas.resize(1200, 900)
    assert canvas.pixels_per_metre > scale
    canvas.zoom_in()
    scale = canvas.pixels_per_metre
    canvas.resize(900, 700)
    assert canvas.pixels_per_metre == scale


def test_an_empty_map_paints_and_takes_every_key(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_content([])
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_0, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(canvas, key)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert share(picture(canvas), theme.token("bg")) > 0.8
    assert canvas.selected is None


def test_hovering_tells_the_place(canvas: MapCanvas, qtbot: QtBot) -> None:
    point = centroid(COMMUNITY.grids[4])
    with qtbot.waitSignal(canvas.pointed, timeout=1000) as caught:
        QApplication.sendEvent(canvas, _moved(canvas, canvas.spot_of(point), pressed=False))
    assert caught.args == [pytest.approx(point[0], abs=1e-7), pytest.approx(point[1], abs=1e-7)]
    assert canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor


def _moved(canvas: MapCanvas, at: QPointF, pressed: bool = True) -> QMouseEvent:
    button = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    return QMouseEvent(
        QMouseEvent.Type.MouseMove,
        at,
        canvas.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
