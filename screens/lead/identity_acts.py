"""What the keys decide about who somebody is: the same person or another, one lead or two."""

from rules.phone_display import phone_for_display
from rules.values.identity import SuggestionCard
from rules.values.lead import PhoneValue
from rules.vocabulary import NumberOwner
from screens.lead.identity_overlay import Decided, IdentityOverlay
from screens.lead.on_lead import OnLead
from screens.lead.phone_kind import phone_kind
from screens.safe_text import clean
from screens.widgets.choice_list import Choice


class IdentityActs(OnLead):
    """Each but ``whose`` is taken back by ``u``."""

    def action_merge(self) -> None:
        """Who may be the same person, and the person's other leads."""
        card, identity, actor = self.record, self.seat.services.identity, self.seat.actor

        def chosen(decided: Decided | None) -> None:
            if decided is None:
                return
            row, what = decided.row, decided.what
            if what == "open":
                lead_id = row.lead_id if isinstance(row, SuggestionCard) else row.id
                if lead_id is not None:
                    self.console.open_lead(lead_id)
            elif isinstance(row, SuggestionCard):
                self._one_person(row) if what == "together" else self._two_persons(row)
            elif what == "together":
                self.act(lambda: identity.merge_leads(actor, card.id, row.id), self._merged)
            else:
                self.expect_back(card)
                self.act(
                    lambda: identity.split(actor, row.id), lambda _: self.say_done("identity.taken_apart")
                )

        self.app.push_screen(IdentityOverlay(self.seat, card), chosen)

    def action_same_person(self) -> None:
        """The suggested person is this one: one key, and ``u`` takes it back."""
        self._one_person(self.record.suggestions[0])

    def action_other_person(self) -> None:
        self._two_persons(self.record.suggestions[0])

    def _one_person(self, suggestion: SuggestionCard) -> None:
        identity, actor, lead = self.seat.services.identity, self.seat.actor, self.record.id
        self.act(lambda: identity.decide_same(actor, lead, suggestion.id), self._merged)

    def _two_persons(self, suggestion: SuggestionCard) -> None:
        identity, actor, lead = self.seat.services.identity, self.seat.actor, self.record.id
        name = clean(suggestion.name) or self.seat.glyphs.none
        self.act(
            lambda: identity.decide_other(actor, lead, suggestion.id),
            lambda _: self.say_done("identity.kept_apart", name=name),
        )

    def _merged(self, kept: int) -> None:
        """The lead that speaks for this one from now on takes its place."""
        if kept != self.record.id:
            self.go_on_with(kept)
            self.console.say(self.seat.words("identity.made_one"), "done")
        else:
            self.say_done("identity.made_one")

    def action_whose(self) -> None:
        """Say who answers a number of the customer's: they alone, others too, or somebody else."""
        phones = self.record.person.phones
        if len(phones) == 1:
            self._whose(phones[0])
            return
        by_id = {str(phone.id): phone for phone in phones}
        choices = [
            Choice(
                code, f"{phone_for_display(phone.e164 or phone.raw)}   {phone_kind(phone, self.seat.words)}"
            )
            for code, phone in by_id.items()
        ]
        self.choose(self.seat.words("lead.whose_which"), choices, lambda code: self._whose(by_id[code]))

    def _whose(self, phone: PhoneValue) -> None:
        identity, actor, lead, words = (
            self.seat.services.identity,
            self.seat.actor,
            self.record.id,
            self.seat.words,
        )
        number = clean(phone_for_display(phone.e164 or phone.raw))

        def chosen(code: str) -> None:
            owner = words(f"vocabulary.number_owner.{code}")
            self.act(
                lambda: identity.mark_number(actor, lead, phone.id, NumberOwner(code)),
                lambda _: self.say_done("lead.whose_done", number=number, owner=owner),
            )

        choices = [Choice(each.value, words(f"vocabulary.number_owner.{each}")) for each in NumberOwner]
        self.choose(words("lead.whose_title", number=number), choices, chosen)
