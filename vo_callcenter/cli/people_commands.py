"""``people``: who works here, added, away, gone."""

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.refusal import Refusal
from rules.vocabulary import Role
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, say, say_json, say_table
from vo_callcenter.cli.site_commands import site_id_named
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.office import Office
from vo_callcenter.services.people import PeopleService

_ZONE = ZoneInfo("Europe/Paris")


def list_people(choices: Choices, *, as_json: bool) -> int:
    people = PeopleService(open_office(choices)).people()
    if as_json:
        say_json(people)
        return 0
    words = choices.words
    rows = [
        (
            each.login,
            each.name,
            words(f"vocabulary.role.{each.role.value}"),
            each.site,
            words("cli.yes" if each.is_active else "cli.no"),
            f"{each.open_leads}/{each.capacity}",
            "; ".join(
                f"{moment_text(absence.starts_at)} → {moment_text(absence.ends_at)}"
                for absence in each.absences
            ),
        )
        for each in people
    ]
    names = ("login", "name", "role", "site", "active", "open_leads", "absences")
    say_table([words(f"cli.column_{name}") for name in names], rows)
    return 0


def add_person(
    choices: Choices,
    who: str | None,
    login: str,
    name: str,
    role: Role,
    site: str | None,
    email: str,
    lang: str,
    *,
    ask: bool,
    as_json: bool,
) -> int:
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    people = PeopleService(office)
    site_id = site_id_named(people, site) if site else None
    passphrase = new_passphrase(words) if ask else None
    staff_id = people.add(actor, login, name, role, site_id, email, lang, passphrase)
    if as_json:
        say_json({"id": staff_id, "login": login})
    else:
        say(words("cli.person_added", name=name, login=login))
    return 0


def change_passphrase(choices: Choices, who: str | None, login: str) -> int:
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    PeopleService(office).set_passphrase(actor, _id_of(office, login), new_passphrase(words))
    say(words("cli.passphrase_kept", login=login))
    return 0


def add_absence(
    choices: Choices, who: str | None, login: str, start: datetime, end: datetime, reason: str
) -> int:
    """Moments are those of the site's clocks; a day as the end counts to its last minute."""
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    if (end.hour, end.minute) == (0, 0):
        end += timedelta(days=1)
    starts_at, ends_at = (moment.replace(tzinfo=_ZONE).astimezone(UTC) for moment in (start, end))
    PeopleService(office).add_absence(actor, _id_of(office, login), starts_at, ends_at, reason)
    say(words("cli.absence_kept", login=login, start=moment_text(starts_at), end=moment_text(ends_at)))
    return 0


def change_activity(choices: Choices, who: str | None, login: str, *, is_active: bool) -> int:
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    people = PeopleService(office)
    staff_id = _id_of(office, login)
    if is_active:
        people.reactivate(actor, staff_id)
    else:
        people.deactivate(actor, staff_id)
    say(words("cli.person_back" if is_active else "cli.person_gone", login=login))
    return 0


def _id_of(office: Office, login: str) -> int:
    for each in PeopleService(office).people():
        if each.login.lower() == login.strip().lower():
            return each.id
    raise Refusal("sign_in_unknown", login=login)


def new_passphrase(words: Words) -> str:
    """Asked twice at a terminal, read once from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    first = getpass(words("cli.passphrase_new") + " ")
    if first != getpass(words("cli.passphrase_again") + " "):
        raise Refusal("passphrases_differ")
    return first
