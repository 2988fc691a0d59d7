"""Whether two cards speak of one person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.first_names import is_the_other_sex
from rules.likeness import (
    CERTAIN,
    Match,
    PersonCard,
    compare,
    contradict,
    mailbox_of,
    near_numbers,
    traces_of,
)
from rules.name_likeness import Alike, Name, compare_names, distance, sound_of
from rules.policy import load, packaged
from tests.identity.measure import by_kind, judged, tally

POLICY = load(packaged("b")).identity
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
JEAN = PersonCard(
    name=Name("Dupont", "Jean"),
    postcode="69003",
    phones=frozenset({"+33639981234"}),
    emails=frozenset({"jean.dupont@example.com"}),
    heard_at=NOW,
)


def said(text: str) -> Name:
    return Name(full=text)


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        ("Jean Dupont", "DUPONT Jean", False),
        ("Jean Dupont", "Jéan Dupond", False),
        ("J. Dupont", "Jean Dupont", False),
        ("Dupont", "Jean Dupont", False),
        ("Bob75", "Jean Dupont", False),
        ("Marie Dupont", "Jean Dupont", True),
        ("Marie Lefebvre", "Jean Dupont", True),
        ("", "Jean Dupont", False),
        ("Jeanne Dupont", "Jean Dupont", True),
    ],
)
def test_names_contradict_only_when_both_are_whole_and_unlike(
    one: str, other: str, contradicts: bool
) -> None:
    assert contradict(said(one), said(other)) is contradicts


def test_a_man_and_a_woman_of_one_name_are_two_people() -> None:
    him, her = Name("Dupont", title="M."), Name("Dupont", title="Mme")
    assert contradict(him, her)
    assert not contradict(him, Name("Dupont", title="M. et Mme"))
    assert not contradict(him, Name("Dupont"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_contradiction_is_symmetric_and_never_of_oneself(one: str, other: str) -> None:
    left, right = said(one), said(other)
    assert contradict(left, right) == contradict(right, left)
    assert not contradict(left, left)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("François", "FRANCOIS", Alike.SAME),
        ("Jean Luc", "Jean-Luc", Alike.SAME),
        ("Alex", "Alexandre", Alike.SHORT_FORM),
        ("JP", "Jean-Pierre", Alike.SHORT_FORM),
        ("J.-C.", "Jean-Christophe", Alike.INITIAL),
        ("Marie", "Marie-Laure", Alike.PART),
        ("Élodie", "Elodei", Alike.TYPO),
        ("Léa", "Léo", Alike.OTHER),
        ("Louis", "Louise", Alike.OTHER),
        ("", "Jean", Alike.ABSENT),
    ],
)
def test_first_names_are_compared_as_a_person_would(one: str, other: str, alike: Alike) -> None:
    assert compare_names(Name("Dupont", one), Name("Dupont", other)).first is alike


def test_a_man_and_a_woman_are_told_apart_by_their_names() -> None:
    for man, woman in (
        ("jean", "jeanne"),
        ("frederic", "frederique"),
        ("clement", "clemence"),
        ("leo", "lea"),
    ):
        assert is_the_other_sex(man, woman)
        assert is_the_other_sex(woman, man)
    assert not is_the_other_sex("jean", "jeannot")


def test_names_that_sound_alike_are_looked_up_alike() -> None:
    for one, other in (
        ("dupont", "dupond"),
        ("mathieu", "matthieu"),
        ("gauthier", "gautier"),
        ("rousseau", "rousso"),
    ):
        assert sound_of(one) == sound_of(other)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_a_distance_is_symmetric_and_stops_counting_beyond_what_matters(
    one: str, other: str, most: int
) -> None:
    counted = distance(one, other, most)
    assert counted == distance(other, one, most)
    assert counted == min(distance(one, other, 12), most + 1)


def test_the_same_address_is_one_person_whatever_the_name() -> None:
    other = PersonCard(name=Name("", "Jeannot"), emails=JEAN.emails)
    assert compare(JEAN, other, POLICY).match is Match.SAME


def test_the_same_address_of_strangers_is_asked_about_and_never_joined() -> None:
    marc = PersonCard(
        name=Name("Delmas", "Marc"), emails=JEAN.emails, phones=frozenset({"+33639987002"}), heard_at=NOW
    )
    found = compare(JEAN, marc, POLICY)
    assert found.match is Match.SUGGESTION
    assert found.reasons[0].code == "address_of_strangers"
    assert "mailbox_same" not in {reason.code for reason in found.reasons}
    for joined in (
        replace(marc, name=Name("Dupont", "Marc")),
        replace(marc, name=Name("Delmas", "Jean")),
        replace(marc, name=Name("Delmas")),
        replace(marc, phones=frozenset()),
        replace(marc, phones=marc.phones | JEAN.phones),
    ):
        assert compare(JEAN, joined, POLICY).match is Match.SAME


def test_the_same_number_is_one_person_unless_names_contradict_or_it_is_shared() -> None:
    called = PersonCard(phones=JEAN.phones)
    assert compare(JEAN, called, POLICY).match is Match.SAME
    assert compare(JEAN, called, POLICY, shared=JEAN.phones).match is Match.NONE
    wife = replace(called, name=Name("Dupont", "Marie"))
    assert compare(JEAN, wife, POLICY).match is Match.NONE


def test_a_number_given_up_years_ago_is_asked_about_and_never_joined() -> None:
    years = timedelta(days=POLICY.reused_after_days)
    heir = PersonCard(name=Name("Traoré", "Awa"), phones=JEAN.phones, heard_at=NOW + years)
    found = compare(JEAN, heir, POLICY)
    assert found.match is Match.SUGGESTION
    assert found.reasons[0].code == "number_reused"
    assert found.reasons[0].params == {"years": 1}


def test_a_number_silent_for_too_long_needs_the_whole_name() -> None:
    late = NOW + timedelta(days=POLICY.number_identifies_days + 1)
    assert compare(JEAN, PersonCard(phones=JEAN.phones, heard_at=late), POLICY).match is not Match.SAME
    named = PersonCard(name=JEAN.name, phones=JEAN.phones, heard_at=late)
    assert compare(JEAN, named, POLICY).match is Match.SAME


def test_name_and_postcode_are_a_suggestion_and_tell_their_reasons() -> None:
    other = PersonCard(name=Name("DUPOND", "jean"), postcode="69003", heard_at=NOW)
    found = compare(JEAN, other, POLICY)
    assert found.match is Match.SUGGESTION
    assert {reason.code for reason in found.reasons} == {
        "last_name_typo",
        "first_name_same",
        "postcode_same",
    }
    assert found.percent == sum(reason.points for reason in found.reasons)


def test_nothing_older_than_the_window_is_suggested() -> None:
    other = PersonCard(
        name=JEAN.name, postcode="69003", heard_at=NOW - timedelta(days=POLICY.suggestion_days)
    )
    assert compare(JEAN, other, POLICY).match is Match.SUGGESTION
    assert (
        compare(JEAN, replace(other, heard_at=NOW - timedelta(days=POLICY.suggestion_days + 1)), POLICY).match
        is Match.NONE
    )


def test_a_near_number_is_one_slip_away_and_keeps_its_country() -> None:
    near = set(near_numbers("+33639981234"))
    assert "+33639981243" in near
    assert "+33639981235" in near
    assert "+33639981234" not in near
    assert all(number.startswith("+33") and len(number) == 12 for number in near)
    assert len(near) < 100
    assert not list(near_numbers("3631"))


def test_a_mailbox_that_could_be_anybodys_says_nothing() -> None:
    assert mailbox_of("jean.dupont+auto@example.com") == "jean.dupont"
    assert not mailbox_of("contact@example.com")
    assert not mailbox_of("jd@example.com")


cards = st.builds(
    PersonCard,
    name=st.builds(Name, st.sampled_from(["Dupont", "Martin", ""]), st.sampled_from(["Jean", "Zoé", ""])),
    postcode=st.sampled_from(["69003", "38200", ""]),
    emails=st.frozensets(st.sampled_from(["jean.dupont@example.com", "zoe@example.org"]), max_size=1),
    phones=st.frozensets(st.sampled_from(["+33639981234", "+33639981235", "+33465711234"]), max_size=2),
)


@given(cards, cards, st.booleans())
def test_a_comparison_is_symmetric_and_joins_on_a_strong_key_only(
    one: PersonCard, other: PersonCard, is_shared: bool
) -> None:
    shared = one.phones if is_shared else frozenset()
    found = compare(one, other, POLICY, shared)
    again = compare(other, one, POLICY, shared)
    assert (found.match, found.percent) == (again.match, again.percent)
    if found.match is Match.SAME:
        assert found.percent == CERTAIN
        assert one.emails & other.emails or (one.phones & other.phones) - shared
    else:
        assert found.percent < CERTAIN


@given(cards, cards)
def test_whoever_is_suggested_is_found_by_the_indexes(one: PersonCard, other: PersonCard) -> None:
    if compare(one, other, POLICY).match is Match.SUGGESTION:
        assert traces_of(one).lead_to(traces_of(other))


PAIRS = judged()


def test_the_labelled_set_is_large_and_nothing_in_it_is_joined_on_a_weak_key() -> None:
    assert len(PAIRS) >= 400
    assert not [pair for pair in PAIRS if pair.is_joined_on_weak_signs]


@pytest.mark.parametrize(
    ("kind", "recall"),
    [
        ("same address", 1.0),
        ("same number", 1.0),
        ("accents and case", 1.0),
        ("names swapped", 1.0),
        ("typo in the name", 0.95),
        ("short form", 0.95),
        ("compound name", 0.95),
        ("one digit wrong", 0.95),
        ("address mistyped", 0.95),
        ("new provider", 0.95),
        ("second number", 0.95),
        ("typos in both names", 0.3),
    ],
)
def test_one_person_is_recognised(kind: str, recall: float) -> None:
    found = by_kind(PAIRS)[kind].recall
    assert found is not None
    assert found >= recall


@pytest.mark.parametrize(
    "kind",
    [
        "couple on one number",
        "father and son",
        "siblings",
        "switchboard",
        "relay address",
        "near number of a stranger",
        "company",
        "common mailbox name",
        "neighbours",
    ],
)
def test_two_people_are_neither_joined_nor_asked_about(kind: str) -> None:
    found = by_kind(PAIRS)[kind]
    assert (found.joined_wrong, found.asked_wrong) == (0, 0)


def test_a_reused_number_and_a_namesake_in_town_are_asked_about_and_never_joined() -> None:
    for kind in ("reused number", "namesake in the same town", "namesake elsewhere"):
        assert by_kind(PAIRS)[kind].joined_wrong == 0


def test_strangers_on_one_address_are_each_asked_about_and_never_joined() -> None:
    found = by_kind(PAIRS)["strangers on one address"]
    assert (found.joined_wrong, found.asked_wrong) == (0, found.pairs)


def test_precision_and_recall_over_the_whole_set_stay_where_they_are() -> None:
    whole = tally(PAIRS)
    assert whole.precision is not None
    assert whole.precision >= 0.78
    assert whole.recall is not None
    assert whole.recall >= 0.80
