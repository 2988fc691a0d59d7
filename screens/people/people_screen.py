"""Who works here and where: roles, sites, status, load and absences, and the sites with their hours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.values.staff import Absence, SiteCard, StaffCard
from rules.vocabulary import Capability, StaffStatus
from screens.explained_choice import ExplainedChoice
from screens.fact_lines import fact_lines
from screens.folded import folded
from screens.lead.choice_overlay import ChoiceOverlay
from screens.list_and_text import ListAndText
from screens.people.absence_drawer import AbsenceDrawer
from screens.people.person_drawer import PersonDrawer
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column
from screens.widgets.line import Line, Piece

MANAGED = frozenset({"add", "absence", "activate", "end_absence"})


@dataclass(frozen=True, slots=True)
class House:
    """What one read brings."""

    people: Sequence[StaffCard]
    sites: Sequence[SiteCard]


class PeopleScreen(ListAndText[StaffCard]):
    """Active people first; the sites stand under the person on the right."""

    CONTEXT = "people"
    TITLE_KEY = "people.title"
    TOUCHES = frozenset({"staff", "site", "hours", "lead"})
    EVERY = 5.0

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.sites: Sequence[SiteCard] = ()

    def columns(self) -> Sequence[Column[StaffCard]]:
        words = self.seat.words

        def head(code: str) -> str:
            return words(f"people.col_{code}")

        return (
            Column(head("name"), self._shown_name, 18, grows=2, at_most=30),
            Column(head("role"), lambda row: (words(f"vocabulary.role.{row.role}"), "muted"), 18, drops=3),
            Column(
                head("site"),
                lambda row: (row.site or self.seat.glyphs.none, "text" if row.site else "muted"),
                10,
                grows=1,
                at_most=18,
                drops=2,
            ),
            Column(head("status"), self._status, 21, grows=1, at_most=34),
            Column(head("load"), self._load, 8, align="right"),
        )

    def _shown_name(self, row: StaffCard) -> Piece:
        return row.name, "text" if row.is_active else "muted"

    def _status(self, row: StaffCard) -> Piece:
        glyphs, words, now = self.seat.glyphs, self.seat.words, self.seat.now()
        if not row.is_active:
            return f"{glyphs.none} {words('people.inactive')}", "muted"
        absence = current_absence(row, self.seat)
        if absence is not None:
            when = self.seat.wording.moment(absence.ends_at, now)
            return f"{glyphs.resting} {words('people.absent_until', when=when)}", "soon"
        is_here = row.status is StaffStatus.AVAILABLE
        mark = glyphs.me if is_here else glyphs.empty
        return f"{mark} {words(f'vocabulary.staff_status.{row.status}')}", "good" if is_here else "soon"

    def _load(self, row: StaffCard) -> Piece:
        is_full = row.capacity and row.open_leads >= row.capacity
        return (
            f"{row.open_leads}/{row.capacity}",
            "soon" if is_full else "text" if row.open_leads else "muted",
        )

    def key_of(self, row: StaffCard) -> int:
        return row.id

    def question(self) -> Callable[[], House]:
        people = self.seat.services.people
        return lambda: House(people.people(), people.sites())

    def answered(self, answer: House) -> None:
        self.sites = answer.sites
        self.show_rows(sorted(answer.people, key=lambda row: (not row.is_active, row.role, folded(row.name))))

    def empty_text(self) -> str:
        return self.seat.words("people.empty")

    # ---- one person, and the sites

    def detail_title(self, row: StaffCard) -> str:
        return row.name

    def detail_lines(self, row: StaffCard, width: int) -> Sequence[Line]:
        words, wording = self.seat.words, self.seat.wording
        status, ink = self._status(row)
        lines: list[Line] = [[(status, ink)], []]
        facts = (
            ("role", words(f"vocabulary.role.{row.role}")),
            ("login", row.login),
            ("site", row.site),
            ("load", words("people.load", open=row.open_leads, capacity=row.capacity)),
            ("skills", ", ".join(row.skills)),
            ("email", row.email),
            ("phone", phone_for_display(row.phone)),
            ("lang", words(f"shell.lang_{row.lang}") if words.has(f"shell.lang_{row.lang}") else row.lang),
        )
        for code, value in facts:
            lines += fact_lines(words(f"people.field_{code}"), value, width)
        lines += [[], [(words("people.absences"), "accent")]]
        for absence in row.absences:
            lines += fact_lines(
                wording.full(absence.starts_at),
                f"{self.seat.glyphs.outgoing} {wording.full(absence.ends_at)}  {absence.reason}",
                width,
            )
        if not row.absences:
            lines.append([(words("people.no_absence"), "muted")])
        return [*lines, [], *self._site_lines(width)]

    def _site_lines(self, width: int) -> list[Line]:
        words = self.seat.words
        names = {site.id: site.name for site in self.sites}
        lines: list[Line] = [[(words("people.sites"), "accent")]]
        for site in self.sites:
            hours = site.hours if site.is_active else words("people.site_closed")
            lines += fact_lines(site.name, hours_text(hours, self.seat), width)
            where = f"{site.postcode} {site.city}".strip()
            fallback = names.get(site.fallback_site_id or 0, "")
            if fallback:
                where += f" {self.seat.glyphs.dot} " + words("people.fallback", site=fallback)
            lines += fact_lines("", where, width, "muted")
        return lines

    def rest_line(self, row: StaffCard | None) -> Line:
        if row is None:
            return ()
        load = self.seat.words("people.load", open=row.open_leads, capacity=row.capacity)
        return [(f"{row.name} {self.seat.glyphs.dot} {load}", "muted")]

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        if code in MANAGED:
            row, actor = self.list.current, self.seat.actor
            if not actor.may(Capability.PEOPLE):
                return Refusal("not_your_role")
            if code != "add" and row is None:
                return Refusal("nothing_chosen")
            if code == "activate" and row is not None and row.id == actor.id:
                return Refusal("not_yourself")
            if code == "end_absence" and row is not None and not row.absences:
                return Refusal("no_absence_planned")
        return super().refusal_for(code)

    def action_add(self) -> None:
        """Add somebody."""

        def added(staff_id: int | None) -> None:
            if staff_id is not None:
                self._said("people.added")

        self.app.push_screen(PersonDrawer(self.seat, self.sites), added)

    def action_absence(self) -> None:
        """Plan an absence."""
        row = self.list.current
        if row is None:
            return

        def planned(done: str | None) -> None:
            if done:
                self.console.say(done, "done")
                self.reload()

        self.app.push_screen(AbsenceDrawer(self.seat, row), planned)

    def action_end_absence(self) -> None:
        """Cancel an absence; with several one says which."""
        row, wording = self.list.current, self.seat.wording
        if row is None or not row.absences:
            return
        if len(row.absences) == 1:
            self._cancel_absence(row.absences[0].id)
            return
        choices = [
            Choice(
                str(each.id),
                f"{wording.full(each.starts_at)} {self.seat.glyphs.outgoing} {wording.full(each.ends_at)}",
            )
            for each in row.absences
        ]
        title = f"{self.seat.words('people.which_absence')} {self.seat.glyphs.dot} {row.name}"
        self.app.push_screen(
            ChoiceOverlay(self.seat, title, choices),
            lambda code: self._cancel_absence(int(code)) if code else None,
        )

    def _cancel_absence(self, absence_id: int) -> None:
        people, actor = self.seat.services.people, self.seat.actor
        self.ask(
            lambda: people.cancel_absence(actor, absence_id), lambda _: self._said("people.absence_cancelled")
        )

    def action_activate(self) -> None:
        """Send somebody home for good, after saying what becomes of their leads; or call them back."""
        row, words = self.list.current, self.seat.words
        people, actor = self.seat.services.people, self.seat.actor
        if row is None:
            return
        name = clean(row.name)
        if not row.is_active:
            self.ask(
                lambda: people.reactivate(actor, row.id),
                lambda _: self._said("people.reactivated", name=name),
            )
            return
        if row.open_leads:
            explanation = words.plural("people.leads_go_back", row.open_leads, name=name)
        else:
            explanation = words("people.no_leads_held", name=name)
        choices = [
            Choice("deactivate", words("people.deactivate", name=name)),
            Choice("keep", words("people.keep")),
        ]

        def decided(code: str | None) -> None:
            if code == "deactivate":
                self.ask(
                    lambda: people.deactivate(actor, row.id),
                    lambda _: self._said("people.deactivated", name=name),
                )

        title = f"{words('people.deactivate_title')} {self.seat.glyphs.dot} {row.name}"
        self.app.push_screen(ExplainedChoice(self.seat, title, explanation, choices), decided)

    def _said(self, key: str, **params: str) -> None:
        self.console.say(self.seat.words(key, **params), "done")
        self.reload()


def current_absence(row: StaffCard, seat: Seat) -> Absence | None:
    """The absence somebody is in now."""
    now = seat.now()
    return next((each for each in row.absences if each.starts_at <= now < each.ends_at), None)


def hours_text(hours: str, seat: Seat) -> str:
    """Opening hours with the days in the user's words: ``lun.-sam. 09:00-12:00 14:00-19:00``."""
    text = hours
    for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
        text = text.replace(day, seat.words(f"when.day_{number}"))
    return text
