"""Planning the next contact: the moment the cadence proposes, how, what to remember, and a message to send then."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.widget import Widget
from textual.widgets import Input

from rules.refusal import Refusal
from rules.values.message import TemplateChoice
from rules.vocabulary import Channel, TaskKind
from screens.lead.choice_field import ChoiceField
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.refusal_words import refusal_sentence
from screens.widgets.choice_list import Choice
from screens.widgets.moment_input import MomentInput

CHANNELS = (Channel.PHONE, Channel.EMAIL, Channel.SMS)
TEMPLATES = 8
"""Templates offered by key."""


class RelaunchDrawer(LeadDrawer):
    """Everything is filled in: Ctrl+S or Enter takes the proposal as it stands."""

    TITLE_KEY = "lead.relaunch_title"
    AUTO_FOCUS = "MomentInput Input"

    def compose_form(self) -> Iterable[Widget]:
        words, seat = self.seat.words, self.seat
        self.moment = MomentInput(seat, id="moment")
        self.kind = ChoiceField(
            seat,
            [Choice(kind.value, words(f"vocabulary.task_kind.{kind}")) for kind in TaskKind],
            TaskKind.RELAUNCH.value,
            id="kind",
        )
        self.channel = ChoiceField(
            seat,
            [Choice(channel.value, words(f"vocabulary.channel.{channel}")) for channel in CHANNELS],
            Channel.PHONE.value,
            id="channel",
        )
        self.note = Input(placeholder=words("lead.relaunch_note_hint"), id="note")
        self.park = ChoiceField(
            seat,
            [Choice("yes", words("lead.park_yes")), Choice("no", words("lead.park_no"))],
            "yes",
            id="park",
        )
        self.template = ChoiceField(
            seat, [Choice("", words("lead.no_template"))], "", all_shown=False, id="template"
        )
        self.template_label = self.label("lead.relaunch_template")
        for key, field in (
            ("lead.relaunch_moment", self.moment),
            ("lead.relaunch_kind", self.kind),
            ("lead.relaunch_channel", self.channel),
            ("lead.relaunch_note", self.note),
            ("lead.relaunch_park", self.park),
        ):
            yield self.label(key)
            yield field
        yield self.template_label
        yield self.template

    def on_mount(self) -> None:
        relaunch, actor, lead = self.seat.services.relaunch, self.seat.actor, self.card.id
        self.template.display = self.template_label.display = False
        self.ask(
            lambda: relaunch.propose(actor, lead),
            self._propose,
            name="propose",
            keys_wait=True,
            refused=self._no_proposal,
        )

    def _propose(self, moment: datetime) -> None:
        self.moment.propose(moment)
        self.status.rest([(self.seat.words("lead.relaunch_proposed"), "muted")])

    def _no_proposal(self, refusal: Refusal) -> None:
        self.status.rest([(refusal_sentence(refusal, self.seat.words, self.seat), "muted")])

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if event.field is self.channel:
            self._read_templates()
        if event.is_picked:
            self.focus_next()

    def _read_templates(self) -> None:
        channel = Channel(self.channel.value)
        is_message = channel is not Channel.PHONE
        self.template.display = self.template_label.display = is_message
        self.template.value = ""
        if is_message:
            compose, actor, lead = self.seat.services.compose, self.seat.actor, self.card.id
            self.ask(lambda: compose.templates(actor, lead, channel), self._show_templates, name="templates")

    def _show_templates(self, templates: Sequence[TemplateChoice]) -> None:
        fitting = [template for template in templates if template.lang == self.card.person.lang]
        self.template.choices = [
            Choice("", self.seat.words("lead.no_template")),
            *(Choice(str(template.id), template.name) for template in (fitting or templates)[:TEMPLATES]),
        ]
        self.template.redraw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        words, moment = self.seat.words, self.moment.moment
        if moment is None:
            self.moment.field.focus()
            self.console.say(words("lead.moment_wanted"), "refusal")
            return
        relaunch, actor, lead = self.seat.services.relaunch, self.seat.actor, self.card.id
        kind, channel = TaskKind(self.kind.value), Channel(self.channel.value)
        note, park = self.note.value.strip(), self.park.value == "yes"
        template = int(self.template.value) if self.template.value else None
        done = Done(
            words(
                "lead.planned_done",
                kind=words(f"vocabulary.task_kind.{kind}"),
                when=self.seat.wording.moment(moment, self.seat.now()),
            ),
            is_leaving=park,
        )
        self.do(
            lambda: relaunch.plan(actor, lead, moment, kind, channel, note, park=park, template_id=template),
            lambda _: done,
        )
