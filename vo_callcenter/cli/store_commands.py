"""``store``: made, brought up to date, checked, copied, put back."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from data.backup import backup, backup_name
from data.schema import migrate, schema_version
from data.store import Store
from rules.refusal import Refusal
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json
from vo_callcenter.cli.workplace import open_store
from vo_callcenter.places import store_url

FOUNDER_PASSPHRASE = "VO_FOUNDER_PASSPHRASE"
"""The setting that holds a founder's passphrase where no terminal can ask for it."""


def init_store(choices: Choices, given: Mapping[str, str], postcode: str) -> int:
    """Make the store and found the group: from the options, asking at the terminal for what they leave out.

    Raises ``Refusal``: ``founded_already``; ``login_wrong`` and without a terminal ``init_incomplete`` and
    ``founder_no_passphrase`` before anything is made.
    """
    from vo_callcenter.cli.first_start import NEEDED, answers_from, ask_answers
    from vo_callcenter.services.founding import found, founders_login, is_founded
    from vo_callcenter.services.office import Office
    from vo_callcenter.services.sign_in import system_user

    words = choices.words
    store = Store(store_url(choices.store))
    office = Office(store)
    if schema_version(store):
        migrate(store)
        if is_founded(office):
            raise Refusal("founded_already")
    missing = [f"--{name}" for name in NEEDED if name not in given]
    if not missing:
        answers = answers_from(choices, given, postcode)
    elif sys.stdin.isatty():
        answers = ask_answers(choices, given)
    else:
        raise Refusal("init_incomplete", missing=", ".join(missing))
    if founders_login(answers.login) != (system_user() or "").lower():
        answers = replace(answers, passphrase=_founder_passphrase(words, answers.login))
    migrate(store)
    found(office, answers)
    say(words("cli.founded", group=answers.group, path=store.address.shown))
    return 0


def _founder_passphrase(words: Words, login: str) -> str:
    """From the settings, a terminal or a pipe: a founder without one could never come in, nor anybody after."""
    from vo_callcenter.cli.people_commands import new_passphrase
    from vo_callcenter.services.sign_in import hashed
    from vo_callcenter.settings import secret_named

    kept = secret_named(FOUNDER_PASSPHRASE)
    passphrase = kept.get_secret_value() if kept is not None else new_passphrase(words)
    if not passphrase:
        raise Refusal("founder_no_passphrase", login=login)
    hashed(passphrase)  # refuses one that is too short before anything is made
    return passphrase


def give_first_passphrase(choices: Choices, login: str) -> int:
    """The way back into a store whose administrators have no passphrase; see docs/decisions/0013."""
    from vo_callcenter.services.founding import check_locked_out, let_in
    from vo_callcenter.services.office import Office

    store = open_store(choices)
    path = store.path
    if os.name == "posix" and path is not None and os.getuid() not in (0, path.stat().st_uid):
        raise Refusal("store_of_another", path=store.address.shown)
    office = Office(store)
    check_locked_out(office, login)
    let_in(office, login, _founder_passphrase(choices.words, login))
    say(choices.words("cli.passphrase_kept", login=login))
    return 0


def found_at_terminal(choices: Choices) -> None:
    """Make the store and ask the questions of the first start."""
    init_store(choices, {}, "")


def migrate_store(choices: Choices) -> int:
    store = Store(store_url(choices.store))
    if schema_version(store) == 0:
        raise Refusal("store_missing", path=store.address.shown)
    applied = migrate(store)
    key = "cli.store_migrated" if applied else "cli.store_current"
    say(choices.words(key, path=store.address.shown, versions=", ".join(map(str, applied))))
    return 0


def check_store(choices: Choices, *, as_json: bool) -> int:
    """1 when a row differs from what its events say, or the file is damaged."""
    from vo_callcenter.services.office import Office
    from vo_callcenter.services.store_check import check

    words = choices.words
    problems = check(Office(open_store(choices)))
    if as_json:
        say_json(problems)
    elif problems:
        for problem in problems:
            say(words(f"store.check_{problem.code}", **problem.params))
    else:
        say(words("cli.store_clean"))
    return 1 if problems else 0


def backup_store(choices: Choices, target: Path | None) -> int:
    store = open_store(choices)
    if target is None:
        folder = store.path.parent if store.path else Path()
        target = folder / backup_name(store, datetime.now(UTC))
    elif target.is_dir():
        target /= backup_name(store, datetime.now(UTC))
    say(choices.words("cli.backup_made", path=str(backup(store, target))))
    return 0


def restore_store(choices: Choices, source: Path) -> int:
    """Put a copy in the store's place; the store it replaces is kept beside it."""
    from data.restore import restore

    store = Store(store_url(choices.store))
    kept = restore(store, source, datetime.now(UTC))
    words = choices.words
    say(words("cli.restored", path=store.address.shown))
    if kept is not None:
        say(words("cli.restored_kept", path=str(kept)))
    return 0
