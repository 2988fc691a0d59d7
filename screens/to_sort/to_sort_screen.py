"""What arrived and could not become a lead by itself: read it, complete it, attach it to a lead, or file it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.timer import Timer

from rules.refusal import Refusal
from rules.values.incoming import Attached, Completed, RawDetail, RawEntry
from rules.values.staff import SiteCard
from rules.values.teaching import Taught
from rules.vocabulary import Capability, FiledAs
from screens.desk.desk_lines import moment_cell, moment_width
from screens.lead.choice_overlay import ChoiceOverlay
from screens.list_and_text import ListAndText
from screens.search.search_overlay import SearchOverlay
from screens.seat import Seat
from screens.to_sort.complete_drawer import CompleteDrawer
from screens.to_sort.document_lines import document_lines, filed_text, reason_text
from screens.to_sort.teach_drawer import TeachDrawer
from screens.to_sort.view import View
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column
from screens.widgets.line import Line

FOLLOWS_AFTER = 0.15
"""Seconds the cursor rests before a document is read."""
SORTING = frozenset({"complete", "attach", "file", "teach"})
TEACHERS = frozenset({Capability.SUPERVISE, Capability.ADMINISTER})
"""Who may change how mails are read: any of these."""


class ToSortScreen(ListAndText[RawEntry]):
    """The most urgent on top; ``v`` shows what was filed, which ``u`` takes out again, then the mails that became
    enquiries without a description of their portal, which ``t`` begins."""

    CONTEXT = "to_sort"
    TITLE_KEY = "to_sort.title"
    TOUCHES = frozenset({"raw"})

    def __init__(self, seat: Seat) -> None:
        self.view = View.WAITING
        super().__init__(seat)
        self.details: dict[int, RawDetail] = {}
        self._attached_to: int | None = None
        """The lead that a document was attached to, until something else is done: ``u`` takes it out again."""
        self._timer: Timer | None = None

    def columns(self) -> Sequence[Column[RawEntry]]:
        words, wording, seat = self.seat.words, self.seat.wording, self.seat

        def head(code: str) -> str:
            return words(f"to_sort.col_{code}")

        subject: Column[RawEntry] = Column(
            head("subject"), lambda entry: (entry.subject or entry.name, "text"), 22, grows=4
        )
        sender: Column[RawEntry] = Column(
            head("sender"),
            lambda entry: (entry.sender or words(f"to_sort.origin_{entry.origin}"), "muted"),
            14,
            grows=2,
            drops=2,
        )
        received: Column[RawEntry] = Column(
            head("received"),
            lambda entry: (wording.moment(entry.received_at, seat.now()), "muted"),
            13,
            drops=3,
        )
        if self.view is View.FILED:
            filed: Column[RawEntry] = Column(
                head("filed_as"), lambda entry: (filed_text(entry, self.seat), "text"), 18, grows=1
            )
            return (filed, subject, sender, received)
        if self.view is View.UNDESCRIBED:
            return (sender, subject, received)
        return (
            Column(
                head("deadline"),
                lambda entry: moment_cell(entry.deadline_at, seat, seat.now()),
                moment_width(seat),
                ticks=True,
            ),
            subject,
            Column(head("reason"), lambda entry: (reason_text(entry, seat), "soon"), 26, grows=3, drops=1),
            sender,
        )

    def key_of(self, row: RawEntry) -> int:
        return row.id

    def question(self) -> Callable[[], Sequence[RawEntry]]:
        sorting, actor, view = self.seat.services.sorting, self.seat.actor, self.view
        if view is View.UNDESCRIBED:
            return lambda: sorting.undescribed(actor)
        return lambda: sorting.entries(actor, filed=view is View.FILED)

    def answered(self, answer: Sequence[RawEntry]) -> None:
        self.details.clear()
        self.show_rows(answer)

    def empty_text(self) -> str:
        return self.seat.words(self.view.empty_key)

    def title_text(self, count: int) -> str:
        return f"{self.seat.words(self.view.title_key)} {self.seat.glyphs.rule * 2} {count}"

    def on_tick(self) -> None:
        self.list.tick()

    # ---- one document

    def show_detail(self) -> None:
        super().show_detail()
        row = self.list.current
        if self._timer is not None:
            self._timer.stop()
        if row is not None and row.id not in self.details:
            self._timer = self.set_timer(FOLLOWS_AFTER, self._read_detail)

    def _read_detail(self) -> None:
        row, sorting, actor = self.list.current, self.seat.services.sorting, self.seat.actor
        if row is not None and row.id not in self.details:
            self.ask(lambda: sorting.detail(actor, row.id), self._keep_detail, name="detail")

    def _keep_detail(self, detail: RawDetail) -> None:
        self.details[detail.entry.id] = detail
        self.show_detail()

    def detail_title(self, row: RawEntry) -> str:
        return row.subject or row.name

    def detail_lines(self, row: RawEntry, width: int) -> Sequence[Line]:
        return document_lines(row, self.details.get(row.id), self.view, self.seat, width)

    def rest_line(self, row: RawEntry | None) -> Line:
        return [(reason_text(row, self.seat), "muted")] if row is not None else ()

    def go_on(self, row: RawEntry) -> None:
        detail = self.details.get(row.id)
        if detail is not None and detail.lead_id is not None:
            self.console.open_lead(detail.lead_id)

    def on_screen_suspend(self) -> None:
        """Elsewhere something else may be done to that lead, which ``u`` would take back instead."""
        if self._attached_to:
            self._attached_to = None
            self._name_keys()

    def on_descendant_focus(self) -> None:
        self.keys_changed()  # Enter opens the text from the list, and from the text what it is about

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        row = self.list.current
        if code == "open" and row is not None and self.focused is self.detail:
            detail = self.details.get(row.id)
            if detail is not None and detail.lead_id is None:
                return Refusal("raw_without_lead")
        if code in SORTING or code == "unfile":
            if row is None:
                return Refusal("nothing_chosen")
            if not self.seat.actor.may(Capability.SORT):
                return Refusal("not_your_role")
            if code == "teach" and not TEACHERS & self.seat.actor.capabilities:
                return Refusal("not_your_role")
            if code == "unfile" and self.view is not View.FILED and not self._attached_to:
                return Refusal("raw_not_filed")
            if code in SORTING and self.view is View.FILED:
                return Refusal("raw_is_filed")
            if code in SORTING - {"teach"} and self.view is View.UNDESCRIBED:
                return Refusal("raw_sorted_already")
        return super().refusal_for(code)

    def action_complete(self) -> None:
        """Fill in what is missing, the document in view."""
        row, services, actor = self.list.current, self.seat.services, self.seat.actor
        if row is None:
            return

        def read() -> tuple[RawDetail, Sequence[SiteCard]]:
            return services.sorting.detail(actor, row.id), services.people.sites()

        def opened(found: tuple[RawDetail, Sequence[SiteCard]]) -> None:
            self.details[row.id] = found[0]
            self.add_class("-beside")
            self.call_after_refresh(self.show_detail)
            self.app.push_screen(CompleteDrawer(self.seat, *found), self._completed)

        self.ask(read, opened, keys_wait=True)

    def _completed(self, done: Completed | None) -> None:
        self.remove_class("-beside")
        self.call_after_refresh(self.show_detail)
        if done is not None:
            known = "completed_already" if done.is_known else "completed_touch"
            whose = self._whose(done.person, done.car)
            self._said("completed" if done.is_new else known, lead=done.lead_id, whose=whose)

    def action_teach(self) -> None:
        """Describe the portal that sent it, so that its next mails are read by themselves."""
        row, services, actor = self.list.current, self.seat.services, self.seat.actor
        words = self.seat.words
        if row is None:
            return

        def read() -> tuple[RawDetail, str]:
            return services.sorting.detail(actor, row.id), services.teaching.propose(
                actor, row.id, words.lang
            )

        def opened(found: tuple[RawDetail, str]) -> None:
            self.details[row.id] = found[0]
            self.add_class("-beside")
            self.call_after_refresh(self.show_detail)
            self.app.push_screen(TeachDrawer(self.seat, *found), self._taught)

        self.ask(read, opened, keys_wait=True)

    def _taught(self, taught: Taught | None) -> None:
        self.remove_class("-beside")
        self.call_after_refresh(self.show_detail)
        if taught is not None:
            self.console.say(self._taught_text(taught), "done")
            self.reload()

    def _taught_text(self, taught: Taught) -> str:
        words = self.seat.words
        said = [words("to_sort.taught" if taught.is_new else "teaching.kept_for_next")]
        said += [
            words(f"teaching.{code}", count=count)
            for code, count in (("others", taught.others), ("behind", taught.behind))
            if count
        ]
        return " ; ".join(said)

    def action_attach(self) -> None:
        """Say which lead it belongs to."""
        row = self.list.current
        if row is None:
            return
        sorting, actor = self.seat.services.sorting, self.seat.actor

        def attach(lead_id: int | None) -> None:
            if lead_id is None:
                return

            self.ask(
                lambda: sorting.attach(actor, row.id, lead_id), lambda done: self._attached(done, lead_id)
            )

        found = dict(detail.found) if (detail := self.details.get(row.id)) else {}
        text = next((found[code] for code in ("phone", "email", "last_name") if found.get(code)), "")
        self.app.push_screen(SearchOverlay(self.seat, self.seat.words("to_sort.attach_to"), text), attach)

    def _attached(self, done: Attached, chosen: int) -> None:
        """Whose lead has it now, so that a wrong one is noticed at once."""
        code = "attached" if done.lead_id == chosen else "attached_elsewhere"
        if code == "attached" and not done.is_known:
            self._attached_to = done.lead_id
            self._name_keys()
        whose = self._whose(done.person, done.car)
        self._said("attached_already" if done.is_known else code, lead=done.lead_id, whose=whose)

    def _whose(self, person: str, car: str) -> str:
        person = person or self.seat.words("queue.no_name")
        return f"{person} ({car})" if car else person

    def action_file(self) -> None:
        """Say what it is, since it is no lead."""
        row, words = self.list.current, self.seat.words
        if row is None:
            return
        sorting, actor = self.seat.services.sorting, self.seat.actor

        def file(code: str | None) -> None:
            if code is not None:
                self.ask(
                    lambda: sorting.file(actor, row.id, FiledAs(code)), lambda _: self._said("was_filed")
                )

        # An objection is kept when it arrives, not by calling something one: nobody would be protected by that.
        kinds = [each for each in FiledAs if each is not FiledAs.OBJECTION]
        choices = [Choice(each.value, words(f"vocabulary.filed_as.{each}")) for each in kinds]
        self.app.push_screen(ChoiceOverlay(self.seat, words("to_sort.file_as"), choices), file)

    def action_unfile(self) -> None:
        """Put it back among what waits: what was filed, or what was attached just now."""
        if self._attached_to:
            self._take_out(self._attached_to)
            return
        row, sorting, actor = self.list.current, self.seat.services.sorting, self.seat.actor
        if row is None:
            return

        def unfiled(due_at: datetime) -> None:
            now = self.seat.now()
            code = "unfiled_late" if due_at <= now else "unfiled"
            self._said(code, when=self.seat.wording.moment(due_at, now))

        self.ask(lambda: sorting.unfile(actor, row.id), unfiled)

    def _take_out(self, lead_id: int) -> None:
        desk, actor = self.seat.services.desk, self.seat.actor

        self.ask(
            lambda: desk.undo(actor, lead_id),
            lambda _: self._said("detached", lead=lead_id),
            keys_wait=True,
        )

    def action_filed(self) -> None:
        """What was filed, then what was read without a description, then what waits."""
        self.view = self.view.next
        self._attached_to = None
        self._name_keys()
        self.list.show_columns(self.columns())
        self.show_rows(())
        self.list.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.list.focus()
        self.reload()

    def _name_keys(self) -> None:
        """``v`` names what it shows next; ``u`` takes back the attaching that was just done."""
        undo = {"unfile": "undo"} if self._attached_to else {}
        self.key_line.instead = {"filed": self.view.next, **undo}
        self.keys_changed()

    def _said(self, code: str, **what: int | str) -> None:
        if code != "attached" and self._attached_to:
            self._attached_to = None
            self._name_keys()
        self.console.say(self.seat.words(f"to_sort.{code}", **what), "done")
        self.reload()
