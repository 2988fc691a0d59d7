"""Two cars in plain words: the one asked for and the writer's own never take each other's plate or mileage."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading import portals
from rules.reading.demand import Demand
from rules.reading.free_text import read_text
from rules.reading.limits import MAX_VALUES
from rules.reading.reader import read
from rules.reading.whose_car import Meant, car_meant, field_meant
from tests.portal_mails.mailing import mail

THEIRS, OURS = "AB-123-CD", "GH-456-KL"


def marks(text: str) -> dict[str, Meant]:
    """Whose each plate and each mileage is."""
    found = re.finditer(r"[A-Z]{2}-\d{3}-[A-Z]{2}|\d+ \d{3}(?= km)", text)
    return {match.group(): car_meant(text, match.start()) for match in found}


def demand_in(text: str) -> Demand:
    return read_text(text).demand


def plates(text: str) -> tuple[list[str | None], list[str | None]]:
    demand = demand_in(text)
    return [car.plate for car in demand.wanted], [car.plate for car in demand.trade_ins]


@pytest.mark.parametrize(
    "text",
    [
        f"votre 3008 m'intéresse, que vaut la reprise de ma Clio {THEIRS} ?",
        f"Reprenez-vous ma Twingo {THEIRS} ?",
        f"Ma Clio {THEIRS}.",
        f"votre clio contre ma twingo {THEIRS}",
        f"Votre 3008 me plaît et ma Clio est à vendre, la Clio est immatriculée {THEIRS}",
        f"Faites-vous la reprise de la Clio {THEIRS} ?",
        f"Votre 3008 m'intéresse. J'ai une Clio à reprendre. Elle a 98 000 km. {THEIRS}",
        f"je voudrais faire reprendre ma voiture, une Mégane immatriculée {THEIRS}, contre une plus récente.",
        f"Is your 3008 free? I have a Clio {THEIRS} to trade in",
    ],
)
def test_the_writers_own_plate_is_the_trade_ins(text: str) -> None:
    assert plates(text)[1] == [THEIRS]
    assert THEIRS not in plates(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour, la 208 {OURS} est-elle disponible ?",
        f"Bonjour, je reprends contact au sujet de la Yaris {OURS}",
        f"J'ai une reprise à faire pour votre 3008 {OURS}.",
        f"Faites-vous reprise sur le 3008 {OURS} ?",
        f"Je souhaite échanger ma Clio contre le 3008 immatriculé {OURS}.",
        f"je viens voir avec ma femme {OURS} samedi",
        f"Mon budget est serré pour votre Clio {OURS}",
    ],
)
def test_the_plate_asked_for_is_the_wanted_cars(text: str) -> None:
    assert plates(text)[0] == [OURS]
    assert OURS not in plates(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        f"{THEIRS} est à moi, ma Clio contre votre 3008 ?",
        f"Votre 3008 m'intéresse avec reprise, c'est bien {THEIRS} ?",
    ],
)
def test_a_plate_that_may_be_either_cars_is_left_to_nobody_and_stays_visible(text: str) -> None:
    assert plates(text) == ([], [])
    demand = demand_in(text)
    assert demand.extra == (("Immatriculation", THEIRS),)
    assert THEIRS in demand.remarks
    assert read_text(text).is_about_car


def test_a_vin_of_the_writers_own_car_is_not_the_wanted_cars() -> None:
    demand = demand_in("Votre 3008 m'intéresse, je reprends ma Clio VF1RJB00066123456 ?")
    assert not any(car.vin for car in (*demand.wanted, *demand.trade_ins))
    assert ("Vin", "VF1RJB00066123456") in demand.extra


ASKED = st.sampled_from(
    (
        "votre 3008",
        "votre Peugeot 3008",
        "le 3008 de votre annonce",
        "la Peugeot",
        "votre véhicule",
        "cette Captur",
    )
)
OWNED = st.sampled_from(
    (
        "ma Clio",
        "mon Scenic",
        "notre vieille Twingo",
        "ma voiture",
        "ma clio de 2015",
        "la reprise de ma Clio",
    )
)
CALLED = st.sampled_from((" ", " immatriculé ", " (", " immatriculée "))
BETWEEN = st.sampled_from((" contre ", " et ", ", ", " : ", " avec "))


@given(ASKED, OWNED, CALLED, BETWEEN, st.booleans(), st.integers(1, 299))
def test_named_in_one_sentence_each_car_keeps_its_own_marks(
    asked: str, owned: str, called: str, between: str, is_asked_first: bool, thousands: int
) -> None:
    one = f"{asked}{called}{OURS}, {thousands} 000 km"
    other = f"{owned}{called}{THEIRS}, {thousands + 1} 000 km"
    text = "Bonjour, " + between.join((one, other) if is_asked_first else (other, one)) + " merci"
    assert marks(text) == {
        OURS: Meant.WANTED,
        f"{thousands} 000": Meant.WANTED,
        THEIRS: Meant.OWN,
        f"{thousands + 1} 000": Meant.OWN,
    }


@given(st.text(max_size=300), st.integers(0, 300))
def test_any_text_has_an_answer(text: str, place: int) -> None:
    assert car_meant(text, min(place, len(text))) in Meant


@pytest.mark.parametrize(
    "words",
    [
        "Mon Numéro est le 06 39 98 11 11, Clio",
        "Pour Mon Fils,",
        "Ma Femme aime la",
        "J'ai Rendez-vous pour la",
        "Notre Société cherche :",
    ],
)
def test_what_a_telephone_writes_with_a_capital_is_no_car(words: str) -> None:
    assert marks(f"Bonjour, {words} {THEIRS}") == {THEIRS: Meant.WANTED}


def test_plates_without_end_are_looked_at_as_far_as_a_demand_holds_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def meant(field: str, text: str, place: int) -> str:
        asked.append(place)
        return field_meant(field, text, place)

    monkeypatch.setattr(portals, "field_meant", meant)
    text = "Bonjour,\n" + "immatriculée AB-123-CD\n" * 3_000
    letter = mail("Message de votre accueil", text, sender="permanence@example.com", name="Permanence")
    (reading,) = read(letter, "m.eml", None)
    assert reading.reader == "Permanence téléphonique"
    assert 0 < len(asked) <= MAX_VALUES


def test_only_the_words_around_a_plate_are_looked_at() -> None:
    class Watched(str):
        widest = 0

        def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
            Watched.widest = max(Watched.widest, (len(self) if end is None else end) - start)
            return super().rfind(sub, start, end)

        def find(self, sub: str, start: Any = 0, end: Any = None) -> int:
            Watched.widest = max(Watched.widest, (len(self) if end is None else end) - start)
            return super().find(sub, start, end)

    around = "x " * 20_000
    text = Watched(f"{around}reprise de ma Clio AB-123-CD {around}")
    assert car_meant(text, text.index("AB-")) is Meant.OWN
    assert Watched.widest < 1_000
