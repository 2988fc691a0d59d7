"""What the customer asked and could not be answered at once; and, later, the answer."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import TextArea

from rules.values.message import Draft
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.safe_text import clean
from screens.widgets.choice_list import Choice, ChoiceList

NEW = "new"


class QuestionDrawer(LeadDrawer):
    """With open questions, the first choice is which one is answered; without one, a new question is written."""

    TITLE_KEY = "lead.question_title"
    DRAFT = "question"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.field = TextArea(id="text", soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        asked = [question for question in self.card.questions if question.answered_at is None]
        choices = [
            Choice(str(question.id), words("lead.answer_to", question=clean(question.text)))
            for question in asked[:8]
        ]
        self.choices = ChoiceList(
            [*choices, Choice(NEW, words("lead.new_question"))], cursor_mark=self.seat.glyphs.cursor
        )
        if asked:
            yield self.label("lead.which_question")
            yield self.choices
        yield self.label("lead.question_label")
        yield self.field

    def on_mount(self) -> None:
        (self.choices if self.choices.is_attached else self.field).focus()

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.field.focus()

    def written(self) -> Draft | None:
        return Draft(None, "", self.field.text) if self.field.text.strip() else None

    def take_up(self, draft: Draft) -> None:
        self.field.text = draft.body
        self.field.move_cursor(self.field.document.end)

    def commit(self) -> None:
        text = self.field.text.strip()
        conversation, actor, lead = self.seat.services.conversation, self.seat.actor, self.card.id
        chosen = self.choices.chosen if self.choices.is_attached else NEW
        if not text:
            self.field.focus()
            self.refuse("question_empty" if chosen == NEW else "answer_empty")
        elif chosen == NEW or chosen is None:
            asked = Done(self.seat.words("lead.question_opened"))
            self.do(lambda: conversation.open_question(actor, lead, text), lambda _: asked)
        else:
            question = int(chosen)
            answered = Done(self.seat.words("lead.question_answered"))
            self.do(lambda: conversation.answer_question(actor, question, text), lambda _: answered)
