"""Giving a lead to somebody else from any list of Supervision."""

from rules.refusal import Refusal
from rules.values.staff import StaffCard
from rules.vocabulary import Capability
from screens.console_screen import KeyAnswering
from screens.refreshing import Refreshing
from screens.safe_text import clean
from screens.supervision.reassign_overlay import ReassignOverlay


class Reassigning(KeyAnswering, Refreshing):
    """A screen says which lead is under its cursor, and whose."""

    def lead_to_reassign(self) -> tuple[int, str] | None:
        return None

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "reassign":
            if not self.seat.actor.may(Capability.SUPERVISE):
                return Refusal("not_your_role")
            if self.lead_to_reassign() is None:
                return Refusal("no_lead_chosen")
        return None

    def action_reassign(self) -> None:
        """Choose who answers for the lead from now on."""
        found = self.lead_to_reassign()
        if found is None:
            return
        lead_id, person = found
        supervision, actor = self.seat.services.supervision, self.seat.actor

        def reassign(staff: StaffCard | None) -> None:
            if staff is None:
                return

            def done(_: None) -> None:
                text = self.seat.words(
                    "supervision.reassigned", person=clean(person), staff=clean(staff.name)
                )
                self.console.say(text, "done")
                self.reload()

            self.ask(lambda: supervision.reassign(actor, lead_id, staff.id), done)

        self.app.push_screen(ReassignOverlay(self.seat, person), reassign)
