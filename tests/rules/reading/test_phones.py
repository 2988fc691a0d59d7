"""Telephone numbers in every writing that customers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.phone_display import phone_for_display
from rules.reading.phones import phones_in_text, read_phones
from rules.vocabulary import PhoneKind


@pytest.mark.parametrize(
    "raw",
    [
        "06 39 98 12 34",
        "06.39.98.12.34",
        "06/39/98/12/34",
        "0639981234",
        "0033639981234",
        "+33 (0)6 39 98 12 34",
        "+330639981234",
        "06\u202f39\u202f98\t12\xa034",
        "639981234",
        "33639981234",
        "6,39981234E+8",
        "'0639981234",
        "０６３９９８１２３４",
        "Tél. : 06-39-98-12-34 (le soir)",
    ],
)
def test_one_mobile_in_many_writings_is_one_number(raw: str) -> None:
    (phone,) = read_phones(raw)
    assert (phone.e164, phone.kind, phone.region) == ("+33639981234", PhoneKind.FICTION, "FR")
    assert phone.raw == raw


@pytest.mark.parametrize("block", ["0199001", "0261911", "0353011", "0465711", "0536491", "0639981"])
def test_the_fiction_blocks_are_known_and_accepted(block: str) -> None:
    (phone,) = read_phones(block + "234")
    assert phone.kind is PhoneKind.FICTION
    assert phone.e164 == "+33" + block[1:] + "234"


@pytest.mark.parametrize(
    ("raw", "region", "e164"),
    [
        ("0692 12 34 56", "RE", "+262692123456"),
        ("0690 12 34 56", "GP", "+590690123456"),
        ("0694 20 34 56", "GF", "+594694203456"),
        ("0696 12 34 56", "MQ", "+596696123456"),
    ],
)
def test_overseas_numbers_are_read_under_their_region(raw: str, region: str, e164: str) -> None:
    (phone,) = read_phones(raw)
    assert (phone.e164, phone.region, phone.kind) == (e164, region, PhoneKind.MOBILE)


@pytest.mark.parametrize(
    "raw",
    [
        "0639981234 / 0199001234",
        "0639981234 ou 0199001234",
        "0639981234 0199001234",
        "06 39 98 12 34;01 99 00 12 34",
    ],
)
def test_two_numbers_in_one_field_are_two(raw: str) -> None:
    assert [phone.e164 for phone in read_phones(raw)] == ["+33639981234", "+33199001234"]


@pytest.mark.parametrize(
    "raw", ["01 99 00 12 34 poste 12", "0199001234 ext. 12", "0199001234 x12", "01 99 00 12 34 (poste 12)"]
)
def test_extensions_are_kept_apart(raw: str) -> None:
    (phone,) = read_phones(raw)
    assert (phone.e164, phone.extension) == ("+33199001234", "12")


@pytest.mark.parametrize(
    "raw",
    [
        "06 39 98 10 05 (après 18h)",
        "06 39 98 10 05 après 18h30",
        "06.39.98.10.05 - entre 12h et 14h",
        "+33 6 39 98 10 05 le soir de 18 à 20h",
        "0639981005 18h-20h",
        "à partir de 9h30 : 06 39 98 10 05",
    ],
)
def test_a_remark_beside_the_number_does_not_hide_it(raw: str) -> None:
    (phone,) = read_phones(raw)
    assert (phone.e164, phone.extension) == ("+33639981005", None)
    assert phone.raw == raw


def test_two_numbers_with_remarks_are_two() -> None:
    phones = read_phones("06 39 98 10 05 (après 18h30) ou 01 99 00 12 34 de 9h à 12h30")
    assert [phone.e164 for phone in phones] == ["+33639981005", "+33199001234"]


@pytest.mark.parametrize(
    "raw", ["(000) 000-0000", "0000000000", "06 39", "rappeler ce soir", "123456789012345678901"]
)
def test_what_cannot_be_read_is_kept_and_flagged(raw: str) -> None:
    (phone,) = read_phones(raw)
    assert (phone.raw, phone.e164, phone.kind) == (raw, None, PhoneKind.UNREADABLE)


def test_an_american_number_needs_its_region() -> None:
    assert read_phones("716-555-0143")[0].e164 is None
    assert read_phones("716-555-0143", ("FR", "US"))[0].e164 == "+17165550143"


def test_numbers_in_free_text_are_found_and_prices_are_not() -> None:
    text = "Ma Clio AB-123-CD à 12 990 € : appelez le 06 39 98 12 34 ou +33 1 99 00 12 34, réf 1234567890"
    assert [phone.e164 for phone in phones_in_text(text)] == ["+33639981234", "+33199001234"]


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+33639981234", "06 39 98 12 34"),
        ("+262692123456", "06 92 12 34 56"),
        ("+17165550143", "+1 716 555 0143"),
        ("+3225551234", "+32 25 55 12 34"),
        ("06 39", "06 39"),
        ("", ""),
        ("+", "+"),
    ],
)
def test_numbers_are_shown_as_people_write_them(e164: str, shown: str) -> None:
    assert phone_for_display(e164) == shown


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(raw: str) -> None:
    for phone in read_phones(raw, ("FR", "US")):
        assert phone.e164 is None or (phone.e164.startswith("+") and phone.e164[1:].isdigit())


@given(st.integers(min_value=0, max_value=9999), st.sampled_from([" ", ".", "-", "", "\u202f"]))
def test_display_and_reading_agree(tail: int, mark: str) -> None:
    raw = mark.join(["06", "39", "98", f"{tail:04}"[:2], f"{tail:04}"[2:]])
    (phone,) = read_phones(raw)
    assert phone.e164 is not None
    assert read_phones(phone_for_display(phone.e164))[0].e164 == phone.e164


@given(
    st.sampled_from(["0639981234", "0199001234", "0692123456"]),
    st.sampled_from(["{}", "Tél : {}", "{} (le soir)", "+33{1}", "0033 {1}", "+33 (0){1}"]),
    st.sampled_from(["", " ", ".", "-", "\u202f"]),
)
def test_a_number_is_the_same_in_every_writing_and_keeps_its_own(number: str, frame: str, mark: str) -> None:
    if number.startswith("0692") and "33" in frame:
        return  # Réunion has a country code of its own
    pairs = mark.join([number[0:2], *(number[i : i + 2] for i in range(2, 10, 2))])
    raw = frame.format(pairs, pairs[1:])
    (phone,) = read_phones(raw)
    assert phone.e164 == read_phones(number)[0].e164
    assert phone.raw == raw


@given(
    st.lists(st.sampled_from(["0639981234", "0199001235", "0536491236"]), min_size=1, max_size=3, unique=True)
)
def test_several_numbers_in_one_field_are_all_read_in_their_order(numbers: list[str]) -> None:
    for mark in (" / ", " ou ", "; ", ", ", "\n"):
        assert [phone.e164 for phone in read_phones(mark.join(numbers))] == ["+33" + n[1:] for n in numbers]
