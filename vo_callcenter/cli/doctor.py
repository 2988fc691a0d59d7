"""``doctor``: what this installation runs on, and what is wrong with it."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlmodel import col, select

from data.schema import schema_version
from data.store import Store
from data.tables import GroupRow, SettingRow, SiteRow
from data.version import SCHEMA_VERSION
from rules.refusal import Refusal
from rules.values.mailbox import MailboxState
from rules.values.trouble import TroubleKind
from rules.values.webhook import WebhookState
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.mailbox_commands import state_text
from vo_callcenter.cli.saying import moment_text, refusal_text, say_json, say_table
from vo_callcenter.cli.webhook_commands import missing_variables, source_text
from vo_callcenter.places import data_folder, store_url
from vo_callcenter.services.live import SUMMARY
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import troubles
from vo_callcenter.services.webhooks import WebhooksService
from vo_callcenter.settings import drop_folder_of, read_settings

_ENOUGH_DISK = 1_000_000_000
"""Bytes below which the disk is called nearly full: a year of a large center is about half of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``state`` is ok, note or bad."""

    name: str
    state: str
    value: str


def examine(choices: Choices, *, as_json: bool) -> int:
    """Say what was found; 1 when something is bad."""
    words = choices.words
    findings = list(_findings(choices, words))
    if as_json:
        say_json(findings)
    else:
        rows = [
            (words(f"cli.state_{each.state}"), words(f"cli.doctor_{each.name}"), each.value)
            for each in findings
        ]
        say_table([words(f"cli.column_{name}") for name in ("state", "what", "value")], rows)
    return 1 if any(each.state == "bad" for each in findings) else 0


def _findings(choices: Choices, words: Words) -> Iterator[Finding]:
    yield Finding("version", "ok", _version("vo-callcenter"))
    yield Finding("python", "ok", f"{platform.python_version()} ({sys.platform})")
    for package in ("textual", "sqlalchemy", "psycopg"):
        yield Finding("library", "ok", f"{package} {_version(package)}")
    yield _sqlite(words)
    url, is_demo = store_url(choices.store), False
    try:
        store = Store(url)
        is_demo = _is_demo(store)
        yield Finding("store", "ok", store.address.shown)
        yield from _store(store, words)
    except Refusal as refusal:
        yield Finding("store", "bad", refusal_text(refusal, words))
    yield from _settings(url, words, is_demo=is_demo)


def _sqlite(words: Words) -> Finding:
    """SQLite from 3.7.0 to 3.51.2 may damage a WAL file when two processes checkpoint at once; we never let them."""
    number = sqlite3.sqlite_version
    if has_wal_reset_bug(sqlite3.sqlite_version_info):
        return Finding("sqlite", "note", words("cli.doctor_wal_bug", version=number))
    return Finding("sqlite", "ok", number)


def _is_demo(store: Store) -> bool:
    if schema_version(store) != SCHEMA_VERSION:
        return False
    with store.reading() as session:
        group = session.get(GroupRow, 1)
        return group is not None and group.is_demo


def _settings(url: str, words: Words, *, is_demo: bool) -> Iterator[Finding]:
    """Where files are dropped and how mails leave, by the settings that the engine will read."""
    try:
        settings = read_settings()
    except Refusal as refusal:
        yield Finding("settings", "bad", refusal_text(refusal, words))
        return
    if settings.listen_port and not is_demo:
        address = f"{settings.listen_host}:{settings.listen_port}"
        yield Finding("listener", "ok", words("webhooks.doctor_listener", address=address))
    else:
        yield Finding("listener", "note", words("webhooks.doctor_nobody_listens"))
    yield Finding("drop_folder", "ok", str(drop_folder_of(settings, url, is_demo=is_demo)))
    if settings.mail_folder is not None:
        yield Finding("mail", "ok", str(settings.mail_folder))
    elif settings.smtp_host:
        yield Finding("mail", "ok", f"{settings.smtp_host}:{settings.smtp_port}")
    else:
        yield Finding("mail", "note", words("cli.doctor_no_mail"))


def has_wal_reset_bug(number: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset bug. Source: the project's performance notes (3.44.6, 3.50.7 are mended)."""
    mended = ((3, 44, 6), (3, 50, 7))
    if any(number[:2] == each[:2] and number >= each for each in mended):
        return False
    return (3, 7, 0) <= number <= (3, 51, 2)


def _store(store: Store, words: Words) -> Iterator[Finding]:
    if store.path is not None:
        yield from _file(store.path, words)
    number = schema_version(store)
    if number == 0:
        yield Finding("schema", "note", words("cli.doctor_no_store"))
        return
    yield Finding("schema", "ok" if number == SCHEMA_VERSION else "bad", f"{number} / {SCHEMA_VERSION}")
    if number == SCHEMA_VERSION:
        yield _engine(store, words)
        yield from _group(store, words)


def _file(path: Path, words: Words) -> Iterator[Finding]:
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if path.exists():
        size = path.stat().st_size
        yield Finding("size", "ok", f"{size / 1e6:.1f} MB")
        writable = os.access(path, os.W_OK) and os.access(folder, os.W_OK)
        yield Finding("writable", "ok" if writable else "bad", str(path))
        if os.name == "posix":
            mode = path.stat().st_mode & 0o777
            state = "bad" if mode & 0o007 else "ok"
            yield Finding("permissions", state, f"{mode:04o}")
    else:
        writable = os.access(folder, os.W_OK)
        yield Finding("writable", "ok" if writable else "bad", str(folder))
    free = shutil.disk_usage(folder).free
    yield Finding("disk", "ok" if free >= _ENOUGH_DISK else "bad", f"{free / 1e9:.1f} GB")
    yield Finding("data_folder", "ok", str(data_folder()))


def _engine(store: Store, words: Words) -> Finding:
    from data.lease import lease_holder
    from vo_callcenter.services.live import ENGINE_LEASE

    holder = lease_holder(store, ENGINE_LEASE, datetime.now(UTC))
    return Finding("engine", "ok" if holder else "note", holder or words("cli.doctor_no_engine"))


def _group(store: Store, words: Words) -> Iterator[Finding]:
    """What the engine caught up with after its last absence, and whether mails have a sender."""
    with store.reading() as session:
        sites = session.exec(select(SiteRow.email).where(col(SiteRow.is_active))).all()
        summary = session.get(SettingRow, SUMMARY)
    if summary is not None:
        told = {
            name: _local(value) if name in ("since", "at") else value for name, value in summary.value.items()
        }
        yield Finding(
            "summary", "bad" if summary.value.get("unknown") else "ok", words("cli.doctor_away", **told)
        )
    for state in MailboxesService(Office(store)).states():
        yield _mailbox(state, words)
    for source in WebhooksService(Office(store)).states():
        yield _webhook(source, words)
    for trouble in troubles(store):
        if trouble.kind in (TroubleKind.MAILBOX, TroubleKind.WEBHOOK):
            continue  # said above, with what is the matter
        name = words(f"shell.job_{trouble.name}") if trouble.kind is TroubleKind.JOB else trouble.name
        yield Finding(trouble.kind.value, "bad", words(f"cli.doctor_{trouble.kind}_wrong", name=name))
    if sites and not any(sites):
        yield Finding("sender", "note", words("cli.doctor_no_sender"))


def _mailbox(state: MailboxState, words: Words) -> Finding:
    name = state.mailbox.name
    if state.mailbox.is_active and state.last_contact_at and not (state.error or state.failed):
        at = moment_text(state.last_contact_at)
        return Finding("mailbox", "ok", words("mailboxes.doctor_well", name=name, at=at))
    level = "bad" if state.mailbox.is_active and (state.error or state.failed) else "note"
    return Finding("mailbox", level, words("mailboxes.doctor", name=name, state=state_text(state, words)))


def _webhook(state: WebhookState, words: Words) -> Finding:
    try:
        is_ready = not state.webhook.is_active or not missing_variables(state.webhook)
    except Refusal:
        is_ready = True  # said above, with what is wrong with the settings
    text = words("webhooks.doctor", name=state.webhook.name, state=source_text(state, words))
    if state.unread:
        return Finding("webhook", "bad", text)
    return Finding("webhook", "ok" if is_ready and state.accepted else "note", text)


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
