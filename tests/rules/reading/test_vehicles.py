"""Plates, VINs, mileage and prices as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading import vehicles


@pytest.mark.parametrize(
    ("raw", "plate"),
    [
        ("ab123cd", "AB-123-CD"),
        ("AB 123 CD", "AB-123-CD"),
        ("AB-123-CD", "AB-123-CD"),
        ("1234 AB 75", "1234 AB 75"),
        ("123ABC2A", "123 ABC 2A"),
        ("IO-123-UU", None),
        ("", None),
    ],
)
def test_plates(raw: str, plate: str | None) -> None:
    assert vehicles.read_plate(raw) == plate


def test_plates_and_vins_in_text() -> None:
    text = "Clio AB-123-CD ou 1234 AB 75, VIN VF1RFB00066666666, 12 990 € pour 48 200 km"
    assert vehicles.plates_in_text(text) == ("AB-123-CD", "1234 AB 75")
    assert vehicles.vins_in_text(text) == ("VF1RFB00066666666",)
    assert vehicles.price_places(text) == [("12 990 €", text.index("12 990"))]
    assert vehicles.mileage_places(text) == [("48 200 km", text.index("48 200"))]


@pytest.mark.parametrize(
    "text", ["VF1RFB0006666666", "VF1RFB0006666666I", "ABCDEFGHJKLMNPRST", "12345678901234567"]
)
def test_what_is_no_vin(text: str) -> None:
    assert not vehicles.is_vin(text)


@pytest.mark.parametrize(
    ("raw", "figure"),
    [
        ("80,000", (80000, "km")),
        ("48 200 km", (48200, "km")),
        ("48\u202f200", (48200, "km")),
        ("48.200", (48200, "km")),
        ("48k", (48000, "km")),
        ("12000 miles", (12000, "mi")),
        ("0", (None, "km")),
        ("NC", (None, "km")),
    ],
)
def test_mileage(raw: str, figure: tuple[int | None, str]) -> None:
    assert vehicles.read_mileage(raw) == figure


@pytest.mark.parametrize(
    ("raw", "price"),
    [
        ("12 990 €", (12990, "EUR")),
        ("12.990,00 €", (12990, "EUR")),
        ("12\u202f990€", (12990, "EUR")),
        ("12,9 k€", (12900, "EUR")),
        ("9k", (9000, "EUR")),
        ("€ 21.490,-", (21490, "EUR")),
        ("24490.0 EUR", (24490, "EUR")),
        ("$1,234.56", (1235, "USD")),
        ("0.00", (None, "EUR")),
        ("-500", (None, "EUR")),
        ("gratuit", (None, "EUR")),
    ],
)
def test_prices(raw: str, price: tuple[int | None, str]) -> None:
    assert vehicles.read_price(raw) == price


@given(st.text(max_size=100))
def test_any_text_is_read_without_failing(raw: str) -> None:
    vehicles.read_plate(raw)
    assert (vehicles.read_price(raw)[0] or 1) > 0
    assert (vehicles.read_mileage(raw)[0] or 1) > 0
    vehicles.plates_in_text(raw)


_LETTERS = st.text(alphabet="ABCDEFGHJKLMNPQRSTVWXYZ", min_size=2, max_size=2)
_BLANK = st.sampled_from(["", " ", "-", "."])


@given(_LETTERS, st.integers(1, 999), _LETTERS, _BLANK, st.booleans())
def test_a_plate_has_one_form_however_it_is_written(
    head: str, number: int, tail: str, mark: str, is_small: bool
) -> None:
    written = mark.join([head, f"{number:03}", tail])
    assert vehicles.read_plate(written.lower() if is_small else written) == f"{head}-{number:03}-{tail}"
    assert vehicles.read_plate(f"{head}-{number:03}-{tail}") == f"{head}-{number:03}-{tail}"


@given(st.integers(1, 9_999), st.text(alphabet="ABCDEFGHJKLMNPQRSTVWXYZ", min_size=2, max_size=3), _BLANK)
def test_an_old_plate_ends_with_its_departement(number: int, letters: str, mark: str) -> None:
    for department in ("01", "53", "75", "2A", "974"):
        written = mark.join([str(number), letters, department])
        assert vehicles.read_plate(written) == f"{number} {letters} {department}"


@given(st.integers(500, 999_999), st.sampled_from([" ", "\u202f", "\xa0", ".", ""]))
def test_a_figure_is_the_same_however_its_thousands_are_set_apart(value: int, mark: str) -> None:
    written = f"{value:,}".replace(",", mark)
    assert vehicles.read_price(f"{written} €") == (value, "EUR")
    assert vehicles.read_mileage(f"{written} km") == (value, "km")
