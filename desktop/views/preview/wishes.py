"""What is to be printed, and how it becomes a PDF: the one way from a wish to paper, run on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.documents import papers
from desktop.documents.page import PrintReport
from desktop.errors import UserError
from desktop.services import boards, offices, rosters
from desktop.services.records import Filter, Query
from desktop.views.widgets import sheets

if TYPE_CHECKING:
    from desktop.views.desk import Desk

SIZES = ((600, 900), (800, 1200), (1200, 2400), (1800, 1200))
"""Usual boards, width and height in millimetres; the last lies on its side."""
USUAL = {"community": (1800, 1200), "grid": (800, 1200)}
FULL = "full"
"""Paper of a board at 1:1; else A3 or A4 for a proof."""
BLEED = 3.0
COMMUNITIES = Query("divisions", filters=(Filter("level", "is", "community"), Filter("grids", "from", 1)))
GRIDS = Query("grids", filters=(Filter("open", "is", True),))

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class BoardWish:
    """Signboards of communities or of grids."""

    kind: str = "community"
    ids: tuple[UUID, ...] = ()
    width: int = 1800
    height: int = 1200
    paper: str = FULL
    bleed: bool = False


@dataclass(frozen=True)
class RosterWish:
    """A roster of the team."""

    division: str = ""
    grid: str = ""
    order: str = "strokes"
    by: str = ""
    volunteers: bool = False


@dataclass(frozen=True)
class PaperWish:
    """A paper of :data:`desktop.documents.papers.PAPERS`."""

    key: str
    chosen: tuple[tuple[str, Any], ...] = ()
    """What was chosen, by the keys of its options."""


Wish = BoardWish | RosterWish | PaperWish


@dataclass(frozen=True)
class Paper:
    """A document ready to be looked at, printed or saved."""

    wish: Wish
    title: str
    remark: str
    data: bytes
    notices: tuple[str, ...]
    """What is missing or had to give way, one sentence each."""


class Notes:
    """What was noted in the history before numbers were printed in clear: once for each wish of an opened preview."""

    def __init__(self) -> None:
        self._lock, self._done = Lock(), set[PaperWish]()

    def keep(self, desk: Desk, wish: Wish) -> None:
        """Note a wish that is not noted yet, where it must be; returns once that is committed. Runs on a worker."""
        spec = papers.paper(wish.key) if isinstance(wish, PaperWish) else None
        if spec is None or not isinstance(wish, PaperWish):
            return
        chosen = dict(wish.chosen)
        note = papers.noted(spec, chosen)
        if note is None:
            return
        # A change of the records makes the paper anew, and this note is one: the second run waits and finds it.
        with self._lock:
            if wish not in self._done:
                desk.database.act(f"打印{spec.label}", lambda work: note(work, chosen))
                self._done.add(wish)


def compose(desk: Desk, wish: Wish, step: Step) -> Paper:
    """Make the document. Raises ``UserError`` for what cannot be printed, ``Cancelled`` when it was given up.

    What is printed in clear must be noted before (:class:`Notes`).
    """
    if isinstance(wish, PaperWish):
        return _other(desk, wish, step)
    return _boards(desk, wish, step) if isinstance(wish, BoardWish) else _roster(desk, wish, step)


def _other(desk: Desk, wish: PaperWish, step: Step) -> Paper:
    spec = papers.paper(wish.key)
    assert spec is not None, wish.key
    step(0, 1)
    target = BytesIO()
    context = desk.context()
    with desk.database.read() as session:
        made = papers.maker(spec)(session, context, dict(wish.chosen), target)
    step(1, 1)
    return Paper(wish, made.title, made.remark, target.getvalue(), made.notices)


def editable(wish: Wish) -> bool:
    """Return whether a paper is also written as .docx, for offices that must edit its wording."""
    spec = papers.paper(wish.key) if isinstance(wish, PaperWish) else None
    return spec is not None and bool(spec.docx)


def as_docx(desk: Desk, wish: PaperWish) -> bytes:
    """Return a paper as .docx, made anew from the records. Raises what :func:`compose` raises."""
    spec = papers.paper(wish.key)
    make = papers.docx_maker(spec) if spec is not None else None
    assert make is not None, wish.key
    target = BytesIO()
    context = desk.context()
    with desk.database.read() as session:
        make(session, context, dict(wish.chosen), target)
    return target.getvalue()


def _boards(desk: Desk, wish: BoardWish, step: Step) -> Paper:
    from desktop.documents.signboard import draw_community_board, draw_grid_board, proof_scale

    if not wish.ids:
        raise UserError("还没有选择社区或网格，没有生成公示牌，请在右侧选择")
    made: list[bytes] = []
    said: list[str] = []
    titles: list[str] = []
    proof = None if wish.paper == FULL else wish.paper
    bleed = BLEED if wish.bleed and proof is None else 0.0
    for number, one in enumerate(wish.ids):
        step(number, len(wish.ids))
        target = BytesIO()
        report = PrintReport()
        context = desk.context()
        if wish.kind == "community":
            with desk.database.read() as session:
                town = boards.community_board(session, one, context)
            draw_community_board(town, target, width_mm=wish.width, height_mm=wish.height, bleed_mm=bleed, proof=proof,
                                 report=report)  # fmt: skip
            missing, title = boards.notices(town), town.title
        else:
            with desk.database.read() as session:
                board = boards.grid_board(session, one, context)
            draw_grid_board(board, target, width_mm=wish.width, height_mm=wish.height, bleed_mm=bleed, proof=proof,
                            report=report)  # fmt: skip
            missing, title = boards.notices(board), f"{board.grid.name}公示牌"
        lines = [*missing, *report.lines()]
        said += [f"{title}：{line}" for line in lines] if len(wish.ids) > 1 else lines
        made.append(target.getvalue())
        titles.append(title)
    step(len(wish.ids), len(wish.ids))
    remark = f"{wish.width}×{wish.height} 毫米"
    if proof is not None:
        remark += f"　{proof} 打样 1:{proof_scale(wish.width, wish.height, proof):g}"
    title = titles[0] if len(titles) == 1 else f"{titles[0]}等 {len(titles)} 块"
    return Paper(wish, title, remark, sheets.joined(made), tuple(dict.fromkeys(said)))


def _roster(desk: Desk, wish: RosterWish, step: Step) -> Paper:
    from desktop.documents.people import print_team_roster

    context = desk.context()
    with desk.database.read() as session:
        team = rosters.team(
            session, context, division=wish.division, grid=wish.grid, order=wish.order, by=wish.by,
            volunteers=wish.volunteers,
        )  # fmt: skip
        office = offices.own(session)
        name, demonstration = office.name, office.demonstration
    step(1, 2)
    target = BytesIO()
    report = print_team_roster(team, target, office=name, demo=demonstration)
    step(2, 2)
    people = team.counts[0]
    return Paper(wish, f"{team.scope}网格员花名册", f"A4 横向　{people} 人", target.getvalue(), tuple(report.lines()))
