"""What changes, which cars come close, which label each could have, and what a line of search means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.distance import kilometres_between
from rules.policy import load, packaged
from rules.stock.changes import AVAILABLE, KnownCar, StockChange, car_of, change_of
from rules.stock.instalment import monthly_for, price_for
from rules.stock.labels import months_between, possible_labels
from rules.stock.left_out import MostGone, Unknown, most_gone, sites_spoken_of, too_many_gone
from rules.stock.likeness import CarFacts, alternatives
from rules.stock.question import StockQuestion, choices, has_words, question_of, words_of, years_before
from rules.stock.respelling import respelt
from rules.stock.row import StockRow, row_of
from rules.stock.vehicle_words import status_of
from rules.vocabulary import CarStatus

POLICY = load(packaged("b")).stock
TODAY = date(2026, 11, 24)
FIAT = KnownCar(3, "VO1", "AB-123-CD", "", CarStatus.IN_STOCK, {"make": "Fiat", "price": 9_990, "site_id": 1})


# ---- what changes


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (StockRow(2, price=9_990), StockChange.SAME),
        (StockRow(2, price=9_490), StockChange.PRICE),
        (StockRow(2, colour="bleu"), StockChange.UPDATED),
        (StockRow(2, price=9_490, status=CarStatus.SOLD), StockChange.SOLD),
        (StockRow(2, status=CarStatus.GONE), StockChange.GONE),
        (StockRow(2, status=CarStatus.RESERVED), StockChange.UPDATED),
    ],
)
def test_a_row_says_what_it_did_to_a_car(row: StockRow, kind: StockChange) -> None:
    assert change_of(row, FIAT, None).kind is kind


def test_a_car_that_is_in_a_file_again_is_back_unless_it_was_sold_here() -> None:
    sold = replace(FIAT, status=CarStatus.SOLD)
    assert change_of(StockRow(2), sold, None).kind is StockChange.BACK
    kept = change_of(StockRow(2, price=9_000), replace(sold, is_sold_here=True), None)
    assert kept.stays_sold
    assert "status" not in kept.fields


def test_a_stock_number_used_again_for_another_vin_is_another_car() -> None:
    known = [replace(FIAT, vin="VF3AAAAAAAAAAAAA1")]
    assert car_of(StockRow(2, stock_number="VO1", vin="VF3BBBBBBBBBBBBB2"), known) is None
    assert car_of(StockRow(2, stock_number="VO1"), known) is known[0]
    twice = [replace(FIAT, id=9, status=CarStatus.GONE), FIAT]
    assert car_of(StockRow(2, plate="AB-123-CD"), twice) is FIAT


@pytest.mark.parametrize(
    ("plate", "is_same"),
    [
        ("AB-123-CD", True),
        ("AB-132-CD", True),  # corrected
        ("", True),
        ("WW-456-EF", True),  # provisional, or what was provisional
        ("1234 AB 69", True),  # registered anew
        ("EF-456-GH", False),
    ],
)
def test_a_stock_number_used_again_for_another_plate_is_another_car(plate: str, is_same: bool) -> None:
    row = StockRow(2, stock_number="VO1", plate=plate)
    assert (car_of(row, [FIAT]) is FIAT) == is_same
    there = replace(FIAT, plate=plate)
    assert (car_of(StockRow(2, stock_number="VO1", plate="AB-123-CD"), [there]) is there) == is_same
    same_vin = replace(FIAT, vin="VF3AAAAAAAAAAAAA1")
    assert car_of(replace(row, vin=same_vin.vin), [same_vin]) is same_vin


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Vendu", CarStatus.SOLD),
        ("Vendu livré", CarStatus.SOLD),
        ("VENDUE CLIENT", CarStatus.SOLD),
        ("Livrée le 12/03", CarStatus.SOLD),
        ("Réservé Mme Petit", CarStatus.RESERVED),
        ("En stock Lyon", CarStatus.IN_STOCK),
        ("stock vendu", None),
        ("vendu, retour stock", None),
        ("invendu", None),
        ("non vendu", None),
        ("en préparation", None),
        ("", None),
    ],
)
def test_a_status_is_known_by_how_it_begins(text: str, status: CarStatus | None) -> None:
    assert status_of(text) is status


@pytest.mark.parametrize("status", CarStatus)
def test_a_status_that_nobody_can_read_leaves_the_one_that_is_known(status: CarStatus) -> None:
    row = row_of({"stock_number": "VO1", "status": "à voir avec Paul"}, 2)
    assert row.unread == (("status", "à voir avec Paul"),)
    for is_sold_here in (False, True):
        change = change_of(row, replace(FIAT, status=status, is_sold_here=is_sold_here), None)
        assert (change.kind, change.stays_sold) == (StockChange.SAME, False)


rows = st.builds(
    StockRow,
    line=st.just(2),
    stock_number=st.sampled_from(["", "VO1"]),
    plate=st.sampled_from(["", "AB-123-CD", "AB-999-CD"]),
    make=st.sampled_from(["", "Fiat", "Ford"]),
    price=st.none() | st.integers(1, 50_000),
    status=st.none() | st.sampled_from(CarStatus),
)
known_cars = st.builds(
    KnownCar,
    id=st.integers(1, 9),
    stock_number=st.sampled_from(["", "VO1", "VO2"]),
    plate=st.sampled_from(["", "AB-123-CD"]),
    vin=st.just(""),
    status=st.sampled_from(CarStatus),
    fields=st.fixed_dictionaries({"make": st.just("Fiat"), "price": st.none() | st.integers(1, 50_000)}),
    is_sold_here=st.booleans(),
)


@given(rows, known_cars)
def test_what_was_written_once_changes_nothing_the_second_time(row: StockRow, car: KnownCar) -> None:
    change = change_of(row, car, None)
    keys = {
        name: str(value) for name, value in change.fields.items() if name in ("stock_number", "plate", "vin")
    }
    status = CarStatus(str(change.fields.get("status", car.status)))
    fields = {**car.fields, **{k: v for k, v in change.fields.items() if k not in (*keys, "status")}}
    written = replace(car, status=status, fields=fields, **keys)  # type: ignore[arg-type] # keys are texts
    assert change_of(row, written, None).kind is StockChange.SAME
    assert (change.kind is StockChange.SAME) == (not change.fields)
    if car.is_sold_here and car.status is CarStatus.SOLD:
        assert status not in AVAILABLE


def test_a_file_that_would_empty_the_stock_asks_first() -> None:
    assert too_many_gone(51, 100, 50)
    assert not too_many_gone(50, 100, 50)
    assert not too_many_gone(1, 1, 50)


def test_one_emptied_site_is_not_hidden_by_the_others() -> None:
    stock: dict[int, int | None] = {car: 1 if car < 90 else 2 for car in range(100)}
    assert most_gone(dict.fromkeys(range(92, 100), 2), stock, 50) == MostGone((2,), 8, 10)
    assert most_gone(dict.fromkeys(range(95, 100), 2), stock, 50) is None
    single: dict[int, int | None] = {1: 1, 2: 2, 3: None}
    assert most_gone(single, single, 50) == MostGone((1, 2, None), 3, 3)


def test_a_full_file_speaks_of_the_site_said_else_of_those_named_else_of_those_its_cars_are_in() -> None:
    def asked(said: int | None, named: set[int], of_its_cars: set[int | None], *, some: bool) -> object:
        return sites_spoken_of(said, named, of_its_cars, [1, 2], names_some=some)

    assert asked(1, {1, 2}, {1, 2}, some=True) == {1}
    assert asked(None, {2}, {1, 2}, some=True) == {2}
    assert asked(None, set(), {1}, some=True) is Unknown.SITES
    assert asked(None, set(), {1, None}, some=False) == {1, None}
    assert asked(None, set(), set(), some=False) is Unknown.NO_SITE
    alone: object = sites_spoken_of(None, set(), set(), [1], names_some=False)
    assert alone == {1, None}


# ---- cars that come close

facts = st.builds(
    CarFacts,
    id=st.integers(1, 500),
    make=st.sampled_from(["Peugeot", "Renault"]),
    model=st.sampled_from(["208", "2008", "Clio"]),
    fuel=st.sampled_from(["", "petrol", "diesel"]),
    gearbox=st.sampled_from(["", "manual"]),
    year=st.none() | st.integers(2010, 2026),
    mileage=st.none() | st.integers(0, 200_000),
    price=st.none() | st.integers(1_000, 40_000),
    site_id=st.none() | st.integers(1, 3),
    status=st.sampled_from(CarStatus),
)


@given(facts, st.lists(facts, max_size=20, unique_by=lambda car: car.id), st.randoms())
def test_alternatives_are_in_stock_and_do_not_depend_on_order(wanted, cars, random) -> None:  # type: ignore[no-untyped-def]
    found = alternatives(wanted, cars, POLICY.likeness)
    shuffled = list(cars)
    random.shuffle(shuffled)
    assert alternatives(wanted, shuffled, POLICY.likeness) == found
    by_id = {car.id: car for car in cars}
    assert all(by_id[each.car_id].status is CarStatus.IN_STOCK for each in found)
    assert wanted.id not in [each.car_id for each in found]
    assert all(each.reasons for each in found)
    assert [each.points for each in found] == sorted((each.points for each in found), reverse=True)


@given(facts)
def test_the_same_car_again_comes_before_every_other(wanted: CarFacts) -> None:
    twin = replace(wanted, id=1_000, status=CarStatus.IN_STOCK)
    other = replace(twin, id=1_001, model="Zoé", fuel="electric", gearbox="automatic")
    found = alternatives(wanted, [other, twin], POLICY.likeness)
    assert found[0].car_id == 1_000


def test_a_208_is_no_2008_even_in_the_customers_own_words() -> None:
    wanted = CarFacts(None, text="PEUGEOT 208 Allure, 2019")
    cars = [CarFacts(1, "Peugeot", "2008"), CarFacts(2, "Peugeot", "208", price=9_000)]
    [found] = alternatives(wanted, cars, POLICY.likeness)
    assert (found.car_id, found.reasons[0][0]) == (2, "same_model")


def test_reasons_say_how_a_car_differs() -> None:
    wanted = CarFacts(1, "Peugeot", "208", "petrol", "manual", 2019, 60_000, 12_000, 1)
    car = CarFacts(2, "Peugeot", "208", "petrol", "automatic", 2021, 30_000, 12_900, 1)
    [found] = alternatives(wanted, [car], POLICY.likeness)
    assert found.reasons == (
        ("same_model", {}), ("same_fuel", {}), ("same_site", {}),
        ("dearer", {"euros": 900}), ("newer", {"count": 2}), ("fewer_km", {"km": 30_000}),
    )  # fmt: skip


# ---- labels


@pytest.mark.parametrize(
    ("make", "fuel", "age_months", "km", "names"),
    [
        ("PEUGEOT", "petrol", 50, 60_000, ["Occasions du Lion Premium", "Occasions du Lion Primo"]),
        ("Peugeot", "petrol", 72, 60_000, ["Occasions du Lion Primo"]),
        ("Peugeot", "petrol", 72, 160_001, []),
        ("Toyota", "hybrid", 90, 200_000, ["Toyota Essentielles"]),
        ("Volkswagen", "petrol", 35, 89_999, ["Das WeltAuto, moins de 3 ans", "Das WeltAuto"]),
        ("Renault", "electric", 12, 9_000, ["Garantie Or", "Garantie Or Z.E."]),
        ("Kia", "petrol", 12, 9_000, []),
    ],
)
def test_a_label_holds_inside_its_age_and_mileage(make, fuel, age_months, km, names) -> None:  # type: ignore[no-untyped-def]
    first = date(TODAY.year - age_months // 12, 11, 24)
    first = date(first.year - (age_months % 12 >= 11), (11 - age_months % 12 - 1) % 12 + 1, 24)
    assert months_between(first, TODAY) == age_months
    found = possible_labels(make, fuel, first, km, TODAY, POLICY.labels)
    assert [label.name for label in found] == names
    assert all(label.as_of == date(2018, 1, 1) for label in found)


@given(st.dates(date(2000, 1, 1), TODAY), st.integers(0, 300_000), st.integers(0, 900))
def test_an_unknown_age_or_mileage_promises_no_label(first: date, km: int, more: int) -> None:
    assert possible_labels("Peugeot", "petrol", None, km, TODAY, POLICY.labels) == ()
    assert possible_labels("Peugeot", "petrol", first, None, TODAY, POLICY.labels) == ()
    assert months_between(first, TODAY + timedelta(days=more)) >= months_between(first, TODAY)


# ---- search


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "208 diesel auto <15000€ 60000km 250€/mois 69003 50km",
            StockQuestion(
                ("208",),
                fuels=("diesel",),
                gearboxes=("automatic",),
                max_price=15_000,
                monthly=250,
                max_km=60_000,
                within_km=50,
                postcode="69003",
            ),
        ),
        ("Citroën C3 à 80 km de 38200", StockQuestion(("citroen", "c3"), within_km=80, postcode="38200")),
        ("peugeot 2008 2019+", StockQuestion(("peugeot", "2008"), min_year=2019)),
        ("entre 10 et 15 k€", StockQuestion(min_price=10_000, max_price=15_000)),
        ("208 15 000 €", StockQuestion(("208",), max_price=15_000)),
        ("ab-123-cd", StockQuestion(("ab123cd",))),
        ("hybride rechargeable, moins de 60 000 km", StockQuestion(fuels=("plug_in_hybrid",), max_km=60_000)),
        ("clio under 9000 £", StockQuestion(("clio",), max_price=9_000)),
        ("boîte automatique", StockQuestion(gearboxes=("automatic",))),
        ("boite de vitesses auto", StockQuestion(gearboxes=("automatic",))),
        ("boite manuelle essence", StockQuestion(fuels=("petrol",), gearboxes=("manual",))),
        ("12000 euros max", StockQuestion(max_price=12_000)),
        ("maxi 12000 €", StockQuestion(max_price=12_000)),
        ("c-max 12 000 € maximum", StockQuestion(("c", "max"), max_price=12_000)),
        ("10 000 km max", StockQuestion(max_km=10_000)),
        ("208 120 000 km", StockQuestion(("208",), max_km=120_000)),
        ("budget 10000", StockQuestion(max_price=10_000)),
        ("budget max : 250€/mois", StockQuestion(monthly=250)),
        ("pas plus de 12000 euros", StockQuestion(max_price=12_000)),
        ("plus de 12000 euros", StockQuestion(min_price=12_000)),
        ("clio moins de 3 ans", StockQuestion(("clio",), max_age=3)),
        ("under 3 years old", StockQuestion(max_age=3)),
        ("2019 ou plus récent", StockQuestion(min_year=2019)),
        ("clio ou 208", StockQuestion(("clio",), (("208",),))),
        ("diesel ou hybride", StockQuestion(fuels=("diesel", "hybrid"))),
        ("208 diesel ou clio", StockQuestion(("208",), (("clio",),), ("diesel",))),
        ("ou ou clio ou", StockQuestion(("clio",))),
        ("je cherche une clio avec un budget de 9000 €", StockQuestion(("clio",), max_price=9_000)),
        ("", StockQuestion()),
    ],
)
def test_a_line_is_understood(text: str, asked: StockQuestion) -> None:
    assert question_of(text) == asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("clio ou 208", {("clio",), ("208",)}),
        ("clio ou 208 rouge", {("clio", "rouge"), ("208", "rouge")}),
        ("peugeot 208 ou clio", {("peugeot", "208"), ("clio",)}),
        ("208 rouge ou noir", {("208", "rouge"), ("208", "noir")}),
        ("208 rouge ou noir ou gris lyon", {("208", colour, "lyon") for colour in ("rouge", "noir", "gris")}),
        ("208 rouge", {("208", "rouge")}),
    ],
)
def test_or_holds_between_cars_or_between_two_words(text: str, wanted: set[tuple[str, ...]]) -> None:
    assert set(choices(question_of(text), {"clio", "208", "peugeot"}.__contains__)) == wanted


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("peugot", "Peugeot"),
        ("pegueot", "Peugeot"),
        ("wolksvagen", "Volkswagen"),
        ("cleo", "Clio"),
        ("209", None),
        ("berline", None),
        ("zoo", None),
        ("peugeotte208", None),
    ],
)
def test_a_misspelt_make_is_known_and_a_figure_is_never_corrected(word: str, name: str | None) -> None:
    stock = {"Peugeot": 3, "208": 3, "Clio": 2, "Berlingo": 1, "Volkswagen": 1, "Zoé": 1}
    assert respelt(word, stock) == name


def test_of_two_names_as_near_the_one_of_more_cars_is_meant() -> None:
    assert respelt("megan", {"Megany": 1, "Megane": 4}) == "Megane"


def test_an_age_is_counted_to_the_day() -> None:
    assert years_before(date(2026, 11, 23), 3) == date(2023, 11, 23)
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


@given(st.text(max_size=80))
def test_any_line_is_a_question(text: str) -> None:
    question_of(text)


def test_a_plate_and_a_make_are_found_however_they_are_typed() -> None:
    car = words_of("Citroën", "C5 Aircross", "AB-123-CD")
    for text in ("CITROEN", "c5", "ab123cd", "AB 123 CD", "aircr", "C5 Aircross"):
        assert has_words(question_of(text).words, car), text
    assert not has_words(("itroen",), car)


@given(st.integers(50, 2_000))
def test_a_budget_a_month_and_its_price_agree(monthly: int) -> None:
    assert abs(monthly_for(price_for(monthly, POLICY.instalment), POLICY.instalment) - monthly) <= 1


@given(
    st.sampled_from(["69003", "38200", "75011", "2A000", "20000", "97400"]),
    st.sampled_from(["13001", "59000"]),
)
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert kilometres_between(one, other) == kilometres_between(other, one)
    assert kilometres_between(one, one) in (0, None)


def test_lyon_is_nearly_four_hundred_kilometres_from_paris() -> None:
    assert kilometres_between("69003", "75011") == 390
    assert kilometres_between("00000", "75011") is None
