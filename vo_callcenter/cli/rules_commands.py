"""``rules``: the policy read aloud, checked, applied, and what it says of one lead."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from rules.policy import PRESETS, Policy, PolicyError, describe, load, packaged
from rules.refusal import Refusal
from rules.vocabulary import Channel
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_error, say_json, say_table


def show_rules(choices: Choices, section: str | None, preset: str | None, *, as_json: bool) -> int:
    """The policy in force, or a packaged preset."""
    policy = load(_preset(preset)) if preset else _in_force(choices)
    lines = [line for line in describe(policy) if section in (None, line.section)]
    if not lines:
        raise Refusal("section_unknown", section=section, known=", ".join(_sections(policy)))
    if as_json:
        say_json([line._asdict() for line in lines])
        return 0
    words = choices.words
    names = ("section", "key", "value", "reference")
    say_table([words(f"cli.column_{name}") for name in names], [tuple(line) for line in lines])
    return 0


def check_rules(choices: Choices, files: Sequence[Path], preset: str, *, as_json: bool) -> int:
    """Say every mistake of these layers over a preset; 1 when there is one."""
    try:
        policy = load(_layers(files, preset))
    except PolicyError as error:
        if as_json:
            say_json(error.problems)
        else:
            for line in error.lines(choices.words):
                say_error(line)
        return 1
    if as_json:
        say_json([])
    else:
        say(choices.words("cli.rules_right", day=policy.effective_from.isoformat()))
    return 0


def apply_rules(
    choices: Choices, login: str | None, files: Sequence[Path], preset: str, day: date | None
) -> int:
    """Put these layers over a preset in force."""
    from vo_callcenter.cli.workplace import acting, open_office
    from vo_callcenter.services.rulebook import RulebookService

    office = open_office(choices)
    actor = acting(office, login, choices.words)
    try:
        version = RulebookService(office).apply(actor, _layers(files, preset), day)
    except PolicyError as error:
        for line in error.lines(choices.words):
            say_error(line)
        return 1
    start = office.policies()[version].effective_from
    say(choices.words("cli.rules_applied", version=version, day=start.isoformat()))
    return 0


def explain_rules(choices: Choices, login: str | None, lead_id: int, *, as_json: bool) -> int:
    """What the contact policy says of each channel for one lead now."""
    from vo_callcenter.cli.workplace import acting, open_office
    from vo_callcenter.services.rulebook import RulebookService

    office = open_office(choices)
    actor = acting(office, login, choices.words)
    rulebook = RulebookService(office)
    verdicts = [
        rulebook.judge(actor, lead_id, channel) for channel in (Channel.PHONE, Channel.EMAIL, Channel.SMS)
    ]
    if as_json:
        say_json(verdicts)
        return 0
    words = choices.words
    rows = []
    for verdict in verdicts:
        key = f"contact.{verdict.code}"
        params = {name: str(value) for name, value in verdict.params.items()}
        why = words(key, **params) if words.has(key) else verdict.code
        rows.append(
            (
                verdict.channel.value,
                words("cli.yes" if verdict.allowed else "cli.no"),
                why,
                verdict.possible_from,
            )
        )
    say_table([words(f"cli.column_{name}") for name in ("channel", "allowed", "what", "possible_from")], rows)
    return 0


def _in_force(choices: Choices) -> Policy:
    from vo_callcenter.cli.workplace import open_office

    return open_office(choices).policy()


def _preset(preset: str) -> Mapping[str, str]:
    if preset.lower() not in PRESETS:
        raise Refusal("preset_unknown", preset=preset, known=", ".join(PRESETS).upper())
    return packaged(preset.lower())


def _layers(files: Sequence[Path], preset: str) -> dict[str, str]:
    layers = dict(_preset(preset))
    for file in files:
        try:
            layers[file.name] = file.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise Refusal("file_missing", name=str(file)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal("file_unreadable", name=str(file), detail=str(error)) from error
    return layers


def _sections(policy: Policy) -> list[str]:
    return sorted({line.section for line in describe(policy)} - {""})
