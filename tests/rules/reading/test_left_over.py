"""What a description of a portal leaves unread is read by the general reader: no word of a customer is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.demand import Demand, Reading
from rules.reading.explained import explained
from rules.reading.portal import Portal
from rules.reading.portal_file import load_portal
from rules.reading.reader import read
from rules.vocabulary import RawOutcome
from tests.services.mails import mail

NAMED = """name = "Autobourse"
source = "other"
sender_domains = ["autobourse.example.com"]
lead_subjects = ["^Acheteur"]
"""
PATTERNS = (
    NAMED
    + """[patterns]
full_name = ["^De la part de ([^,]{2,40}),"]
phone = ["au (0[0-9 ]{9,14}[0-9])"]
"""
)
TEXT = """Bonjour,

De la part de Jean Dupont, à rappeler au 06 39 98 44 10.
La 208 est-elle encore disponible ? Je peux passer samedi.
Peugeot 208 PureTech, AB-123-CD, 45 000 km, 12 990 €
jean.dupont@example.org

https://autobourse.example.com/annonce/1
"""


def reading_of(text: str, description: str = PATTERNS) -> Reading:
    content = mail(text, sender="Autobourse <robot@autobourse.example.com>", subject="Acheteur pour vous")
    [reading] = read(content, "a.eml", None, (load_portal("", description),))
    return reading


def demand_of(text: str, description: str = PATTERNS) -> Demand:
    demand = reading_of(text, description).demand
    assert demand is not None
    return demand


def test_words_car_and_address_that_no_pattern_reads_are_filled_in() -> None:
    reading = reading_of(TEXT)
    demand = reading.demand
    assert (reading.outcome, reading.reader) == (RawOutcome.LEAD, "Autobourse")
    assert demand is not None
    assert demand.full_name == "Jean Dupont"
    assert demand.emails == ("jean.dupont@example.org",)
    assert [phone.e164 for phone in demand.phones] == ["+33639984410"]
    assert "La 208 est-elle encore disponible ? Je peux passer samedi." in demand.message
    assert "https://" not in demand.message
    [car] = demand.wanted
    assert (car.plate, car.mileage, car.price) == ("AB-123-CD", 45_000, 12_990)


def test_it_is_said_who_read_what() -> None:
    by = {each.field: each.by for each in explained(reading_of(TEXT))}
    assert (by["last_name"], by["phone"]) == ("pattern", "pattern")
    assert (by["message"], by["plate"], by["email"]) == ("rest", "words", "words")


def test_what_the_description_reads_stays_as_it_reads_it() -> None:
    description = NAMED + 'message_starts = ["^Il écrit"]\nmessage_ends = ["^Autobourse"]\n'
    text = "Nom : Zoé Martin\nTél : 06 39 98 44 10\nIl écrit\nBonjour, est-elle là ?\nAutobourse vous salue\n"
    assert demand_of(text, description).message == "Bonjour, est-elle là ?"


def test_lines_of_the_frame_labels_and_politeness_are_no_message() -> None:
    description = NAMED + 'frame = ["^Un acheteur vous écrit"]\n'
    text = "Bonjour,\nUn acheteur vous écrit depuis le site\nNom : Zoé\nTél : 06 39 98 44 10\nVille :\nCordialement,\n"
    assert demand_of(text, description).message == ""
    assert "Un acheteur" in demand_of(text, NAMED).message


def test_labels_that_mean_nothing_stay_in_the_words_or_beside_them() -> None:
    text = "Nom : Zoé Martin\nTél : 06 39 98 44 10\nPermis depuis : 2019\n"
    assert demand_of(text, NAMED).remarks == "Permis depuis : 2019"
    assert demand_of(text, NAMED + "keeps_others = true\n").remarks == "Permis depuis: 2019"


def test_a_packaged_portal_that_writes_something_new_loses_none_of_it() -> None:
    text = (
        "Vous avez reçu un message.\nNom : Zoé Martin\nTéléphone : 06 39 98 44 10\n\n"
        "Je peux venir voir la voiture demain avec mon frère.\n"
    )
    content = mail(text, sender="no-reply@lacentrale.fr", subject="Nouveau message de Zoé")
    [reading] = read(content, "a.eml", None)
    assert reading.reader == "La Centrale"
    assert reading.demand is not None
    assert reading.demand.message == "Je peux venir voir la voiture demain avec mon frère."


def test_the_number_of_a_line_that_was_called_is_not_taken_for_the_callers() -> None:
    description = NAMED + 'channel = "phone"\n'
    text = "Nom : Zoé Martin\nCourriel : zoe@example.org\nAppel reçu sur votre ligne 01 99 00 12 34\n"
    assert demand_of(text, description).phones == ()


SERVICE = [
    "Service client : 01 99 00 55 55, aide@exemple.example.net",
    "Une question ? Appelez-nous au 01 99 00 55 55 ou aide@exemple.example.net",
    "Besoin d'aide ? Contactez votre conseiller au 01 99 00 55 55",
    "L'équipe Exemple\nTél. 01 99 00 55 55",
]
COMPANY = "Exemple SAS - 12 rue Neuve 75001 Paris - 01 99 00 55 55"


@pytest.mark.parametrize("below", [*SERVICE, COMPANY])
@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "c1@messagerie.leboncoin.fr",
            'Nouveau message pour "Peugeot 208" sur leboncoin',
            "Camille vous a envoyé un message :\n« Est-elle là ? »\nE-mail : camille@example.com\n\n",
        ),
        (
            "no_reply@lacentrale.fr",
            "Nouveau message pour votre annonce E123456789 - PEUGEOT 208",
            "Nom : Camille Roy\nE-mail : camille@example.com\nMessage :\nEst-elle là ?\n\n",
        ),
    ],
)
def test_the_number_of_a_portals_own_service_is_no_customers(
    sender: str, subject: str, text: str, below: str
) -> None:
    # Taken for theirs, all its customers without a number would become one person.
    [reading] = read(mail(f"{text}{below}\n", sender=f"X <{sender}>", subject=subject), "a.eml", None)
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert (reading.demand.phones, reading.demand.emails) == ((), ("camille@example.com",))


@pytest.mark.parametrize("below", SERVICE[:3])
def test_nor_is_that_of_an_answering_service_its_callers(below: str) -> None:
    text = f"Madame Roy souhaite être rappelée au 06 39 98 44 10.\n{below}\n"
    for words, numbers in ((text, ["+33639984410"]), (text.replace(" au 06 39 98 44 10", ""), [])):
        demand = demand_of(words, NAMED + 'channel = "phone"\ntakes_rest = true\n')
        assert [phone.e164 for phone in demand.phones] == numbers


def test_what_a_customer_says_around_the_words_that_are_announced_is_theirs() -> None:
    description = NAMED + 'message_starts = ["^Il écrit"]\nmessage_ends = ["^Fin"]\n'
    text = "Nom : Zoé\nIl écrit\nEst-elle là ?\n{}\nMerci\n"
    for said in (
        "Rappelez-moi au 06 39 98 44 10",
        "Une question ? Joignez-moi au 06 39 98 44 10",
        "06 39 98 44 10",
    ):
        assert [phone.e164 for phone in demand_of(text.format(said), description).phones] == ["+33639984410"]


@pytest.mark.parametrize("text", ["", "\n\n", "Bonjour,\n", "Nom :\n"])
def test_an_empty_mail_has_no_words(text: str) -> None:
    assert demand_of(text or "-", NAMED).message in ("", "-")
    assert not demand_of(text or "-", NAMED).phones


@given(st.lists(st.text("abcdé 06.:/«»,@\t", max_size=60), max_size=12))
def test_any_line_that_says_something_is_read_or_kept(lines: list[str]) -> None:
    portal: Portal = load_portal("", NAMED)
    said = "Je voudrais la voir demain"
    content = mail("\n".join([*lines, "", said]), sender="robot@autobourse.example.com", subject="Acheteur")
    [reading] = read(content, "a.eml", None, (portal,))
    assert reading.demand is not None
    assert said in reading.demand.remarks
