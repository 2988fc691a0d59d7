"""What two parts of a policy must agree on, beyond each value being right by itself."""

from collections.abc import Iterator
from typing import Any

from rules.policy.document import Policy
from rules.policy.problem import nearest, shown
from rules.values.form import FieldKind
from rules.vocabulary import Capability

Contradiction = tuple[str, str, str, dict[str, Any]]
"""(key, value shown, problem code, parameters)."""


def contradictions(policy: Policy) -> Iterator[Contradiction]:
    """Everything in ``policy`` that contradicts something else in it."""
    yield from _form(policy)
    yield from _scores(policy)
    yield from _rights(policy)


def _form(policy: Policy) -> Iterator[Contradiction]:
    form = policy.qualification
    known = list(form.fields)
    for code, question in form.fields.items():
        if (question.kind is FieldKind.CHOICE) != bool(question.choices):
            yield f"qualification.fields.{code}.kind", shown(question.kind.value), "choices_for_choice", {}
        if question.only_if is not None:
            asked = form.fields.get(question.only_if)
            if asked is None or asked.kind is not FieldKind.YES_NO:
                key = f"qualification.fields.{code}.only_if"
                yield key, shown(question.only_if), "not_a_yes_no", {}
    lists = [("qualification.mandatory", form.mandatory)]
    lists += [
        (f"qualification.mandatory_by_source.{source}", stages)
        for source, stages in form.mandatory_by_source.items()
    ]
    for prefix, stages in lists:
        for stage, codes in stages.items():
            for code in codes:
                if code not in form.fields:
                    near = nearest(code, known) or ", ".join(known)
                    yield f"{prefix}.{stage}", shown(code), "no_such_field", {"near": near}


def _scores(policy: Policy) -> Iterator[Contradiction]:
    scoring = policy.scoring
    if scoring.warm_from > scoring.hot_from:
        yield "scoring.warm_from", str(scoring.warm_from), "at_most", {"bound": scoring.hot_from}
    if scoring.hot_days > scoring.warm_days:
        yield "scoring.hot_days", str(scoring.hot_days), "at_most", {"bound": scoring.warm_days}
    horizon = policy.qualification.fields.get("horizon")
    choices = horizon.choices if horizon else ()
    for choice in scoring.horizon_days:
        if choice not in choices:
            key = f"scoring.horizon_days.{choice}"
            yield key, shown(scoring.horizon_days[choice]), "no_such_choice", {"near": ", ".join(choices)}


def _rights(policy: Policy) -> Iterator[Contradiction]:
    granted = policy.desk.capabilities
    for needed in (Capability.TAKE, Capability.RECEIVE, Capability.SELL, Capability.ADMINISTER):
        if not any(needed in capabilities for capabilities in granted.values()):
            yield "desk.capabilities", needed.value, "nobody_may", {"capability": needed.value}
    missing = [reason for reason in policy.desk.closing.note_for if reason not in policy.desk.closing.reasons]
    for reason in missing:
        yield "desk.closing.note_for", shown(reason.value), "no_such_reason", {}
