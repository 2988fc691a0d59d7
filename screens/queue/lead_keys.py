"""The keys that act on the lead under the cursor, the same in every list of leads.

Taking, releasing, undoing, copying and saying who is who happen in place; every other key opens the lead and goes on
there.
"""

from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.values.queue import QueueRow
from rules.vocabulary import Capability
from screens.console_screen import KeyAnswering
from screens.keys import GROUPS
from screens.lead.key_refusals import key_refusal
from screens.queue.queue_columns import person_text
from screens.safe_text import clean

NEEDS = {
    "next": Capability.TAKE,
    "take": Capability.TAKE,
    "call": Capability.CONTACT,
    "email": Capability.CONTACT,
    "sms": Capability.CONTACT,
    "note": Capability.CONTACT,
    "question": Capability.CONTACT,
    "relaunch": Capability.CONTACT,
    "form": Capability.QUALIFY,
    "route": Capability.ROUTE,
    "qualify": Capability.QUALIFY,
    "appointment": Capability.SELL,
    "outcome": Capability.SELL,
}
"""What a key takes; services check it again."""
ON_A_LEAD = frozenset(key.code for key in GROUPS["lead"]) | {"open"}
WHO_IS_WHO = frozenset({"same_person", "other_person"})
OPENS_WITH = ON_A_LEAD - {"take", "copy", "undo"} - WHO_IS_WHO


class LeadKeys(KeyAnswering):
    """A screen says which lead is under its cursor, and its record where it is known."""

    just_acted_on: QueueRow | None = None
    """The lead taken or released here with the last key: undoing means that one, wherever it has gone since."""

    def lead_under_cursor(self) -> QueueRow | None:
        return None

    def card_under_cursor(self) -> LeadCard | None:
        """Its record, for the reasons why something cannot be done now."""
        return None

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "undo" and self.just_acted_on is not None:
            return None
        if code in ON_A_LEAD and self.lead_under_cursor() is None:
            return Refusal("no_lead_chosen")
        needed = NEEDS.get(code)
        if needed is not None and not self.seat.actor.may(needed):
            return Refusal("not_your_role")
        card = self.card_under_cursor()
        return key_refusal(card, self.seat.actor, code) if card is not None else None

    async def action_press(self, code: str) -> None:
        row = self.lead_under_cursor()
        if code != "undo":
            self.just_acted_on = None
        opens = code in OPENS_WITH or (code in WHO_IS_WHO and self.card_under_cursor() is None)
        if opens and row is not None and self.refusal_for(code) is None:
            self.console.open_lead(row.id, "" if code == "open" else code)
            return
        await super().action_press(code)

    def action_next(self) -> None:
        """Take the most urgent lead and open it."""
        desk, actor = self.seat.services.desk, self.seat.actor

        def taken(lead_id: int | None) -> None:
            if lead_id is None:
                nothing_taken(Refusal("nothing_to_take"))
            else:
                self.console.open_lead(lead_id)

        def nothing_taken(refusal: Refusal) -> None:
            self.console.forget_typed()  # else it would act on the lead under the cursor
            self.console.say_refusal(refusal)

        self.ask(lambda: desk.claim_next(actor), taken, keys_wait=True, refused=nothing_taken)

    def action_take(self) -> None:
        """Take a free lead, release mine, take over somebody else's."""
        row, desk, actor = self.lead_under_cursor(), self.seat.services.desk, self.seat.actor
        if row is None:
            return
        if row.owner_id is None:
            self.ask(lambda: desk.claim(actor, row.id), lambda _: self._say_done("queue.taken_next", row))
        elif row.owner_id == actor.id:
            self.console.coming_back |= {row.id}
            self.ask(lambda: desk.release(actor, row.id), lambda _: self._say_done("queue.released", row))
        else:
            self.ask(lambda: desk.take_over(actor, row.id), lambda _: self._say_done("queue.taken_next", row))

    def action_undo(self) -> None:
        """Take back what I have just done here, else my last act on the lead under the cursor."""
        row, desk, actor = self.lead_under_cursor(), self.seat.services.desk, self.seat.actor
        row, self.just_acted_on = self.just_acted_on or row, None
        if row is not None:
            words, person = self.seat.words, clean(person_text(row, self.seat))
            self.console.coming_back |= {row.id}
            self.ask(
                lambda: desk.undo(actor, row.id),
                lambda kind: self.console.say(
                    words("shell.undone", what=words(f"vocabulary.event_kind.{kind}"), person=person), "done"
                ),
            )

    def action_same_person(self) -> None:
        """The person suggested in the preview is this one; undone like anything done here."""
        row, card = self.lead_under_cursor(), self.card_under_cursor()
        if row is not None and card is not None:
            identity, actor, suggestion = self.seat.services.identity, self.seat.actor, card.suggestions[0]
            self.console.coming_back |= {row.id}
            self.ask(
                lambda: identity.decide_same(actor, row.id, suggestion.id),
                lambda _: self._say_done("identity.made_one", row),
            )

    def action_other_person(self) -> None:
        card = self.card_under_cursor()
        if card is not None:
            identity, actor, suggestion = self.seat.services.identity, self.seat.actor, card.suggestions[0]
            name = clean(suggestion.name) or self.seat.glyphs.none
            self.ask(
                lambda: identity.decide_other(actor, card.id, suggestion.id),
                lambda _: self.console.say(self.seat.words("identity.kept_apart", name=name), "done"),
            )

    def action_copy(self) -> None:
        """Copy the number; the terminal's clipboard takes it even over SSH."""
        row, card = self.lead_under_cursor(), self.card_under_cursor()
        if row is None:
            return
        email = card.person.emails[0].address if card and card.person.emails else ""
        text = clean(phone_for_display(row.phone) or email)
        if not text:
            raise Refusal("nothing_to_copy")
        self.app.copy_to_clipboard(text)
        self.console.say(self.seat.words("shell.copied", text=text), "done")

    def _say_done(self, key: str, row: QueueRow) -> None:
        self.just_acted_on = row
        self.console.say(self.seat.words(key, person=clean(person_text(row, self.seat))), "done")
