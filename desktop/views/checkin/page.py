"""The page of check-in: members and units, services, needs and wishes, campaigns, evaluations."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from desktop.views.checkin import lists
from desktop.views.checkin.board import WishBoard
from desktop.views.checkin.points import PointsPage
from desktop.views.checkin.quick import QuickSheet
from desktop.views.checkin.summary import Summaries
from desktop.views.desk import Desk
from desktop.views.records.several import Part, SeveralParts


class CheckinPage(SeveralParts):
    """The lists of check-in."""

    help_topic = "checkin"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        parts = [
            Part("members", "党员", lambda: lists.member_list(desk, self.enter_services, self.show_points)),
            Part("units", "单位", partial(lists.unit_list, desk)),
            Part("services", "服务", lambda: lists.service_list(desk, self.enter_services)),
            Part("board", "心愿看板", partial(WishBoard, desk)),
            Part("wishes", "心愿列表", partial(lists.wish_list, desk)),
            Part("campaigns", "系列活动", partial(lists.campaign_list, desk)),
            Part("summary", "汇总", partial(Summaries, desk)),
            Part("evaluations", "年度评价", partial(lists.evaluation_list, desk)),
        ]
        super().__init__(parts, "党员报到")

    def show_points(self, member_id: UUID) -> None:
        """Show the points of a member this year."""
        self._desk.push(PointsPage(self._desk, member_id))

    def enter_services(self) -> QuickSheet:
        """Open the sheet services are typed into."""
        page = QuickSheet(self._desk)
        self._desk.push(page)
        return page
