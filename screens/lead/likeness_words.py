"""Who may be whom, in words: one line with the likeness and its reasons, and what becomes of a merge."""

from rules.phone_display import phone_for_display
from rules.values.identity import LeadSide, MergePreview, SuggestionCard
from rules.values.lead import LeadCard
from screens.fact_lines import fact_lines
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.line import Line
from screens.widgets.text_pane import folded_lines

MOST_LINES = 4


def suggestion_lines(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    """The likeliest person this one may be, and the two keys that decide; nothing when nobody may."""
    if not card.suggestions:
        return []
    words, first = seat.words, card.suggestions[0]
    said = words("identity.may_be", name=clean(first.name) or seat.glyphs.none, percent=first.percent)
    more = len(card.suggestions) - 1
    rest = folded_lines(words.plural("identity.more", more), "muted", width, 1) if more else []
    return [
        *folded_lines(said, "soon", width, 2),
        *folded_lines(reasons_text(first, seat), "muted", width, MOST_LINES),
        *folded_lines(words("identity.decide_keys"), "key", width, 2),
        *rest,
    ]


def suggestion_hints(card: LeadCard, seat: Seat) -> list[str]:
    """Whether this is the likeliest person, asked in ever fewer words, for a line where the reasons have no room."""
    if not card.suggestions:
        return []
    first = card.suggestions[0]
    name = clean(first.name) or seat.glyphs.none
    return [
        seat.words(f"identity.hint_{form}", name=name, percent=first.percent)
        for form in ("likely", "is_it", "name")
    ]


def reasons_text(suggestion: SuggestionCard, seat: Seat) -> str:
    """The signs for and against, the way somebody would say them."""
    parts = []
    for code, params in suggestion.reasons:
        key = f"identity.{code}"
        if "years" in params:
            parts.append(seat.words.plural(key, params["years"]))
        else:
            parts.append(seat.words(key) if seat.words.has(key) else code)
    return ", ".join(parts)


def preview_lines(preview: MergePreview, seat: Seat, width: int) -> list[Line]:
    """What will become of both, in sentences."""
    words = seat.words
    texts = []
    if preview.emptied_name:
        texts.append(
            words(
                "identity.becomes_person", emptied=clean(preview.emptied_name), kept=clean(preview.kept_name)
            )
        )
    for kept, emptied in preview.pairs:
        count = kept.touches + emptied.touches
        texts.append(
            words.plural("identity.becomes_lead", count, emptied=_side(emptied, seat), kept=_side(kept, seat))
        )
    if preview.emptied_name and preview.apart:
        texts.append(words.plural("identity.stay_apart", len(preview.apart)))
    return [line for text in texts for line in folded_lines(text, "text", width, 3)]


def sides_lines(preview: MergePreview, seat: Seat, width: int) -> list[Line]:
    """What is known of either: numbers, addresses, cars asked for; a line each, so that an eye sees what differs."""
    lines: list[Line] = []
    for code, side in zip(("this_one", "other_one"), preview.sides or (), strict=False):
        phones = tuple(phone_for_display(phone) for phone in side.phones)
        known = (clean(each) for each in (*phones, *side.emails, *side.cars))
        text = f" {seat.glyphs.dot} ".join(known) or seat.glyphs.none
        lines += fact_lines(seat.words(f"identity.{code}"), text, width, "text", 2)
    return lines


def _side(side: LeadSide, seat: Seat) -> str:
    when = seat.wording.moment(side.received_at, seat.now())
    return f"{when} ({seat.words(f'vocabulary.source.{side.source}')})"
