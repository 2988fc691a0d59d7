"""What the keys do on a lead: open a drawer or ask a service, then say one line and what usually comes next."""

from rules.action import Action
from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.vocabulary import (
    CLOSED_STAGES,
    AppointmentState,
    Channel,
    SaleUndoReason,
    Stage,
    Temperature,
)
from screens.lead.appointment_drawer import AppointmentDrawer
from screens.lead.call_drawer import CallDrawer
from screens.lead.close_drawer import CloseDrawer
from screens.lead.compose_drawer import ComposeDrawer
from screens.lead.form_drawer import FormDrawer
from screens.lead.identity_acts import IdentityActs
from screens.lead.key_refusals import action_refusal
from screens.lead.note_drawer import NoteDrawer
from screens.lead.question_drawer import QuestionDrawer
from screens.lead.relaunch_drawer import RelaunchDrawer
from screens.lead.route_drawer import RouteDrawer
from screens.lead.sale_drawer import SaleDrawer
from screens.lead.top_line import name_of
from screens.safe_text import clean
from screens.widgets.choice_list import Choice

EVERY_CHANNEL = "all"


class LeadActs(IdentityActs):
    """One method for each key."""

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
        self.choose(
            words("lead.offered_to", name=card.offered_to),
            [Choice("withdraw", words("lead.withdraw"))],
            lambda _: self.act(
                lambda: route.withdraw(actor, card.id), lambda _: self.say_done("lead.withdrawn")
            ),
        )

    def action_close(self) -> None:
        """Close with a reason; a closed lead is opened again."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor
        if card.stage in CLOSED_STAGES:
            self.act(lambda: desk.reopen(actor, card.id), lambda _: self.say_done("lead.reopened"))
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
            self.act(
                lambda: sales.end_appointment(actor, each.id, state),
                lambda _: self.say_done(f"lead.appointment_{state}"),
            )

        states = (AppointmentState.HONOURED, AppointmentState.NO_SHOW, AppointmentState.CANCELLED)
        when = self.seat.wording.moment(each.starts_at, self.seat.now())
        kind = words(f"vocabulary.appointment_kind.{each.kind}")
        choices = [Choice(state.value, words(f"lead.choose_{state}")) for state in states]
        self.choose(
            words("lead.appointment_of", kind=kind, when=when),
            [*choices, Choice("new", words("lead.other_appointment"))],
            chosen,
        )

    def action_outcome(self) -> None:
        """A sale or a loss; a sale can be undone with its reason."""
        card, words = self.record, self.seat.words
        sales, actor = self.seat.services.sales, self.seat.actor
        if card.stage is Stage.SOLD:
            self.choose(
                words("lead.undo_sale"),
                [Choice(each.value, words(f"vocabulary.sale_undo_reason.{each}")) for each in SaleUndoReason],
                lambda code: self.act(
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
        self.choose(words("lead.outcome"), choices, chosen)

    # ---- in place

    def action_take(self) -> None:
        """Take a free lead, release mine, take over somebody else's."""
        card, desk, actor = self.record, self.seat.services.desk, self.seat.actor
        if card.owner_id is None:
            self.act(lambda: desk.claim(actor, card.id), lambda _: self.say_done("lead.taken"))
        elif card.owner_id == actor.id:
            self.console.coming_back |= {card.id}
            self.act(lambda: desk.release(actor, card.id), lambda _: self.say_done("lead.released"))
        else:
            self.act(lambda: desk.take_over(actor, card.id), lambda _: self.say_done("lead.taken_over"))

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

    def action_qualify(self) -> None:
        qualification, actor, lead = self.seat.services.qualification, self.seat.actor, self.record.id
        words = self.seat.words

        def qualified(_: None) -> None:
            self.reload()
            self.status.say(
                f"{words('lead.qualified')} {self.seat.glyphs.dot} {words('lead.next_route')}", "done"
            )

        self.act(lambda: qualification.qualify(actor, lead), qualified)

    def action_rate(self) -> None:
        """Override the temperature."""
        words, desk, actor, lead = self.seat.words, self.seat.services.desk, self.seat.actor, self.record.id
        choices = [Choice(each.value, words(f"vocabulary.temperature.{each}")) for each in Temperature]

        def chosen(code: str) -> None:
            name = words(f"vocabulary.temperature.{code}")
            self.act(
                lambda: desk.rate(actor, lead, Temperature(code)),
                lambda _: self.say_done("lead.rated", temperature=name),
            )

        self.choose(words("lead.rate_title"), choices, chosen)

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
            self.act(
                lambda: conversation.object(actor, lead, channel), lambda _: self.say_done("lead.stopped")
            )

        title = words("lead.stop_title", person=name_of(self.record, self.seat))
        self.choose(title, [*choices, Choice(EVERY_CHANNEL, words("lead.stop_all"))], chosen)

    def action_undo(self) -> None:
        desk, actor, lead, words = (
            self.seat.services.desk,
            self.seat.actor,
            self.record.id,
            self.seat.words,
        )
        self.expect_back(self.record)
        self.act(
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
