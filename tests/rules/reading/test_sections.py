"""Headings inside forms: whose the fields below them are."""

import pytest

from rules.reading.found import Found
from rules.reading.labels import labelled_fields
from rules.reading.sections import DEALER, PLAIN, TRADE, Section, as_own_car, section_of


def values(
    text: str, is_stacked: bool = False, others: list[tuple[str, str]] | None = None
) -> dict[str, str]:
    fields = labelled_fields(text, is_stacked=is_stacked, others=others)
    return {field: found.value for field, found in fields.items()}


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Votre véhicule à reprendre", TRADE),
        ("=== REPRISE ===", TRADE),
        ("Véhicule actuel", TRADE),
        ("CONCESSION", DEALER),
        ("Point de vente", DEALER),
        ("Coordonnées du vendeur", DEALER),
        ("Vos coordonnées", PLAIN),
        ("Informations sur le véhicule souhaité", PLAIN),
        ("Vente", PLAIN),
        ("Demande de reprise", None),
        ("Bonjour, je voudrais une reprise", None),
        ("Je viens à la concession", None),
        ("", None),
    ],
)
def test_a_heading_is_told_by_its_words_alone(line: str, section: Section | None) -> None:
    assert section_of(line) is section


def test_the_car_below_a_trade_in_heading_is_the_customers_own() -> None:
    others: list[tuple[str, str]] = []
    form = (
        "Marque : Peugeot\nModèle : 3008\n\nReprise\nMarque : Renault\nModèle : Clio 3\nVersion : dCi 75\n"
        "Kilométrage : 168 000\nImmatriculation : AB-455-CD\n\nMessage : Bonjour"
    )
    assert values(form, others=others) == {
        "make": "Peugeot",
        "model": "3008",
        "trade_make": "Renault",
        "trade_model": "Clio 3",
        "trade_mileage": "168 000",
        "trade_plate": "AB-455-CD",
        "message": "Bonjour",
    }
    assert others == [("Reprise – Version", "dCi 75")]


def test_a_heading_below_the_message_ends_it() -> None:
    read = values("Message : J'ai une Clio\n\nVéhicule de reprise\nMarque : Renault\nKm : 168 000")
    assert read == {"message": "J'ai une Clio", "trade_make": "Renault", "trade_mileage": "168 000"}


def test_headings_of_a_form_without_colons_count_too() -> None:
    form = "Nom\nGarnier\n\nVotre véhicule actuel\nMarque\nRenault\nModèle\nClio 3"
    assert values(form, True) == {"last_name": "Garnier", "trade_make": "Renault", "trade_model": "Clio 3"}


@pytest.mark.parametrize(
    "form",
    [
        "Reprise :\nMarque : Peugeot\nModèle : 208",
        "Véhicule actuel :\nMarque : Peugeot\nModèle : 208",
    ],
)
def test_a_label_left_empty_is_no_heading(form: str) -> None:
    assert values(f"Nom : Garnier\n{form}") == {"last_name": "Garnier", "make": "Peugeot", "model": "208"}


def test_a_value_with_a_colon_below_its_label_is_no_heading() -> None:
    assert values("Véhicule\nClio 4 : 1.5 dCi\nNom\nGarnier", True) == {
        "vehicle": "Clio 4 : 1.5 dCi",
        "last_name": "Garnier",
    }


def test_a_word_of_the_customers_is_no_heading() -> None:
    words = "Bonjour\nvoiture\nPrix : 9000 possible ?\nJe viens samedi"
    assert values(f"Message : {words}") == {"message": words}


def test_a_person_below_a_trade_in_ends_it() -> None:
    form = "Votre véhicule à reprendre :\nMarque : Renault\nNom : Garnier\nMarque : Peugeot"
    assert values(form) == {"trade_make": "Renault", "last_name": "Garnier", "make": "Peugeot"}


def test_the_dealers_name_and_number_are_not_the_customers() -> None:
    others: list[tuple[str, str]] = []
    form = (
        "CONCESSION\nNom : Garage Exemple Nord\nTéléphone : 01 99 00 11 11\n\n"
        "CLIENT\nNom : Garnier\nTéléphone : 06 39 98 10 07"
    )
    assert values(form, others=others) == {
        "vendor": "Garage Exemple Nord",
        "last_name": "Garnier",
        "phone": "06 39 98 10 07",
    }
    assert others == [("CONCESSION – Téléphone", "01 99 00 11 11")]


def test_a_blank_line_ends_a_dealers_block() -> None:
    form = "CONCESSION\nSite : Nord\n\nNom : Garnier\nTéléphone : 06 39 98 10 07"
    assert values(form) == {"vendor": "Nord", "last_name": "Garnier", "phone": "06 39 98 10 07"}


def test_a_customer_is_never_lost_to_a_heading() -> None:
    form = "CONCESSION\nNom : Garnier\nTéléphone : 06 39 98 10 07"
    assert values(form) == {"last_name": "Garnier", "phone": "06 39 98 10 07"}


@pytest.mark.parametrize("subject", ["Demande d'estimation", "Demande de reprise de véhicule", "Reprise"])
def test_a_form_that_asks_what_a_car_is_worth_is_about_the_customers_own(subject: str) -> None:
    fields = {name: Found(name) for name in ("last_name", "make", "plate", "trim")}
    own = as_own_car(fields, subject)
    assert own is not None
    assert own[0] == {
        "last_name": Found("last_name"),
        "trade_make": Found("make"),
        "trade_plate": Found("plate"),
    }
    assert own[1] == (("Version", "trim"),)


@pytest.mark.parametrize(
    ("subject", "field"),
    [
        ("Demande d'essai avec reprise", "model"),
        ("Demande d'estimation", "trade_make"),
        ("Demande d'estimation", "vehicle"),
        ("Demande de reprise", "stock"),
    ],
)
def test_a_form_that_names_another_car_keeps_its_cars(subject: str, field: str) -> None:
    assert as_own_car({"make": Found("Renault"), field: Found("x")}, subject) is None
