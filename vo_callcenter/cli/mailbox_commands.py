"""``mailboxes``: what is watched for leads, how it is doing, and whether it can be reached."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rules.refusal import Refusal
from rules.values.mailbox import AfterReading, Mailbox, MailboxState, usual_port
from rules.words import Words
from vo_callcenter.adapters.mail_access import enter, password_variable
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, refusal_text, say, say_json, say_table
from vo_callcenter.cli.site_commands import site_id_named
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.people import PeopleService
from vo_callcenter.settings import read_settings, secret_named

_COLUMNS = ("name", "login", "server", "site", "source", "after_reading", "last_contact", "state")


def list_mailboxes(choices: Choices, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    states = MailboxesService(office).states()
    if as_json:
        say_json([_as_data(state) for state in states])
        return 0
    if not states:
        say(refusal_text(Refusal("mailbox_none"), words))
        return 0
    rows = [
        (
            state.mailbox.name,
            state.mailbox.login,
            f"{state.mailbox.host}:{state.mailbox.port} {state.mailbox.security}",
            state.site,
            state.mailbox.source or "",
            words(f"mailboxes.after_{state.mailbox.after_reading}"),
            moment_text(state.last_contact_at),
            state_text(state, words),
        )
        for state in states
    ]
    say_table([words(f"mailboxes.column_{name}") for name in _COLUMNS], rows)
    return 0


def add_mailbox(choices: Choices, who: str | None, mailbox: Mailbox, site: str | None) -> int:
    office, words = open_office(choices), choices.words
    if site is not None:
        mailbox = replace(mailbox, site_id=site_id_named(PeopleService(office), site))
    MailboxesService(office).add(acting(office, who, words), mailbox)
    say(words("mailboxes.added", name=mailbox.name))
    if secret_named(password_variable(mailbox.name)) is None:
        say(words("mailboxes.password_missing", variable=password_variable(mailbox.name)))
    return 0


def edit_mailbox(
    choices: Choices, who: str | None, name: str, given: Mapping[str, Any], site: str | None
) -> int:
    """``given`` are fields of ``Mailbox``; a port that was the usual one follows the security."""
    office, words = open_office(choices), choices.words
    service, changes = MailboxesService(office), dict(given)
    before = service.named(name)
    if site is not None:
        changes["site_id"] = site_id_named(PeopleService(office), site)
    security = changes.get("security", before.security)
    if "port" not in changes and before.port == usual_port(before.security) != usual_port(security):
        changes["port"] = usual_port(security)
    after = service.edit(acting(office, who, words), name, changes)
    say(
        words(
            "mailboxes.edited",
            name=name,
            login=after.login,
            host=after.host,
            port=after.port,
            folder=after.folder,
        )
    )
    if after.place != before.place:
        say(words("mailboxes.reads_anew"))
    return 0


def remove_mailbox(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    MailboxesService(office).remove(acting(office, who, words), name)
    say(words("mailboxes.removed", name=name))
    return 0


def try_mailbox(choices: Choices, name: str, *, as_json: bool) -> int:
    """Log in as the engine does, and make the folders that are missing; nothing is read or moved."""
    office, words = open_office(choices), choices.words
    mailbox, settings = MailboxesService(office).named(name), read_settings()
    box = enter(mailbox, settings)
    try:
        if mailbox.after_reading is AfterReading.MOVE:
            box.prepare((mailbox.handled_folder, mailbox.to_sort_folder))
        waiting, is_told = len(box.uids_after(0, mailbox.since)), box.is_told
    finally:
        box.close()
    if as_json:
        say_json({"name": name, "messages": waiting, "idle": is_told, "poll": settings.mailbox_poll})
        return 0
    how = "mailboxes.is_told" if is_told else "mailboxes.is_asked"
    say(
        words("mailboxes.works", name=name, host=mailbox.host, folder=mailbox.folder, count=waiting),
        words(how, seconds=round(settings.mailbox_poll)),
    )
    return 0


def pause_mailbox(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    MailboxesService(office).pause(acting(office, who, words), name)
    say(words("mailboxes.paused_now", name=name))
    return 0


def resume_mailbox(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    MailboxesService(office).resume(acting(office, who, words), name)
    say(words("mailboxes.resumed", name=name))
    return 0


def state_text(state: MailboxState, words: Words) -> str:
    """How it is doing, in one line."""
    if not state.mailbox.is_active:
        return words("mailboxes.is_paused")
    if state.error:
        return refusal_text(refusal_of(state), words)
    if state.last_contact_at is None:
        return words("mailboxes.never_reached")
    return words("mailboxes.some_failed", count=state.failed) if state.failed else words("mailboxes.is_well")


def refusal_of(state: MailboxState) -> Refusal:
    """What the engine last met, with all that its sentence may name."""
    mailbox = state.mailbox
    return Refusal(
        state.error,
        name=mailbox.name,
        host=mailbox.host,
        port=mailbox.port,
        login=mailbox.login,
        variable=password_variable(mailbox.name),
        path=state.error_detail,
        detail=state.error_detail,
    )


def _as_data(state: MailboxState) -> dict[str, object]:
    mailbox = state.mailbox
    return {
        "name": mailbox.name,
        "host": mailbox.host,
        "port": mailbox.port,
        "security": mailbox.security,
        "login": mailbox.login,
        "folder": mailbox.folder,
        "site": state.site,
        "source": mailbox.source,
        "after_reading": mailbox.after_reading,
        "handled_folder": mailbox.handled_folder,
        "to_sort_folder": mailbox.to_sort_folder,
        "since": mailbox.since,
        "active": mailbox.is_active,
        "last_contact": state.last_contact_at,
        "error": state.error or None,
        "error_detail": state.error_detail or None,
        "error_since": state.error_at,
        "failed": state.failed,
        "password_variable": password_variable(mailbox.name),
    }
