"""``lead merge`` and ``lead split``: two leads made one, and taken apart again."""

from rules.values.identity import LeadSide
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, say, say_json
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.identity import IdentityService


def merge_leads(
    choices: Choices, login: str | None, one: int, other: int, *, only_preview: bool, as_json: bool
) -> int:
    """Say what becomes of them, then do it; with ``only_preview`` only say it."""
    office, words = open_office(choices), choices.words
    actor, identity = acting(office, login, words), IdentityService(office)
    preview = identity.preview_leads(actor, one, other)
    if only_preview and as_json:
        say_json(preview)
        return 0
    if not as_json:
        if preview.emptied_name:
            said = words("identity.becomes_person", emptied=preview.emptied_name, kept=preview.kept_name)
            say(said.removeprefix("= "))
        for kept, emptied in preview.pairs:
            count = kept.touches + emptied.touches
            sides = {"kept": _side(kept, words), "emptied": _side(emptied, words)}
            say(words.plural("identity.becomes_lead", count, **sides).removeprefix("= "))
    if only_preview:
        return 0
    number = identity.merge_leads(actor, one, other)
    if as_json:
        say_json({"kept": number, "emptied": other if number == one else one})
    else:
        say(words("identity.merged_done", kept=number))
    return 0


def split_leads(choices: Choices, login: str | None, lead_id: int, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    one, other = IdentityService(office).split(acting(office, login, words), lead_id)
    if as_json:
        say_json({"leads": sorted({one, other})})
    else:
        say(words("identity.split_done", one=one, other=other))
    return 0


def _side(side: LeadSide, words: Words) -> str:
    return f"{moment_text(side.received_at)} ({words(f'vocabulary.source.{side.source.value}')})"
