"""What the keys do on a lead: open a drawer or ask a service, then say one line and what usually comes next."""

from collections.abc import Callable
from typing import Any, TypeVar

from rules.action import Action
from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.values.identity import SuggestionCard
from rules.values.lead import LeadCard
from rules.vocabulary import (
    CLOSED_STAGES,
    AppointmentState,
    Capability,
    Channel,
    SaleUndoReason,
    Stage,
    Temperature,
)
from screens.console_screen import KeyAnswering
from screens.lead.appointment_drawer import AppointmentDrawer
from screens.lead.call_drawer import CallDrawer, RunningCall
from screens.lead.choice_overlay import ChoiceOverlay
from screens.lead.close_drawer import CloseDrawer
from screens.lead.compose_drawer import ComposeDrawer
from screens.lead.form_drawer import FormDrawer
from screens.lead.identity_overlay import Decided, IdentityOverlay
from screens.lead.key_refusals import action_refusal, key_refusal, takes_first
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.lead.note_drawer import NoteDrawer
from screens.lead.question_drawer import QuestionDrawer
from screens.lead.relaunch_drawer import RelaunchDrawer
from screens.lead.route_drawer import RouteDrawer
from screens.lead.sale_drawer import SaleDrawer
from screens.lead.top_line import name_of
from screens.safe_text import clean
from screens.widgets.choice_list import Choice
from screens.widgets.status_line import StatusLine

T = TypeVar("T")
NEEDS_CARD = frozenset(
    "call email sms form qualify question route relaunch note close undo take merge same_person other_person copy"
    " rate stop appointment outcome".split()
)
EVERY_CHANNEL = "all"


class LeadActs(KeyAnswering):
    """A screen with one lead: ``card`` is its record, None until it has been read."""

    lead_id: int
    card: LeadCard | None
    status: StatusLine
    running: RunningCall | None = None
    """A call of mine whose outcome is not noted yet."""
    wanted: str = ""
    """A key pressed before the record was there."""

    def reload(self, *, keys_wait: bool = True) -> None:
        """Read the record anew; what is typed meanwhile is for the record as it will be."""

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "next" and not self.seat.actor.may(Capability.TAKE):
            return Refusal("not_your_role")
        if self.card is None or code not in NEEDS_CARD:
            return None
        return key_refusal(self.card, self.seat.actor, code)

    async def action_press(self, code: str) -> None:
        if code in NEEDS_CARD and self.card is None:
            self.wanted = code
            return
        if self.card is not None and takes_first(self.card, self.seat.actor, code):
            self._take_then(code)
            return
        await super().action_press(code)

    def open_drawer(self, drawer: LeadDrawer) -> None:
        def ended(done: Done | None) -> None:
            if isinstance(drawer, CallDrawer):
                self.running = drawer.running
            self.make_room(False)
            self.ended(done)

        self.make_room(True)
        self.app.push_screen(drawer, ended)

    def make_room(self, is_beside: bool) -> None:
        """A drawer opens over the right side, or has closed."""

    def ended(self, done: Done | None) -> None:
        """A drawer has closed: say what was done, propose what comes next."""
        self.reload()
        if done is None:
            return
        text = done.text
        if text and done.is_leaving and self.seat.actor.may(Capability.TAKE):
            text = f"{text} {self.seat.glyphs.dot} {self.seat.words('lead.next_lead')}"
        if text:
            self.status.say(text, "done")
        if done.then:
            self.call_later(self.action_press, done.then)

    def _act(self, call: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do something to the record; the next key is for the record as it is then, ``u`` for this act."""
        self.ask(call, then, keys_wait=True)

    def say_done(self, key: str, **params: Any) -> None:
        self.status.say(self.seat.words(key, **params), "done")
        self.reload()

    @property
    def record(self) -> LeadCard:
        """The record, on the path of a key that needs it."""
        assert self.card is not None
        return self.card

    # ---- drawers

    def action_call(self) -> None:
        if self.running is None and not self.record.person.phones:
            raise Refusal("contact_no_address")
        self.open_drawer(CallDrawer(self.seat, self.record, self.running))

    def action_email(self) -> None:
        self.open_drawer(ComposeDrawer(self.seat, self.record, Channel.EMAIL))

    def action_sms(self) -> None:
        self.open_drawer(ComposeDrawer(self.seat, self.record, Channel.SMS))

    def action_form(self) -> None:
        self.open_drawer(FormDrawer(self.seat, self.record))

    def action_question(self) -> None:
        self.open_drawer(QuestionDrawer(self.seat, self.record))

    def action_note(self) -> None:
        self.open_drawer(NoteDrawer(self.seat, self.record))

    def action_relaunch(self) -> None:
        self.open_drawer(RelaunchDrawer(self.seat, self.record))

    def action_route(self) -> None:
        """Offer the lead; one that is offered already can be taken back."""
        card = self.record
        if not card.offered_to:
            self.open_drawer(RouteDrawer(self.seat, card))
            return
        words, route, actor = self.seat.words, self.seat.services.route, self.seat.actor
        self._choose(
            words("lead.offered_to", name=card.offered_to),
            [Choice("withdraw", words("lead.withdraw"))],
            lambda _: self._act(
                lambda: route.withdraw(actor, card.id), lambda _: self.say_done("lead.withdrawn")
            ),
        )

    def action_close(self) -> None:
        """Close with a reason; a closed lead is opened again."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor
        if card.stage in CLOSED_STAGES:
            self._act(lambda: desk.reopen(actor, card.id), lambda _: self.say_done("lead.reopened"))
        else:
            self.open_drawer(CloseDrawer(self.seat, card))

    def action_appointment(self) -> None:
        """Make an appointment, or say what became of the one that is planned."""
        card, words = self.record, self.seat.words
        planned = [each for each in card.appointments if each.state is AppointmentState.PLANNED]
        if not planned:
            self.open_drawer(AppointmentDrawer(self.seat, card))
            return
        sales, actor, each = self.seat.services.sales, self.seat.actor, planned[-1]

        def chosen(code: str) -> None:
            if code == "new":
                self.open_drawer(AppointmentDrawer(self.seat, card))
                return
            state = AppointmentState(code)
            self._act(
                lambda: sales.end_appointment(actor, each.id, state),
                lambda _: self.say_done(f"lead.appointment_{state}"),
            )

        states = (AppointmentState.HONOURED, AppointmentState.NO_SHOW, AppointmentState.CANCELLED)
        when = self.seat.wording.moment(each.starts_at, self.seat.now())
        kind = words(f"vocabulary.appointment_kind.{each.kind}")
        choices = [Choice(state.value, words(f"lead.choose_{state}")) for state in states]
        self._choose(
            words("lead.appointment_of", kind=kind, when=when),
            [*choices, Choice("new", words("lead.other_appointment"))],
            chosen,
        )

    def action_outcome(self) -> None:
        """A sale or a loss; a sale can be undone with its reason."""
        card, words = self.record, self.seat.words
        sales, actor = self.seat.services.sales, self.seat.actor
        if card.stage is Stage.SOLD:
            self._choose(
                words("lead.undo_sale"),
                [Choice(each.value, words(f"vocabulary.sale_undo_reason.{each}")) for each in SaleUndoReason],
                lambda code: self._act(
                    lambda: sales.undo_sale(actor, card.id, SaleUndoReason(code)),
                    lambda _: self.say_done("lead.sale_undone"),
                ),
            )
            return

        def chosen(code: str) -> None:
            refusal = action_refusal(card, Action.SELL if code == "sold" else Action.CLOSE)
            if refusal is not None:
                self.console.say_refusal(refusal)
                return
            self.open_drawer(SaleDrawer(self.seat, card) if code == "sold" else CloseDrawer(self.seat, card))

        choices = [Choice("sold", words("lead.choose_sold")), Choice("lost", words("lead.choose_lost"))]
        self._choose(words("lead.outcome"), choices, chosen)

    # ---- in place

    def action_take(self) -> None:
        """Take a free lead, release mine, take over somebody else's."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor
        if card.owner_id is None:
            self._act(lambda: desk.claim(actor, card.id), lambda _: self.say_done("lead.taken"))
        elif card.owner_id == actor.id:
            self.console.coming_back |= {card.id}
            self._act(lambda: desk.release(actor, card.id), lambda _: self.say_done("lead.released"))
        else:
            self._act(lambda: desk.take_over(actor, card.id), lambda _: self.say_done("lead.taken_over"))

    def _take_then(self, code: str) -> None:
        """Working on a free lead is taking it: take it, then do what the key says."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor

        def taken(_: None) -> None:
            self.wanted = code
            self.say_done("lead.taken")

        self._act(lambda: desk.claim(actor, card.id), taken)

    def action_next(self) -> None:
        """Take the most urgent lead in place of this one."""
        desk, actor = self.seat.services.desk, self.seat.actor

        def taken(lead_id: int | None) -> None:
            if lead_id is None:
                nothing_taken(Refusal("nothing_to_take"))
            else:
                self.go_on_with(lead_id)

        def nothing_taken(refusal: Refusal) -> None:
            self.console.forget_typed()  # else it would act on this lead
            self.console.say_refusal(refusal)

        self.ask(lambda: desk.claim_next(actor), taken, keys_wait=True, refused=nothing_taken)

    def go_on_with(self, lead_id: int) -> None:
        """Another lead in place of this one."""

    def action_qualify(self) -> None:
        qualification, actor, lead = self.seat.services.qualification, self.seat.actor, self.record.id
        words = self.seat.words

        def qualified(_: None) -> None:
            self.reload()
            self.status.say(
                f"{words('lead.qualified')} {self.seat.glyphs.dot} {words('lead.next_route')}", "done"
            )

        self._act(lambda: qualification.qualify(actor, lead), qualified)

    def action_rate(self) -> None:
        """Override the temperature."""
        words, desk, actor, lead = self.seat.words, self.seat.services.desk, self.seat.actor, self.record.id
        choices = [Choice(each.value, words(f"vocabulary.temperature.{each}")) for each in Temperature]

        def chosen(code: str) -> None:
            name = words(f"vocabulary.temperature.{code}")
            self._act(
                lambda: desk.rate(actor, lead, Temperature(code)),
                lambda _: self.say_done("lead.rated", temperature=name),
            )

        self._choose(words("lead.rate_title"), choices, chosen)

    def action_stop(self) -> None:
        """The customer wants no more contact, one way or at all."""
        words, lead, actor = self.seat.words, self.record.id, self.seat.actor
        conversation = self.seat.services.conversation
        channels = (Channel.PHONE, Channel.SMS, Channel.EMAIL)
        choices = [
            Choice(each.value, words("lead.stop_on", channel=words(f"vocabulary.channel.{each}")))
            for each in channels
        ]

        def chosen(code: str) -> None:
            channel = None if code == EVERY_CHANNEL else Channel(code)
            self._act(
                lambda: conversation.object(actor, lead, channel), lambda _: self.say_done("lead.stopped")
            )

        title = words("lead.stop_title", person=name_of(self.record, self.seat))
        self._choose(title, [*choices, Choice(EVERY_CHANNEL, words("lead.stop_all"))], chosen)

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
                self._act(lambda: identity.merge_leads(actor, card.id, row.id), self._merged)
            else:
                self._expect_back(card)
                self._act(
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
        self._act(lambda: identity.decide_same(actor, lead, suggestion.id), self._merged)

    def _two_persons(self, suggestion: SuggestionCard) -> None:
        identity, actor, lead = self.seat.services.identity, self.seat.actor, self.record.id
        name = clean(suggestion.name) or self.seat.glyphs.none
        self._act(
            lambda: identity.decide_other(actor, lead, suggestion.id),
            lambda _: self.say_done("identity.kept_apart", name=name),
        )

    def _expect_back(self, card: LeadCard) -> None:
        """This lead and those merged into it return to the lists by a key of mine: nothing to ring for."""
        self.console.coming_back |= {card.id} | {each.id for each in card.other_leads if each.duplicate_of}

    def _merged(self, kept: int) -> None:
        """The lead that speaks for this one from now on takes its place."""
        if kept != self.record.id:
            self.go_on_with(kept)
            self.console.say(self.seat.words("identity.made_one"), "done")
        else:
            self.say_done("identity.made_one")

    def action_undo(self) -> None:
        desk, actor, lead, words = (
            self.seat.services.desk,
            self.seat.actor,
            self.record.id,
            self.seat.words,
        )
        self._expect_back(self.record)
        self._act(
            lambda: desk.undo(actor, lead),
            lambda kind: self.say_done(
                "shell.undone",
                what=words(f"vocabulary.event_kind.{kind}"),
                person=name_of(self.record, self.seat),
            ),
        )

    def action_copy(self) -> None:
        """Copy the number, else the address; the terminal's clipboard takes it even over SSH."""
        person = self.record.person
        phone = next(iter(person.phones), None)
        text = phone_for_display(phone.e164 or phone.raw) if phone else person.emails[0].address
        text = clean(text)
        self.app.copy_to_clipboard(text)
        self.status.say(self.seat.words("shell.copied", text=text), "done")

    def _choose(self, title: str, choices: list[Choice], chosen: Any) -> None:
        def answered(code: str | None) -> None:
            if code is not None:
                chosen(code)

        self.app.push_screen(ChoiceOverlay(self.seat, title, choices), answered)
