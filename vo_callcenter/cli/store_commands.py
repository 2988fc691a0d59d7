"""``store``: made, brought up to date, checked, copied, put back."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from data.backup import backup, backup_name
from data.schema import migrate, schema_version
from data.store import Store
from rules.refusal import Refusal
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json
from vo_callcenter.cli.workplace import open_store
from vo_callcenter.places import store_url


def init_store(choices: Choices, given: Mapping[str, str], postcode: str) -> int:
    """Make the store and found the group: from the options, asking at the terminal for what they leave out."""
    from vo_callcenter.cli.first_start import answers_from, ask_answers
    from vo_callcenter.cli.people_commands import new_passphrase
    from vo_callcenter.services.founding import found, is_founded
    from vo_callcenter.services.office import Office
    from vo_callcenter.services.sign_in import system_user

    words = choices.words
    store = Store(store_url(choices.store))
    migrate(store)
    office = Office(store)
    if is_founded(office):
        raise Refusal("founded_already")
    if not {"group", "site", "name"} <= set(given):
        if not sys.stdin.isatty():
            say(words("cli.store_ready", path=store.address.shown))
            return 0
        answers = ask_answers(choices, given)
    else:
        answers = answers_from(choices, given, postcode)
    if answers.login.lower() != (system_user() or "").lower():
        answers = replace(answers, passphrase=new_passphrase(words))
    found(office, answers)
    say(words("cli.founded", group=answers.group, path=store.address.shown))
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
