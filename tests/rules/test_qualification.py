"""The form: what is mandatory when, and answers as people type them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import load, packaged
from rules.policy.qualification import FormStage
from rules.qualification import clean_answer, form, mandatory, missing, next_step
from rules.refusal import Refusal
from rules.vocabulary import CLOSED_STAGES, Source, Stage

POLICY = load(packaged("b")).qualification
ANSWERS = {
    "car_still_wanted": "yes",
    "horizon": "within_month",
    "budget": "12000",
    "financing": "loan",
    "trade_in": "no",
    "preferred_channel": "phone",
}


def test_nothing_is_missing_once_every_mandatory_field_is_answered() -> None:
    assert missing(ANSWERS, FormStage.QUALIFIED, Source.LEBONCOIN, POLICY) == ()


def test_a_blank_answer_is_missing() -> None:
    assert missing({**ANSWERS, "budget": ""}, FormStage.QUALIFIED, Source.LEBONCOIN, POLICY) == ("budget",)


def test_mandatory_fields_depend_on_the_source() -> None:
    assert mandatory(FormStage.QUALIFIED, Source.WALK_IN, POLICY) == ("horizon", "budget", "trade_in")


def test_a_later_step_asks_for_the_fields_of_those_before_it() -> None:
    steps = [set(mandatory(step, Source.SITE, POLICY)) for step in FormStage]
    assert all(before <= after for before, after in pairwise(steps))
    assert "test_drive" in steps[2] - steps[1]


def test_a_trade_in_is_only_asked_about_when_there_is_one() -> None:
    policy = load(
        {**packaged("b"), "own.toml": "[qualification.mandatory]\nqualified = ['trade_in', 'trade_in_model']"}
    ).qualification
    asked = FormStage.QUALIFIED, Source.SITE, policy
    assert missing({"trade_in": "no"}, *asked) == ()
    assert missing({"trade_in": "yes"}, *asked) == ("trade_in_model",)
    assert missing({}, *asked) == ("trade_in",)


def test_the_form_shows_every_question_in_the_order_of_the_policy() -> None:
    fields = form({"budget": "12000"}, Stage.CONTACTED, Source.LEBONCOIN, POLICY)
    assert [field.code for field in fields] == list(POLICY.fields)
    by_code = {field.code: field for field in fields}
    assert (by_code["budget"].value, by_code["budget"].is_missing) == ("12000", False)
    assert (by_code["horizon"].value, by_code["horizon"].is_missing) == (None, True)


def test_a_closed_lead_asks_for_nothing() -> None:
    for stage in CLOSED_STAGES:
        assert next_step(stage) is None
        assert not any(field.is_mandatory for field in form({}, stage, Source.SITE, POLICY))


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("12990", "12990"),
        (" 12 990 € ", "12990"),
        ("12\u202f990\u00a0€", "12990"),
        ("12.990", "12990"),
        ("12,990", "12990"),
        ("12990,50 euros", "12990"),
        ("15k", "15000"),
        ("15 k€", "15000"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(raw: str, kept: str) -> None:
    assert clean_answer("budget", raw, POLICY) == kept


@pytest.mark.parametrize(
    ("raw", "kept"), [("80,000 km", "80000"), ("150 000", "150000"), ("98.500km", "98500")]
)
def test_mileage_too(raw: str, kept: str) -> None:
    assert clean_answer("trade_in_mileage", raw, POLICY) == kept


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        ("budget", "assez", "answer_not_a_number"),
        ("budget", "-5", "answer_not_a_number"),
        ("budget", "١٢", "answer_not_a_number"),
        ("budget", "900000", "answer_too_big"),
        ("trade_in_year", "1789", "answer_too_small"),
        ("trade_in", "peut-être", "answer_not_yes_no"),
        ("horizon", "bientôt", "answer_not_a_choice"),
        ("rival_car", "x" * 201, "answer_too_long"),
        ("shoe_size", "42", "answer_unknown_field"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused_by_name(field: str, raw: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_answer(field, raw, POLICY)
    assert (refused.value.code, refused.value.params["field"]) == (code, field)


@pytest.mark.parametrize(("raw", "kept"), [("Oui", "yes"), ("n", "no"), ("NON", "no"), ("y", "yes")])
def test_yes_and_no_are_read_in_both_languages(raw: str, kept: str) -> None:
    assert clean_answer("trade_in", raw, POLICY) == kept


DATED = load(
    {
        **packaged("b"),
        "own.toml": "[qualification.fields.lease_end]\nkind = 'date'\nlabel = {fr = 'Fin de LOA'}",
    }
).qualification


@pytest.mark.parametrize("raw", ["24/11/2026", "24.11.26", "2026-11-24", "24-11-2026", "24 11 2026"])
def test_dates_are_kept_as_iso(raw: str) -> None:
    assert clean_answer("lease_end", raw, DATED) == "2026-11-24"


@pytest.mark.parametrize("raw", ["31/02/2026", "demain", "2026-13-01", "00/00/0000"])
def test_a_day_that_does_not_exist_is_refused(raw: str) -> None:
    with pytest.raises(Refusal, match="answer_not_a_date"):
        clean_answer("lease_end", raw, DATED)


def test_a_question_of_the_groups_own_carries_its_own_words() -> None:
    field = form({}, Stage.NEW, Source.SITE, DATED)[-1]
    assert (field.code, field.label) == ("lease_end", {"fr": "Fin de LOA"})


@given(st.sampled_from(sorted(DATED.fields)), st.text(max_size=300))
def test_any_text_is_either_kept_in_its_normal_form_or_refused(field: str, raw: str) -> None:
    try:
        kept = clean_answer(field, raw, DATED)
    except Refusal:
        return
    assert clean_answer(field, kept, DATED) == kept


@given(st.integers(0, 500_000))
def test_every_whole_number_within_bounds_is_kept(number: int) -> None:
    french = f"{number:,}".replace(",", " ") + " €"
    assert clean_answer("budget", french, POLICY) == str(number)


@given(
    st.dictionaries(st.sampled_from(sorted(POLICY.fields)), st.sampled_from(["yes", "no", "x", ""])),
    st.sampled_from(FormStage),
    st.sampled_from(Source),
)
def test_what_is_missing_is_mandatory_and_unanswered(
    answers: dict[str, str], step: FormStage, source: Source
) -> None:
    for code in missing(answers, step, source, POLICY):
        assert code in mandatory(step, source, POLICY)
        assert not answers.get(code)
