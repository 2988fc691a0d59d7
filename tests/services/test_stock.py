"""Stock from files and the leads it concerns, and the stock searched, on each kind of store."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from data.tables import CarListingRow, CarRow, LeadRow, SiteRow
from rules.refusal import Refusal
from rules.stock.changes import StockChange
from rules.stock.left_out import Unknown
from rules.values.lead import LeadCard
from rules.values.stock import StockFound, StockReport
from rules.vocabulary import CarStatus, Source
from tests.services.center import Center
from tests.services.test_sales import car_status, ready
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.stock import StockService
from vo_callcenter.services.stock_import import ImportOrder, StockImportService

MAIL = Path(__file__).parents[1] / "samples" / "portals" / "lbc_text_complete.eml"
SHEET = (
    "N° de police;Immatriculation;Marque;Modèle;MEC;Km;Prix;Concession;LeBonCoin;Humeur\n"
    "VO0001;;Peugeot;208;;41 500 km;12 490 €;Lyon;;gaie\n"
    "VO9001;ab 777 cd;Fiat;500;12/03/2021;20000;9990;Vienne;2900000001;\n"
    ";;Sans;Clé;;;;;;\n"
)


def take(center: Center, sheet: str | bytes, login: str = "ada", **order: object) -> StockReport:
    content = sheet.encode("cp1252") if isinstance(sheet, str) else sheet
    how = ImportOrder(**{"mapping": {}, **order})  # type: ignore[arg-type] # a test's words
    return StockImportService(center.office).take(center.who(login), content, how)


def status(office: Office, car_id: int) -> str:
    with office.store.reading() as session:
        return session.get_one(CarRow, car_id).status


def gone(report: StockReport) -> list[str]:
    """Stock numbers of the cars that the file took away."""
    return [car.stock_number for car in report.changed if car.change is StockChange.GONE]


def whole_stock(*without: str, **changes: str) -> str:
    """The group's six cars as a file, without some, with other prices or statuses."""
    lines = ["stock number;make;model;site;price;status"]
    cars = (
        ("VO0001", "Peugeot;208;Lyon", "12990"),
        ("VO0002", "Peugeot;208;Lyon", "13490"),
        ("VO0003", "Peugeot;208;Vienne", "11900"),
        ("VO0004", "Renault;Clio;Lyon", "12500"),
        ("VO0005", "Dacia;Sandero;Vienne", "9990"),
        ("VO0006", "Citroën;C3;Vienne", "10490"),
    )
    for number, car, price in cars:
        if number not in without:
            said = changes.get(number, "")
            lines.append(
                f"{number};{car};{said if said.isdigit() else price};{'' if said.isdigit() else said}"
            )
    return "\n".join(lines) + "\n"


def test_a_stock_file_adds_then_updates_and_ties_leads(center: Center) -> None:
    report = take(center, SHEET)
    assert (report.counts[StockChange.NEW], report.counts[StockChange.PRICE]) == (1, 1)
    assert report.unknown_columns == ("Humeur",)
    assert [(bad.line, bad.code) for bad in report.bad] == [(4, "no_key")]
    assert [(car.change, car.old_price, car.new_price) for car in report.changed] == [
        ("price", 12_990, 12_490), ("new", None, 9_990),
    ]  # fmt: skip
    group = center.group
    with center.store.reading() as session:
        old = session.get_one(CarRow, group.cars[0])
        assert (old.price, old.mileage, old.trim) == (12_490, 41_500, "Allure")
        new = session.exec(select(CarRow).where(CarRow.stock_number == "VO9001")).one()
        assert (new.plate, new.site_id, str(new.first_registration)) == (
            "AB-777-CD",
            group.vienne,
            "2021-03-12",
        )
        advert = session.exec(select(CarListingRow).where(CarListingRow.reference == "2900000001")).one()
        assert advert.car_id == new.id
    again = take(center, SHEET)
    assert again.counts[StockChange.SAME] == 2


def test_only_an_administrator_takes_stock_in(center: Center) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        take(center, SHEET, "camille")
    with pytest.raises(Refusal, match="stock_no_key"):
        take(center, "a;b\n1;2\n")


def test_a_dry_run_says_the_same_and_writes_nothing(center: Center) -> None:
    told = take(center, whole_stock("VO0006", VO0004="sold"), is_full=True, is_dry_run=True)
    assert status(center.office, center.group.cars[5]) == CarStatus.IN_STOCK
    done = take(center, whole_stock("VO0006", VO0004="sold"), is_full=True)
    assert (told.counts, told.changed) == (done.counts, done.changed)
    assert [status(center.office, center.group.cars[place]) for place in (3, 5)] == ["sold", "gone"]


def test_an_incremental_file_takes_nothing_away_and_a_full_one_only_in_its_own_sites(center: Center) -> None:
    one = "stock number;make;model;site\nVO0001;Peugeot;208;Lyon\nVO0002;Peugeot;208;Lyon\n"
    assert take(center, one).counts[StockChange.GONE] == 0
    assert take(center, one, is_full=True).counts[StockChange.GONE] == 1
    statuses = [status(center.office, car) for car in center.group.cars]
    assert statuses == ["in_stock", "in_stock", "in_stock", "gone", "in_stock", "in_stock"]


def test_a_full_file_that_would_empty_the_stock_is_refused_until_somebody_says_so(center: Center) -> None:
    one = "stock number;model\nVO0001;208\nVO0003;208\n"
    with pytest.raises(Refusal, match="stock_most_gone") as refused:
        take(center, one, is_full=True)
    assert refused.value.params == {"gone": 4, "cars": 6, "percent": 50, "sites": "Lyon, Vienne"}
    assert status(center.office, center.group.cars[5]) == "in_stock"
    assert take(center, one, is_full=True, accepts_gone=True).counts[StockChange.GONE] == 4
    assert take(center, whole_stock()).counts[StockChange.BACK] == 4


def test_a_full_file_without_sites_speaks_of_those_its_cars_are_in(center: Center) -> None:
    lyon = "stock number;make;model\nVO0001;Peugeot;208\nVO0002;Peugeot;208\nVO0009;Fiat;500\n"
    report = take(center, lyon, is_full=True)
    assert gone(report) == ["VO0004"]
    statuses = [status(center.office, car) for car in center.group.cars]
    assert statuses == ["in_stock", "in_stock", "in_stock", "gone", "in_stock", "in_stock"]
    strange = take(center, "stock number;model\nVO0010;500\n", is_full=True)
    assert (strange.kept_because, strange.kept, gone(strange)) == (Unknown.NO_SITE, 6, [])


def test_one_car_parked_elsewhere_does_not_empty_that_site(center: Center) -> None:
    lyon = (
        "stock number;make;model;site\n"
        "VO0001;Peugeot;208;Lyon\nVO0002;Peugeot;208;Vienne\nVO0004;Renault;Clio;Lyon\n"
    )
    with pytest.raises(Refusal, match="stock_most_gone") as refused:
        take(center, lyon, is_full=True)
    assert (refused.value.params["sites"], refused.value.params["gone"]) == ("Vienne", 3)
    assert gone(take(center, lyon, is_full=True, site="Lyon")) == []


def test_a_car_in_a_line_that_was_not_taken_is_not_gone(center: Center) -> None:
    mistyped = "stock number;plate;model;site\nVO0001;AB-001-CD;208;Lyon\nVO0001;AB-002-CD;208;Lyon\n"
    report = take(center, mistyped, is_full=True)
    assert [bad.code for bad in report.bad] == ["twice"]
    assert gone(report) == ["VO0004"]
    no_key = "stock number;model;site\nVO0001;208;Lyon\n;208;Lyon\nVO0004;Clio;Lyon\n"
    report = take(center, no_key, is_full=True)
    assert (gone(report), report.kept, report.kept_because, report.kept_line) == ([], 1, Unknown.NO_KEY, 3)
    total = "stock number;model;site;price\nVO0001;208;Lyon;\nVO0004;Clio;Lyon;\n;;;25000\n"
    assert gone(take(center, total, is_full=True)) == ["VO0002"]


def test_a_status_nobody_can_read_brings_no_sold_car_back(center: Center) -> None:
    take(center, whole_stock(VO0001="vendu", VO0002="à voir"))
    report = take(center, whole_stock(VO0001="à voir", VO0002="Vendu livré", VO0004="Vendue client"))
    assert (report.counts[StockChange.BACK], report.counts[StockChange.SOLD]) == (0, 2)
    assert [status(center.office, center.group.cars[place]) for place in (0, 1, 3)] == ["sold"] * 3


def test_a_stock_number_used_again_leaves_the_first_car_and_its_leads_alone(center: Center) -> None:
    car = center.group.cars[0]
    lead = center.lead(car=car)
    report = take(center, "stock number;plate;make;model;site\nVO0001;GH-999-KL;Renault;Kangoo;Vienne\n")
    assert report.counts[StockChange.NEW] == 1
    with center.store.reading() as session:
        first = session.get_one(CarRow, car)
        assert (first.plate, first.model, first.site_id) == ("AB-001-CD", "208", center.group.lyon)
        assert session.get_one(LeadRow, lead).car_id == car


def test_a_full_file_that_was_not_read_whole_takes_nothing_away(center: Center) -> None:
    report = take(center, whole_stock("VO0005", "VO0006") + '"VO0006;never closed\n', is_full=True)
    assert (report.kept_because, report.kept, report.kept_line) == (Unknown.UNREADABLE, 2, 6)
    assert report.counts[StockChange.GONE] == 0
    assert status(center.office, center.group.cars[5]) == "in_stock"


def test_a_full_file_of_unknown_sites_takes_nothing_away_and_a_site_of_its_own_counts(center: Center) -> None:
    sheet = "stock number;model;site\nVO0003;208;Nowhere\nVO0005;Sandero;\n"
    report = take(center, sheet, is_full=True, accepts_gone=True)
    assert (report.kept_because, report.kept, gone(report)) == (Unknown.SITES, 4, [])
    told = take(center, sheet, is_full=True, site="Vienne")
    assert [car.stock_number for car in told.changed if car.change is StockChange.GONE] == ["VO0006"]
    with pytest.raises(Refusal, match="site_unknown"):
        take(center, sheet, site="Nowhere")


def test_a_lead_whose_car_is_sold_is_told_and_offered_the_nearest_with_reasons(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    before = center.records.card(camille, lead)
    assert before.car is not None
    assert before.car.status is CarStatus.IN_STOCK
    number = before.car.stock_number
    report = take(center, whole_stock(**{number: "vendu"}))
    assert (report.counts[StockChange.SOLD], report.leads) == (1, 1)
    card = center.records.card(camille, lead)
    assert card.car is not None
    assert card.car.status is CarStatus.SOLD
    assert card.alternatives
    assert card.alternatives[0].title.startswith(before.car.make)
    assert ("same_model", {}) in card.alternatives[0].reasons
    assert card.version > before.version or card.score != before.score


def test_a_car_that_was_sold_here_is_not_brought_back_by_a_late_file(center: Center) -> None:
    lead = ready(center)
    center.sales.sell(center.who("louis"), lead, 12_000)
    assert car_status(center) == "sold"
    assert take(center, whole_stock()).stays_sold == 1
    assert car_status(center) == "sold"


def test_a_lead_that_came_before_its_car_finds_it_by_the_reference_of_the_advert(center: Center) -> None:
    lead = center.lead()
    with center.store.writing() as session:
        row = session.get_one(LeadRow, lead)
        row.car_id, row.listing_reference, row.source = None, "2900000001", Source.LEBONCOIN.value
    assert take(center, SHEET).tied == 1
    card = center.records.card(center.who("camille"), lead)
    assert card.car is not None
    assert card.car.stock_number == "VO9001"


ADVERTISED = (
    "N° de police;Marque;Modèle;Version;Prix;Concession;LeBonCoin;Lien LeBonCoin;Statut\n"
    "VO-4512;Peugeot;208;1.2 PureTech 100 Allure;12990;Vienne;{reference};"
    "https://www.leboncoin.fr/ad/voitures/2345678901.htm;{status}\n"
)


@pytest.mark.parametrize("reference", ["2345678901", ""])
def test_a_mail_of_a_portal_finds_its_car_and_site_by_the_advert_or_the_stock_number(
    center: Center, reference: str
) -> None:
    """The advert's number stands in the mail's link, the dealer's own number as its « Référence »."""
    take(center, ADVERTISED.format(reference=reference, status=""))
    card = arrived(center)
    assert card.car is not None
    assert (card.car.stock_number, card.site_id) == ("VO-4512", center.group.vienne)


def test_a_lead_that_arrives_for_a_sold_car_says_so_and_proposes_others_at_once(center: Center) -> None:
    take(center, ADVERTISED.format(reference="2345678901", status="vendu"))
    card = arrived(center)
    assert card.car is not None
    assert card.car.status is CarStatus.SOLD
    assert [reason for reason, _ in card.alternatives[0].reasons][:1] == ["same_model"]


def arrived(center: Center) -> LeadCard:
    """The card of the lead made from a mail of leboncoin."""
    [result] = IntakeService(center.office).take_bytes(MAIL.read_bytes(), MAIL.name)
    assert result.lead_id is not None
    return center.records.card(center.who("camille"), result.lead_id)


def test_two_lines_for_one_car_and_values_nobody_can_read_cost_themselves_alone(center: Center) -> None:
    sheet = (
        "plate;model;price;km;site\n"
        "AA-111-AA;C1;abc;12;Nowhere\n"
        "AA-111-AA;C1;2000;12;Lyon\n"
        "AB-001-CD;;-;;\n"
        "ZZ-999-ZZ;;;;\n"
    )
    report = take(center, sheet)
    assert [(bad.line, bad.code, bad.is_whole) for bad in report.bad] == [
        (2, "price_unread", False), (2, "site_unknown", False), (3, "twice", True), (5, "no_model", True),
    ]  # fmt: skip
    assert report.counts[StockChange.NEW] == 1


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ["VO0005", "VO0006", "VO0003", "VO0004", "VO0001", "VO0002"]),
        ("citroen", ["VO0006"]),
        ("CITROËN c3", ["VO0006"]),
        ("208 <13000€", ["VO0003", "VO0001"]),
        ("ab 004 cd", ["VO0004"]),
        ("vo0005", ["VO0005"]),
        ("LBC000002", ["VO0002"]),
        ("peugeot 41500km", ["VO0001"]),
        ("diesel", []),
        ("manuelle essence clio", ["VO0004"]),
        ("2019+ sandero", ["VO0005"]),
        ("2020+ sandero", []),
        ("208 250€/mois", ["VO0003"]),
    ],
)
def test_a_line_finds_the_cars_it_asks_for(center: Center, text: str, numbers: list[str]) -> None:
    found = StockService(center.office).search(center.who("camille"), text)
    assert [entry.car.stock_number for entry in found.entries] == numbers
    assert found.total == len(numbers)


def test_a_search_knows_distance_leads_and_what_was_sold(center: Center) -> None:
    lead = center.claimed()
    card = center.records.card(center.who("camille"), lead)
    assert card.car is not None
    stock = StockService(center.office)
    [entry] = [e for e in stock.search(center.who("camille"), "").entries if e.car.id == card.car.id]
    assert lead in entry.leads
    assert stock.search(None, "208 50km").needs_place
    with center.store.reading() as session:
        lyon = session.get_one(SiteRow, center.group.lyon).postcode
    near = stock.search(None, f"208 {lyon} 50km")
    assert {entry.distance for entry in near.entries} <= {0, 10, 20, 30, 40, 50}
    take(center, whole_stock(VO0006="vendue"))
    assert stock.search(None, "c3").total == 0
    assert stock.search(None, "c3", whole_book=True).total == 1


def test_a_card_shows_the_labels_in_reach(center: Center) -> None:
    with center.store.writing() as session:
        car = session.get_one(CarRow, center.group.cars[0])
        car.first_registration = center.office.now().date().replace(year=center.office.now().year - 2)
    card = center.records.card(center.who("camille"), center.claimed())
    assert card.car is not None
    labels = [label.name for each in (card.car, *card.alternatives) for label in each.labels]
    assert "Occasions du Lion Premium" in labels


def found(center: Center, line: str) -> StockFound:
    return StockService(center.office).search(None, line)


def test_a_line_is_asked_as_people_say_it(center: Center) -> None:
    with center.store.writing() as session:
        for place, car_id in enumerate(center.group.cars):
            car = session.get_one(CarRow, car_id)
            car.gearbox, car.fuel = ("automatic", "petrol") if place == 0 else ("manual", "diesel")
            car.first_registration = date(2025 if place == 3 else 2018, 6, 1)
    everything = found(center, "").total
    assert found(center, "boîte automatique").total == 1
    assert found(center, "boite manuelle diesel").total == everything - 1
    assert found(center, "12000 euros max").total == found(center, "<12000€").total > 0
    assert found(center, "budget 12000").total == found(center, "maxi 12000 €").total > 0
    assert [entry.car.model for entry in found(center, "clio moins de 3 ans").entries] == ["Clio"]
    assert found(center, "208 moins de 3 ans").total == 0
    assert found(center, "clio ou 208").total == found(center, "clio").total + found(center, "208").total
    assert {entry.car.site for entry in found(center, "208 lyon").entries} == {"Lyon"}
    assert found(center, "clio ou 208 vienne").total == found(center, "208 vienne").total


def test_a_word_no_car_has_is_named_and_a_misspelt_make_is_understood(center: Center) -> None:
    told = found(center, "208 cabriolet")
    assert (told.total, told.unknown, told.respelt) == (0, ("cabriolet",), ())
    assert found(center, "208 clio").unknown == ()
    meant = found(center, "peugot 208")
    assert (meant.respelt, meant.unknown) == ((("peugot", "Peugeot"),), ())
    assert meant.total == found(center, "peugeot 208").total > 0
    none = found(center, "peugot clio")
    assert (none.total, none.unknown, none.respelt) == (0, ("peugot",), ())
    assert found(center, "peugeot").respelt == ()
    either = found(center, "peugot 208 ou clio")
    assert (either.total, either.respelt) == (found(center, "208 ou clio").total, (("peugot", "Peugeot"),))
    one = found(center, "clio ou cabriolet")
    assert (one.total, one.unknown) == (found(center, "clio").total, ("cabriolet",))


def sold_meanwhile(center: Center) -> tuple[int, LeadCard]:
    """A lead in Camille's hands whose car was sold."""
    lead = center.claimed()
    car = center.records.card(center.who("camille"), lead).car
    assert car is not None
    take(center, whole_stock(**{car.stock_number: "vendu"}))
    return lead, center.records.card(center.who("camille"), lead)


def test_an_alternative_becomes_the_car_of_the_lead_and_undo_brings_the_first_one_back(
    center: Center,
) -> None:
    lead, before = sold_meanwhile(center)
    camille = center.who("camille")
    chosen = before.alternatives[0]
    center.desk.choose_car(camille, lead, chosen.id)
    after = center.records.card(camille, lead)
    assert after.car is not None
    assert (after.car.id, after.car.status) == (chosen.id, CarStatus.IN_STOCK)
    told = after.timeline[-1]
    assert (told.code, told.params, told.can_undo) == ("car_chosen", {"car": chosen.title}, True)
    assert [(clock.clock, clock.due_at, clock.status) for clock in after.clocks] == [
        (clock.clock, clock.due_at, clock.status) for clock in before.clocks
    ]
    assert center.desk.undo(camille, lead) == "car_chosen"
    undone = center.records.card(camille, lead)
    assert undone.car is not None
    assert before.car is not None
    assert undone.car.id == before.car.id


def test_who_does_not_hold_the_lead_chooses_no_car_and_a_sold_one_is_not_chosen(center: Center) -> None:
    lead, card = sold_meanwhile(center)
    assert card.car is not None
    with pytest.raises(Refusal, match="held_by_other"):
        center.desk.choose_car(center.who("samir"), lead, card.alternatives[0].id)
    with pytest.raises(Refusal, match="car_taken"):
        center.desk.choose_car(center.who("camille"), lead, card.car.id)
    with pytest.raises(Refusal, match="no_such_car"):
        center.desk.choose_car(center.who("camille"), lead, 10**6)


def test_a_lead_without_a_site_comes_to_that_of_the_chosen_car_and_another_stays_where_it_is(
    center: Center,
) -> None:
    camille = center.who("camille")
    nowhere, there = center.lead(car=None, site=None), center.claimed()
    center.desk.claim(camille, nowhere)
    vienne = center.group.cars[2]
    before = center.records.card(camille, there).site
    for lead in (nowhere, there):
        center.desk.choose_car(camille, lead, vienne)
    assert center.records.card(camille, nowhere).site == "Vienne"
    assert center.records.card(camille, there).site == before
    center.desk.undo(camille, nowhere)
    with center.store.reading() as session:
        row = session.get_one(LeadRow, nowhere)
        assert (row.car_id, row.site_id) == (None, None)
