"""Policy files: presets load, mistakes are named, layers merge, versions follow the law."""

import copy
import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.policy import (
    PRESETS,
    Policy,
    PolicyError,
    complete,
    describe,
    load,
    load_kept,
    packaged,
    packaged_versions,
    policy_at,
    version_at,
)
from rules.policy.writing import toml_text
from rules.vocabulary import Capability, Role
from rules.words import LANGUAGES, Words


def problems(text: str, preset: str = "b") -> list[str]:
    with pytest.raises(PolicyError) as refused:
        load({**packaged(preset), "mine.toml": text})
    return refused.value.lines(Words("en"))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_loads_and_says_which_it_is(preset: str) -> None:
    assert load(packaged(preset)).preset == preset


@pytest.mark.parametrize("preset", PRESETS)
def test_a_complete_document_says_the_same_as_its_layers(preset: str) -> None:
    layers = packaged(preset)
    assert load({"kept.toml": complete(layers)}) == load(layers)


def test_only_scenario_a_lets_salespeople_take_from_the_queue() -> None:
    takers = {
        preset
        for preset in PRESETS
        if Capability.TAKE in load(packaged(preset)).desk.granted(Role.SALESPERSON)
    }
    assert takers == {"a"}


@pytest.mark.parametrize("preset", PRESETS)
def test_an_operator_sells_in_no_preset(preset: str) -> None:
    assert Capability.SELL not in load(packaged(preset)).desk.granted(Role.OPERATOR)


@pytest.mark.parametrize("preset", PRESETS)
def test_telephone_prospecting_needs_consent_only_since_the_law_says_so(preset: str) -> None:
    versions = packaged_versions(preset)
    before = policy_at(versions, datetime(2026, 8, 10, 21, 59, tzinfo=UTC))
    since = policy_at(versions, datetime(2026, 8, 10, 22, 0, tzinfo=UTC))
    assert not before.contact.phone.requires_consent
    assert before.contact.phone.silence_after_refusal_days == 60
    assert since.contact.phone.requires_consent
    assert since.effective_from == date(2026, 8, 11)


def test_a_moment_before_every_version_is_judged_by_the_first() -> None:
    versions = packaged_versions("b")
    assert policy_at(versions, datetime(2001, 1, 1, tzinfo=UTC)) is versions[0]


def test_of_two_versions_of_one_day_the_later_one_corrects_the_other() -> None:
    first, second = load(packaged("b")), load(packaged("c"))
    assert policy_at((first, second), datetime(2026, 12, 1, tzinfo=UTC)) is second


def test_a_version_that_begins_later_stands_over_one_written_after_it() -> None:
    january = load({**packaged("b"), "own.toml": "effective_from = 2027-01-01"})
    december = load({**packaged("b"), "own.toml": "effective_from = 2026-12-01"})
    versions = {1: january, 2: december}
    assert version_at(versions, datetime(2026, 11, 30, tzinfo=UTC)) is None
    assert version_at(versions, datetime(2026, 12, 15, tzinfo=UTC)) == 2
    assert version_at(versions, datetime(2027, 1, 15, tzinfo=UTC)) == 1


@pytest.mark.parametrize(("preset", "earlier"), [("z", None), ("../b", None), ("b", "1999-01-01")])
def test_only_packaged_presets_and_regimes_are_read(preset: str, earlier: str | None) -> None:
    with pytest.raises(ValueError, match="no packaged policy"):
        packaged(preset, earlier)


def test_there_is_no_policy_without_a_version() -> None:
    with pytest.raises(ValueError, match="at least one"):
        policy_at((), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_misspelt_key_is_named_with_the_one_that_was_meant() -> None:
    assert problems("[contact]\nmod = 'warn'") == [
        'mine.toml: contact.mod = "warn" — unknown key: did you mean “mode”?'
    ]


def test_a_strange_key_is_named_without_a_guess() -> None:
    assert problems("[desk.claims]\nzzzz = 1") == ["mine.toml: desk.claims.zzzz = 1 — unknown key: remove it"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[desk.offers]\nexpires_minutes = 0", "desk.offers.expires_minutes = 0 — must be at least 1"),
        (
            "[contact.phone]\nmax_attempts = 'four'",
            'contact.phone.max_attempts = "four" — must be a whole number, without quotes',
        ),
        (
            "[contact.phone]\nslots = ['9h-12h']",
            'contact.phone.slots.0 = "9h-12h" — must be a time slot such as "10:00-13:00"',
        ),
        (
            "[contact.phone]\nslots = ['13:00-10:00']",
            'contact.phone.slots.0 = "13:00-10:00" — must be a time slot such as "10:00-13:00"',
        ),
        (
            "[contact.phone]\non_holidays = false\nrequires_consent = 1",
            "contact.phone.requires_consent = 1 — must be true or false, without quotes",
        ),
        (
            "[desk.capabilities]\noperator = ['sel']",
            'desk.capabilities.operator.0 = "sel" — possible values: take, contact, qualify, route, receive, sell,'
            " sort, supervise, figures, administer, people; did you mean “sell”?",
        ),
        (
            "effective_from = 'soon'",
            'effective_from = "soon" — must be a date such as 2026-08-11, without quotes',
        ),
        ("[contact]\nreference = ''", 'contact.reference = "" — must be a non-empty text in quotes'),
        ("contact = 3", "contact = 3 — must be a [table], not a value"),
        (
            "[qualification.mandatory]\nqualified = ['horizn']",
            'qualification.mandatory.qualified = "horizn" — the form has no such question; known: horizon',
        ),
        (
            "[scoring]\nwarm_from = 90",
            "scoring.warm_from = 90 — must be at most 70",
        ),
        (
            "[qualification.fields.horizon]\nkind = 'text'",
            'qualification.fields.horizon.kind = "text" — “choices” goes with kind = "choice" and only with it',
        ),
    ],
)
def test_each_mistake_names_file_key_value_and_what_would_be_right(text: str, line: str) -> None:
    assert f"mine.toml: {line}" in problems(text)


def test_all_mistakes_are_told_at_once() -> None:
    assert len(problems("[contact]\nmode = 'x'\n[desk.undoing]\nminutes = -1")) == 2


def test_a_value_of_another_layer_is_blamed_on_its_own_file() -> None:
    with pytest.raises(PolicyError) as refused:
        load({**packaged("b"), "one.toml": "[desk.undoing]\nminutes = 0", "two.toml": "preset = 'own'"})
    assert [problem.file for problem in refused.value.problems] == ["one.toml"]


def test_a_missing_section_is_named() -> None:
    with pytest.raises(PolicyError) as refused:
        load({"mine.toml": "preset = 'own'"})
    assert "mine.toml: contact — value missing: this key is required" in refused.value.lines(Words("en"))


def test_a_file_that_is_not_toml_is_named() -> None:
    assert problems("mode = ")[0].startswith("mine.toml — this file is not readable TOML")


def test_a_right_that_nobody_has_is_told() -> None:
    lines = problems("[desk.capabilities]\nsalesperson = []\nmanager = []")
    assert any("no role has the right “sell”" in line for line in lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_words(lang: str) -> None:
    with pytest.raises(PolicyError) as refused:
        load({"mine.toml": "x = 1\n[contact]\nmod = 1\n[contact.phone]\ndays = ['x']\nslots = 3"})
    for line in refused.value.lines(Words(lang)):
        assert "policy.problem" not in line


def test_a_layer_replaces_lists_and_merges_tables() -> None:
    policy = load({**packaged("b"), "mine.toml": "[contact.phone]\ndays = ['mon']"})
    assert policy.contact.phone.days == ("mon",)
    assert policy.contact.phone.max_attempts == 4


@pytest.mark.parametrize("preset", PRESETS)
def test_the_outline_names_every_value_with_its_reference(preset: str) -> None:
    lines = describe(load(packaged(preset)))
    by_key = {(line.section, line.key): line for line in lines}
    assert all(line.reference for line in lines)
    assert by_key["contact", "phone.slots"].value == "10:00-13:00, 14:00-20:00"
    assert "2025-594" in by_key["contact", "phone.requires_consent"].reference
    assert {line.section for line in lines} >= set(Policy.model_fields) - {
        "preset",
        "effective_from",
        "reference",
    }


def test_every_legal_table_cites_its_source() -> None:
    contact = load(packaged("b")).contact
    for part in (contact.request, contact.consent, contact.phone, contact.email, contact.sms, contact.data):
        assert len(part.reference) > 10


leaf = st.one_of(
    st.integers(-(2**60), 2**60),
    st.booleans(),
    st.text(max_size=20),
    st.dates(),
    st.lists(st.text(max_size=5)),
)
tables = st.recursive(
    leaf, lambda inner: st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(st.text(min_size=1, max_size=8), tables, max_size=5))
def test_what_is_written_as_toml_is_read_back_the_same(table: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(table)) == table


def paths(table: dict[str, object], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every key of nested tables as its path."""
    found: list[tuple[str, ...]] = []
    for key, value in table.items():
        found.append((*above, key))
        if isinstance(value, dict):
            found += paths(value, (*above, key))
    return found


DOCUMENT = tomllib.loads(complete(packaged("b")))


@settings(max_examples=300)
@given(st.sampled_from(paths(DOCUMENT)), st.one_of(st.none(), leaf, tables), st.text(max_size=6))
def test_any_damage_to_a_policy_is_told_in_words(path: tuple[str, ...], value: object, key: str) -> None:
    damaged = copy.deepcopy(DOCUMENT)
    table = damaged
    for part in path[:-1]:
        table = table[part]
    if value is None:
        del table[path[-1]]
    elif key:
        table[key] = value
    else:
        table[path[-1]] = value
    try:
        load({"mine.toml": toml_text(damaged)})
    except PolicyError as error:
        for line in error.lines(Words("fr")):
            assert line.startswith("mine.toml")
            assert "policy.problem" not in line
            assert "\n" not in line


def test_a_kept_policy_takes_keys_of_a_later_program_and_keeps_its_own() -> None:
    document = tomllib.loads(complete(packaged("a")))
    del document["desk"]["appointments"], document["clocks"]["first_response"]["warning_minutes"]
    document["clocks"]["first_response"]["target_minutes"] = 7
    kept = load_kept("version 1", toml_text(document))
    assert kept.clocks.first_response.target_minutes == 7
    assert kept.desk.appointments == load(packaged("a")).desk.appointments


def test_a_kept_policy_with_anything_else_wrong_is_refused() -> None:
    document = tomllib.loads(complete(packaged("a")))
    del document["desk"]["appointments"]
    document["clocks"]["first_response"]["target_minutes"] = "soon"
    with pytest.raises(PolicyError):
        load_kept("version 1", toml_text(document))
