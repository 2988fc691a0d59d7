"""``portals``: the descriptions that mails are read by, listed, shown, changed and put back."""

from pathlib import Path

from rules.reading.portal_file import MAX_DESCRIPTION, PortalError, load_portal
from rules.refusal import Refusal
from rules.values.portal import PortalEntry
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, say, say_error, say_json, say_table
from vo_callcenter.cli.workplace import acting, open_office


def list_portals(choices: Choices, *, as_json: bool) -> int:
    from vo_callcenter.services.portals import PortalService

    entries = PortalService(open_office(choices)).listed()
    if as_json:
        say_json(entries)
        return 0
    words = choices.words
    headings = [words(f"portals.column_{name}") for name in ("name", "source", "version", "senders")]
    say_table(
        headings,
        [(entry.name, entry.source, _where(entry, words), ", ".join(entry.senders[:3])) for entry in entries],
    )
    for entry in entries:
        if entry.problem:
            say_error(words("portals.unusable", name=entry.name, problem=entry.problem))
    return 0


def show_portal(choices: Choices, name: str, version: int | None, *, versions: bool, as_json: bool) -> int:
    """The description as a file that ``apply`` takes, or the list of its versions."""
    from vo_callcenter.services.portals import PortalService

    portals, words = PortalService(open_office(choices)), choices.words
    if versions:
        found = portals.versions(name)
        if as_json:
            say_json(found)
            return 0
        headings = [words(f"portals.column_{each}") for each in ("version", "when", "who", "what")]
        what = [words("portals.was_written" if each.text else "portals.was_reset") for each in found]
        rows = [(each.version, each.at, each.by, said) for each, said in zip(found, what, strict=True)]
        say_table(headings, rows)
        return 0
    text = portals.text(name, version)
    if as_json:
        say_json({"name": name, "text": text})
    else:
        say(text.rstrip("\n"))
    return 0


def apply_portal(choices: Choices, login: str | None, file: Path) -> int:
    """Keep a description; every mistake in it is one line. What waits from that portal is read by it."""
    from vo_callcenter.services.portals import PortalService
    from vo_callcenter.services.taught_mails import TaughtMails

    text = description_in(file)
    office, words = open_office(choices), choices.words
    actor = acting(office, login, words)
    try:
        kept = PortalService(office).apply(actor, file.name, text)
    except PortalError as error:
        for line in error.lines(words):
            say_error(line)
        return 1
    say(words("portals.kept", name=kept.name, version=kept.version))
    read, _ = TaughtMails(office).read_again(load_portal(kept.name, text), waits_for_all=True)
    if read:
        say(words.plural("portals.read_waiting", read))
    return 0


def reset_portal(choices: Choices, login: str | None, name: str) -> int:
    from vo_callcenter.services.portals import PortalService

    office, words = open_office(choices), choices.words
    kept = PortalService(office).reset(acting(office, login, words), name)
    say(words("portals.put_back", name=kept.name))
    return 0


def description_in(file: Path) -> str:
    """The text of a description. Raises ``Refusal`` with ``file_missing`` or ``file_unreadable``."""
    try:
        with file.open(encoding="utf-8") as stream:
            return stream.read(MAX_DESCRIPTION + 1)
    except FileNotFoundError as error:
        raise Refusal("file_missing", name=str(file)) from error
    except UnicodeDecodeError as error:
        raise Refusal("file_unreadable", name=str(file), detail="UTF-8") from error
    except OSError as error:
        raise Refusal("file_unreadable", name=str(file), detail=error.strerror or "") from error


def _where(entry: PortalEntry, words: Words) -> str:
    if entry.version is None:
        return words("portals.packaged")
    return words(
        "portals.version",
        version=entry.version.version,
        at=moment_text(entry.version.at),
        by=entry.version.by or "?",
    )
