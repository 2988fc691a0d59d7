"""Adding somebody: who, what they do, where."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Input, Label

from rules.values.staff import SiteCard
from rules.vocabulary import Capability, Role
from rules.words import LANGUAGES
from screens.drawer import Drawer
from screens.lead.choice_field import ChoiceField
from screens.seat import Seat
from screens.widgets.choice_list import Choice

NOWHERE = "none"


class PersonDrawer(Drawer[int]):
    """Answers with the new person's id."""

    AUTO_FOCUS = "#name"

    def __init__(self, seat: Seat, sites: Sequence[SiteCard]) -> None:
        super().__init__(seat)
        mine = seat.actor.sites
        self.sites = [site for site in sites if site.is_active and (not mine or site.id in mine)]

    def title_text(self) -> str:
        return self.seat.words("people.add")

    def compose_form(self) -> Iterable[Widget]:
        words, seat = self.seat.words, self.seat
        may_all = seat.actor.may(Capability.ADMINISTER)
        roles = [role for role in Role if may_all or role is not Role.ADMINISTRATOR]
        self.name_field = Input(id="name", placeholder=words("people.name_hint"))
        self.login = Input(id="login", placeholder=words("people.login_hint"))
        self.email = Input(id="email")
        self.role = ChoiceField(
            seat,
            [Choice(role.value, words(f"vocabulary.role.{role}")) for role in roles],
            Role.OPERATOR.value,
        )
        # Somebody bound to sites looks after their people only, not after the whole group's.
        anywhere = () if seat.actor.sites else (Choice(NOWHERE, words("people.no_site")),)
        self.site = ChoiceField(
            seat,
            [*anywhere, *(Choice(str(site.id), site.name) for site in self.sites)],
            NOWHERE if anywhere or not self.sites else str(self.sites[0].id),
            title=words("people.field_site"),
        )
        self.lang = ChoiceField(
            seat, [Choice(lang, words(f"shell.lang_{lang}")) for lang in LANGUAGES], LANGUAGES[0]
        )
        fields: Sequence[tuple[str, Widget]] = (
            ("name", self.name_field),
            ("login", self.login),
            ("role", self.role),
            ("site", self.site),
            ("email", self.email),
            ("lang", self.lang),
        )
        for code, field in fields:
            yield Label(words(f"people.field_{code}"), classes="field-label", markup=False)
            yield field

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if event.is_picked:
            self.focus_next()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def commit(self) -> None:
        people, actor = self.seat.services.people, self.seat.actor
        login, name, email = self.login.value.strip(), self.name_field.value.strip(), self.email.value.strip()
        role, lang = Role(self.role.value), self.lang.value
        site = None if self.site.value == NOWHERE else int(self.site.value)
        self.ask_once(lambda: people.add(actor, login, name, role, site, email, lang), self.dismiss)
