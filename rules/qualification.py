"""The qualification form: what is asked, what is still mandatory, and answers as people type them."""

import re
from collections.abc import Mapping
from datetime import date

from rules.policy.qualification import FieldPolicy, FormStage, QualificationPolicy
from rules.refusal import Refusal
from rules.values.form import FieldKind, FormField
from rules.vocabulary import Source, Stage

YES, NO = "yes", "no"
TEXT_LIMIT = 500
"""Characters of a text answer where the policy sets no other maximum."""

_NEXT_STEP = {
    Stage.NEW: FormStage.QUALIFIED,
    Stage.CLAIMED: FormStage.QUALIFIED,
    Stage.CONTACTED: FormStage.QUALIFIED,
    Stage.QUALIFIED: FormStage.OFFERED,
    Stage.OFFERED: FormStage.APPOINTMENT,
    Stage.ACCEPTED: FormStage.APPOINTMENT,
    Stage.APPOINTMENT: FormStage.SOLD,
}


def next_step(progress: Stage) -> FormStage | None:
    """The step whose mandatory fields matter to a lead that got as far as ``progress``; None once it is closed."""
    return _NEXT_STEP.get(progress)


def mandatory(step: FormStage, source: Source, policy: QualificationPolicy) -> tuple[str, ...]:
    """Fields to be answered before ``step``, with those of the steps before it, in the order of the form."""
    by_source = policy.mandatory_by_source.get(source, {})
    steps = list(FormStage)[: list(FormStage).index(step) + 1]
    asked = {code for each in steps for code in by_source.get(each, policy.mandatory.get(each, ()))}
    return tuple(code for code in policy.fields if code in asked)


def missing(
    answers: Mapping[str, str], step: FormStage, source: Source, policy: QualificationPolicy
) -> tuple[str, ...]:
    """Mandatory fields of ``step`` without an answer, leaving out those that the other answers make pointless."""
    return tuple(
        code
        for code in mandatory(step, source, policy)
        if not answers.get(code) and _is_asked(policy.fields[code], answers)
    )


def form(
    answers: Mapping[str, str], progress: Stage, source: Source, policy: QualificationPolicy
) -> tuple[FormField, ...]:
    """Every question of the form with its answer, for a lead that got as far as ``progress``."""
    step = next_step(progress)
    needed = mandatory(step, source, policy) if step else ()
    absent = missing(answers, step, source, policy) if step else ()
    return tuple(
        FormField(
            code,
            field.kind,
            tuple(field.choices),
            answers.get(code) or None,
            code in needed and _is_asked(field, answers),
            code in absent,
            field.label,
            field.only_if or "",
        )
        for code, field in policy.fields.items()
    )


def clean_answer(code: str, raw: str, policy: QualificationPolicy) -> str:
    """One answer as it is kept; empty when ``raw`` is blank, which takes the answer back.

    Numbers become whole digits, dates ISO, yes or no ``yes``/``no``. Raises Refusal with the field's code in
    ``field``: ``answer_unknown_field``, ``answer_not_a_number``, ``answer_too_small``, ``answer_too_big``,
    ``answer_not_a_date``, ``answer_not_yes_no``, ``answer_not_a_choice`` or ``answer_too_long``.
    """
    field = policy.fields.get(code)
    if field is None:
        raise Refusal("answer_unknown_field", field=code)
    text = " ".join(raw.split())
    if not text:
        return ""
    match field.kind:
        case FieldKind.NUMBER:
            return _number(code, text, field)
        case FieldKind.DATE:
            return _date(code, text)
        case FieldKind.YES_NO:
            return _yes_no(code, text)
        case FieldKind.CHOICE:
            return _choice(code, text, field)
        case FieldKind.TEXT:
            limit = field.maximum or TEXT_LIMIT
            if len(text) > limit:
                raise Refusal("answer_too_long", field=code, limit=limit)
            return text


def _is_asked(field: FieldPolicy, answers: Mapping[str, str]) -> bool:
    return field.only_if is None or answers.get(field.only_if) == YES


_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:[ .,'’]\d{3})+|\d+)(?:[.,]\d{1,2})?\s*(?P<thousands>k)?\s*(?:€|eur|euros?|km|kms|/\s*mois)*",
    re.IGNORECASE | re.ASCII,
)


def _number(code: str, text: str, field: FieldPolicy) -> str:
    match = _NUMBER.fullmatch(text)
    if match is None or len(match["whole"]) > 15:
        raise Refusal("answer_not_a_number", field=code)
    number = int(re.sub(r"\D", "", match["whole"])) * (1000 if match["thousands"] else 1)
    if field.minimum is not None and number < field.minimum:
        raise Refusal("answer_too_small", field=code, bound=field.minimum)
    if field.maximum is not None and number > field.maximum:
        raise Refusal("answer_too_big", field=code, bound=field.maximum)
    return str(number)


_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def _date(code: str, text: str) -> str:
    try:
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
            return date(year + 2000 if year < 100 else year, month, day).isoformat()
        if match := _YEAR_FIRST.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
            return date(year, month, day).isoformat()
    except ValueError:
        pass
    raise Refusal("answer_not_a_date", field=code)


_YES_WORDS = frozenset({"yes", "y", "oui", "o", "true", "1", "vrai", "ok"})
_NO_WORDS = frozenset({"no", "n", "non", "false", "0", "faux"})


def _yes_no(code: str, text: str) -> str:
    word = text.casefold()
    if word in _YES_WORDS:
        return YES
    if word in _NO_WORDS:
        return NO
    raise Refusal("answer_not_yes_no", field=code)


def _choice(code: str, text: str, field: FieldPolicy) -> str:
    wanted = text.casefold().replace(" ", "_")
    if wanted in field.choices:
        return wanted
    raise Refusal("answer_not_a_choice", field=code, choices=", ".join(field.choices))
