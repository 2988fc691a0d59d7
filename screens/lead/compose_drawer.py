"""Writing to the customer: a template or one's own words, and beside it the message exactly as it would leave."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.values.message import Draft, Preview, TemplateChoice
from rules.vocabulary import AppointmentState, Channel, Purpose
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.lead.message_text import message_lines
from screens.lead.template_picker import TemplatePicker
from screens.queue.preview import verdict_text
from screens.refusal_words import refusal_sentence
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece
from screens.widgets.moment_input import MomentInput
from screens.widgets.text_pane import TextPane

PURPOSES = (Purpose.ANSWER, Purpose.PROSPECTING, Purpose.TRANSACTIONAL)
SHOWS_AFTER = 0.15
"""Seconds after the last letter before the preview is asked for."""


class Standing(Bar):
    """How the message stands: to whom, by what right, how long as SMS, and what is missing."""

    DEFAULT_CSS = "Standing { height: 2; }"

    def __init__(self, drawer: "ComposeDrawer") -> None:
        super().__init__(id="standing")
        self.drawer = drawer

    def lines(self) -> Sequence[Line]:
        return self.drawer.standing_lines()


class ComposeDrawer(LeadDrawer):
    """Ctrl+S sends, now or at the moment given; refused while a variable has no value. Left, it keeps its draft."""

    CHANNEL_TITLES: ClassVar[dict[Channel, str]] = {
        Channel.EMAIL: "lead.email_title",
        Channel.SMS: "lead.sms_title",
    }

    def __init__(self, seat: Seat, card: LeadCard, channel: Channel) -> None:
        super().__init__(seat, card)
        self.channel = channel
        self.template: TemplateChoice | None = None
        self.preview: Preview | None = None
        self.problem = ""
        self._template_id: int | None = None
        self._templates: Sequence[TemplateChoice] = ()
        self._timer: Timer | None = None

    @property
    def draft_kind(self) -> str:
        return self.channel.value

    def title_text(self) -> str:
        self.TITLE_KEY = self.CHANNEL_TITLES[self.channel]  # type: ignore[misc] # one drawer for two channels
        return super().title_text()

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.picker = TemplatePicker(self.seat)
        self.subject = Input(placeholder=words("lead.subject_hint"), id="subject")
        self.body = TextArea(id="body", soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.shown = TextPane(id="shown", classes="pane")
        self.shown.can_focus = False
        self.moment = MomentInput(self.seat, id="moment")
        self.standing = Standing(self)
        yield self.picker
        if self.channel is Channel.EMAIL:
            yield self.subject
        yield self.body
        yield self.shown
        yield self.standing
        yield Label(words("lead.send_at"), classes="field-label", markup=False)
        yield self.moment

    def on_mount(self) -> None:
        self.shown.border_title = self.seat.words("lead.preview")
        self.picker.field.focus()
        compose, actor, lead, channel = (
            self.seat.services.compose,
            self.seat.actor,
            self.card.id,
            self.channel,
        )
        self.ask(
            lambda: compose.templates(actor, lead, channel),
            self._show_templates,
            name="templates",
            keys_wait=True,
        )
        self._ask_preview()

    # ---- template, words, draft

    def _show_templates(self, templates: Sequence[TemplateChoice]) -> None:
        planned = any(each.state is AppointmentState.PLANNED for each in self.card.appointments)
        # Without an appointment to confirm, answers come first.
        templates = templates if planned else sorted(templates, key=lambda each: PURPOSES.index(each.purpose))
        self._templates = templates
        self.picker.fill(templates)
        if self._template_id is not None and self.template is None:
            self._name_template(self._template_id)

    def on_template_picker_taken(self, event: TemplatePicker.Taken) -> None:
        event.stop()
        template = event.template
        self._name_template(template.id)
        self.subject.value = template.subject
        self.body.text = template.body
        self.body.focus()
        self._ask_preview()

    def _name_template(self, template_id: int) -> None:
        self._template_id = template_id
        self.template = next((each for each in self._templates if each.id == template_id), None)
        if self.template is not None:
            with self.picker.prevent(Input.Changed):
                self.picker.field.value = self.template.name

    def written(self) -> Draft | None:
        if not self.body.text.strip() and not self.subject.value.strip():
            return None
        return Draft(self._template_id, self.subject.value, self.body.text)

    def take_up(self, draft: Draft) -> None:
        self.subject.value, self.body.text = draft.subject, draft.body
        self.body.move_cursor(self.body.document.end)
        if draft.template_id is not None:
            self._name_template(draft.template_id)
        self.body.focus()
        self._ask_preview()

    # ---- the preview

    def on_input_changed(self, event: Input.Changed) -> None:
        self._later()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._later()

    def _later(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWS_AFTER, self._ask_preview)

    def _ask_preview(self) -> None:
        compose, actor, lead = self.seat.services.compose, self.seat.actor, self.card.id
        channel, template, subject, body = self.channel, self._template_id, self.subject.value, self.body.text
        self.ask(
            lambda: compose.preview(actor, lead, channel, template, subject, body),
            self._show_preview,
            name="preview",
            refused=self._cannot_show,
        )

    def _show_preview(self, preview: Preview) -> None:
        self.preview, self.problem = preview, ""
        width = max(20, self.shown.size.width - 2)
        lines: list[Line] = []
        if self.channel is Channel.EMAIL and preview.subject:
            lines += [[(preview.subject, "strong")], []]
        lines += message_lines(preview.body, preview.resolved, preview.missing_spans, width)
        self.shown.show(lines)
        self.standing.redraw()

    def _cannot_show(self, refusal: Refusal) -> None:
        self.problem = refusal_sentence(refusal, self.seat.words, self.seat)
        self.standing.redraw()

    def on_resize(self) -> None:
        if self.preview is not None:
            self.call_after_refresh(self._show_preview, self.preview)

    def standing_lines(self) -> list[Line]:
        preview = self.preview
        if preview is None:
            return [[(self.problem, "soon")]] if self.problem else []
        return [self._right_line(preview), self._shape_line(preview)]

    def _right_line(self, preview: Preview) -> Line:
        glyphs, verdict = self.seat.glyphs, preview.verdict
        mark, ink = (glyphs.yes, "good") if verdict.allowed else (glyphs.no, "bad")
        if verdict.allowed and verdict.is_warning:
            mark, ink = glyphs.warning, "soon"
        address = preview.address
        if self.channel is Channel.SMS:
            address = phone_for_display(address)
        return [
            (f"{glyphs.outgoing} ", "muted"),
            (address or self.seat.words("lead.no_address"), "strong" if address else "soon"),
            (f"   {mark} ", ink),
            (verdict_text(verdict, self.seat), "text" if verdict.allowed else "soon"),
        ]

    def _shape_line(self, preview: Preview) -> Line:
        words, glyphs = self.seat.words, self.seat.glyphs
        if self.problem:
            return [(self.problem, "soon")]
        line: list[Piece] = []
        if self.channel is Channel.SMS and preview.encoding:
            line.append((sms_text(preview, self.seat), "text" if preview.parts <= 1 else "half"))
            if preview.odd_character:
                odd = words("lead.odd_character", character=clean(preview.odd_character))
                line.append((f" {glyphs.dot} {odd}", "soon"))
        if preview.missing:
            names = ", ".join(map(self._variable, preview.missing))
            line.append((("   " if line else "") + words("lead.variables_missing", names=names), "late"))
        return line

    def _variable(self, name: str) -> str:
        """What a variable stands for, in words; its name when it is none of ours."""
        key = f"templates.variable_{name}"
        return self.seat.words(key) if self.seat.words.has(key) else clean(name)

    # ---- sending

    def commit(self) -> None:
        words, moment = self.seat.words, self.moment.moment
        if self.moment.field.value.strip() and moment is None:
            self.moment.field.focus()
            self.console.say(words("shell.not_understood"), "refusal")
            return
        if self.preview is not None and self.preview.missing:
            self.refuse("message_variable_missing", name=self._variable(self.preview.missing[0]))
            return
        compose, actor, lead = self.seat.services.compose, self.seat.actor, self.card.id
        channel, template, subject, body = self.channel, self._template_id, self.subject.value, self.body.text
        if moment is not None:
            when = self.seat.wording.moment(moment, self.seat.now())
            text = words(f"lead.{channel}_planned", when=when)
        else:
            text = words(f"lead.{channel}_sent")
        self.do(
            lambda: compose.send(actor, lead, channel, template, subject, body, moment), lambda _: Done(text)
        )


def sms_text(preview: Preview, seat: Seat) -> str:
    """``GSM-7 · 143/160 · 1 SMS``."""
    alone, joined = (160, 153) if preview.encoding == "GSM-7" else (70, 67)
    room = alone if preview.parts <= 1 else joined * preview.parts
    dot = f" {seat.glyphs.dot} "
    return dot.join(
        (preview.encoding, f"{preview.units}/{room}", seat.words("lead.sms_parts", count=preview.parts))
    )
