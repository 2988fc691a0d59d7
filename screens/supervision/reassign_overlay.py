"""Whom to give a lead to: everybody active, with what they hold already."""

from collections.abc import Sequence

from rules.values.staff import StaffCard
from rules.vocabulary import Role
from screens.overlay import Overlay
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece

HOLDERS = (Role.OPERATOR, Role.SALESPERSON)


class ReassignOverlay(Overlay[StaffCard, StaffCard]):
    """Answers with the person chosen; operators and salespeople come first."""

    def __init__(self, seat: Seat, person: str) -> None:
        self._person = person
        super().__init__(seat)

    def title_text(self) -> str:
        return f"{self.seat.words('supervision.reassign')} {self.seat.glyphs.dot} {self._person}"

    def hint(self) -> str:
        return self.seat.words("supervision.reassign_hint")

    def columns(self) -> Sequence[Column[StaffCard]]:
        words = self.seat.words
        return (
            Column("", lambda staff: (staff.name, "text"), 18, grows=2),
            Column("", lambda staff: (words(f"vocabulary.role.{staff.role}"), "muted"), 16, drops=2),
            Column("", lambda staff: (staff.site, "muted"), 10, grows=1, drops=1),
            Column("", self._load, 8, align="right"),
        )

    def _load(self, staff: StaffCard) -> Piece:
        is_full = staff.capacity and staff.open_leads >= staff.capacity
        return f"{staff.open_leads}/{staff.capacity}", "soon" if is_full else "text"

    def on_mount(self) -> None:
        people = self.seat.services.people
        self.ask(people.people, self._show, name="people")

    def _show(self, people: Sequence[StaffCard]) -> None:
        active = [staff for staff in people if staff.is_active]
        self.fill(sorted(active, key=lambda staff: (staff.role not in HOLDERS, staff.role, staff.name)))

    def text_of(self, row: StaffCard) -> str:
        return f"{row.name} {row.login} {row.site} {self.seat.words(f'vocabulary.role.{row.role}')}"

    def result_of(self, row: StaffCard) -> StaffCard:
        return row
