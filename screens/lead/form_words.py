"""The qualification form in words: a question, an answer, the choices there are."""

from rules.values.form import FieldKind, FormField
from rules.words import Words
from screens.safe_text import clean
from screens.seat import Seat


def label_of(field: FormField, words: Words) -> str:
    """The question, in the policy's own words where it has some."""
    own = field.label.get(words.lang)
    return clean(own) if own else words(f"qualification.field_{field.code}")


def choices_of(field: FormField, words: Words) -> list[tuple[str, str]]:
    """(code, words) of what can be answered; empty for what is typed."""
    codes = ("yes", "no") if field.kind is FieldKind.YES_NO else field.choices
    return [(code, choice_text(code, words)) for code in codes]


def choice_text(code: str, words: Words) -> str:
    key = f"qualification.choice_{code}"
    return words(key) if words.has(key) else clean(code)


def answer_text(field: FormField, seat: Seat) -> str:
    """The answer as people say it; empty when there is none."""
    value = field.value or ""
    if not value:
        return ""
    match field.kind:
        case FieldKind.CHOICE | FieldKind.YES_NO:
            return choice_text(value, seat.words)
        case FieldKind.NUMBER if value.isdecimal():
            return seat.wording.number(int(value)) if len(value) > 4 else value
        case FieldKind.DATE:
            return "/".join(reversed(value.split("-")))
        case _:
            return clean(value)
