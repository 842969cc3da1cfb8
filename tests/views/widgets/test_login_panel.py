"""The drawings of the login panel are what their script makes."""

from __future__ import annotations

import runpy
from pathlib import Path

from desktop.views.widgets import login_panel

LOGIN = Path(__file__).resolve().parents[3] / "resources" / "login"


def test_drawings_are_what_their_script_makes() -> None:
    made = runpy.run_path(str(LOGIN / "build.py"))["drawings"]()
    assert {path.name: path.read_text("utf-8") for path in LOGIN.glob("*.svg")} == made


def test_name_in_the_drawing_is_the_name_read_out() -> None:
    build = runpy.run_path(str(LOGIN / "build.py"))
    assert (build["NAME"], build["SUBTITLE"]) == (login_panel.NAME, login_panel.SUBTITLE)
    assert 'viewBox="0 0 {} {}"'.format(*login_panel.NAME_SIZE) in (LOGIN / "name.svg").read_text("utf-8")
