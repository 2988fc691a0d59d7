"""Answers and forwards carry what others wrote below them: only the customer's words are the customer's."""

import pytest

from rules.reading.demand import Demand, Reading
from rules.reading.reader import read
from rules.reading.reply import own_words
from rules.vocabulary import RawOutcome
from tests.portal_mails.mailing import mail

OURS = "In-Reply-To: <out-45@garage-exemple.example.com>"
JULIE = "julie.roux@garage-exemple.example.com"
BY_JULIE = f"""De : Julie Roux, Groupe Exemple <{JULIE}>
Envoyé : lundi 23 novembre 2026 10:12
À : paul.moret@example.com
Objet : Peugeot 3008

Bonjour, le 3008 GH-456-KL est à 21 500 €, avec 45 000 km au compteur.
Julie Roux
Tél : 01 99 00 12 00 / 06 39 98 77 77
Mail : {JULIE}
"""
ORIGINAL = "-----Message d'origine-----\n"


def by_paul(text: str, subject: str = "RE: Votre demande Peugeot 3008", *headers: str) -> Reading:
    content = mail(subject, text, sender="paul.moret@example.com", name="Paul Moret", headers=headers)
    (reading,) = read(content, "m.eml", None)
    return reading


def passed_on_by_julie(text: str, subject: str = "TR: Peugeot 3008") -> Reading:
    (reading,) = read(mail(subject, text, sender=JULIE, name="Julie Roux"), "m.eml", None)
    return reading


def demand_of(reading: Reading) -> Demand:
    assert reading.demand is not None
    return reading.demand


@pytest.mark.parametrize(
    ("subject", "above"),
    [
        ("RE: Votre demande Peugeot 3008", ORIGINAL),
        ("RE: TR: Peugeot 3008", ORIGINAL),
        ("Re: Fwd: Peugeot 3008", ""),
        ("RE: Peugeot 3008", "Le 23 nov. 2026 à 10:12, Julie a écrit :\n\n---- Message transféré ----\n"),
    ],
)
def test_an_answer_is_the_customers_whatever_stands_above_the_quotation(subject: str, above: str) -> None:
    reading = by_paul(f"Oui, je viens samedi.\nPaul Moret\n\n{above}{BY_JULIE}", subject, OURS)
    assert reading.outcome is RawOutcome.TOUCH
    demand = demand_of(reading)
    assert (demand.emails, demand.in_reply_to) == (
        ("paul.moret@example.com",),
        "<out-45@garage-exemple.example.com>",
    )
    assert demand.message == "Oui, je viens samedi.\nPaul Moret"


def test_a_forwarded_answer_is_its_writers_not_that_of_the_mail_it_answers() -> None:
    reading = passed_on_by_julie(
        f"{ORIGINAL}De : Lucie Garnier <lucie.garnier@example.com>\nEnvoyé : lundi 23 novembre 2026 11:00\n"
        f"À : {JULIE}\nObjet : RE: TR: Peugeot 3008\n\nBonjour Julie, je prends la 3008.\n\n{ORIGINAL}{BY_JULIE}"
    )
    assert reading.outcome is RawOutcome.LEAD
    assert (demand_of(reading).first_name, demand_of(reading).last_name) == ("Lucie", "Garnier")
    assert demand_of(reading).emails == ("lucie.garnier@example.com",)
    assert demand_of(reading).message == "Bonjour Julie, je prends la 3008."
    assert not demand_of(reading).phones
    assert not demand_of(reading).wanted, "the quoted car, price and number are our words"


def test_a_forward_without_any_quotation_still_knows_who_passed_it_on() -> None:
    reading = passed_on_by_julie(
        f"De : Lucie Garnier <lucie.garnier@example.com>\nEnvoyé : lundi 23 novembre 2026 11:00\nÀ : {JULIE}\n"
        f"Objet : 3008\n\nBonjour, {JULIE} m'a dit de vous écrire pour la 3008 d'occasion. 06 39 98 10 44\n"
    )
    assert demand_of(reading).emails == ("lucie.garnier@example.com",)
    assert [phone.e164 for phone in demand_of(reading).phones] == ["+33639981044"]


def test_who_passes_on_their_own_mail_stays_its_writer() -> None:
    reading = by_paul(
        "---------- Forwarded message ---------\nDe : Paul Moret <paul.moret@example.com>\nDate: lun. 23 nov. 2026\n"
        "Objet : 3008\n\nBonjour, la 3008 est-elle toujours disponible ?\n",
        "Fwd: 3008",
    )
    assert demand_of(reading).emails == ("paul.moret@example.com",)


QUOTATIONS = (
    f"Le 23 nov. 2026 à 10:12, Julie Roux <{JULIE}> a écrit :\n> le 3008 GH-456-KL est à 21 500 €\n> 01 99 00 12 00",
    f"Le lun. 23 nov. 2026 à 10:12, Julie Roux\n<{JULIE}> a écrit :\n\nle 3008 GH-456-KL\n01 99 00 12 00",
    f"On Mon, Nov 23, 2026 at 10:12 AM Julie Roux <{JULIE}> wrote:\n\nle 3008 GH-456-KL\n01 99 00 12 00",
    f"{ORIGINAL}{BY_JULIE}",
    f"________________________________\n{BY_JULIE}",
    f"> Message du 23/11/26\n> De : Julie Roux <{JULIE}>\n> A : paul.moret@example.com\n> 01 99 00 12 00 GH-456-KL",
)


@pytest.mark.parametrize("quoted", QUOTATIONS)
def test_nothing_of_a_quotation_is_the_customers(quoted: str) -> None:
    reading = by_paul(f"Bonjour, je suis d'accord.\nPaul Moret\n06 39 98 10 50\n\n{quoted}\n", "Peugeot 3008")
    assert reading.outcome is RawOutcome.LEAD, "the quotation is about a car"
    demand = demand_of(reading)
    assert demand.message == "Bonjour, je suis d'accord.\nPaul Moret\n06 39 98 10 50"
    assert demand.emails == ("paul.moret@example.com",)
    assert [phone.e164 for phone in demand.phones] == ["+33639981050"]
    assert not demand.wanted
    assert not demand.trade_ins


def test_what_is_written_below_a_marked_quotation_is_kept() -> None:
    reading = by_paul(
        f"Le 23 nov. 2026, Julie Roux <{JULIE}> a écrit :\n> Quel est votre numéro ?\n06 39 98 10 51\n"
        "> Avez-vous une reprise ?\nMa Clio AB-123-CD.\n",
        "Peugeot 3008",
    )
    demand = demand_of(reading)
    assert demand.message == "06 39 98 10 51\nMa Clio AB-123-CD."
    assert [phone.e164 for phone in demand.phones] == ["+33639981051"]
    assert demand.trade_ins[0].plate == "AB-123-CD"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nLe 12 novembre votre vendeur m'a écrit :\nrappelez-moi.\nVoici mon numéro : 06 39 98 10 52",
        "Paul Moret\n________________________________\n12 rue du Port, 06 39 98 10 52",
        "De : Paul Moret\nDate : 23/11/2026\n\nLa 3008 est-elle disponible ? 06 39 98 10 52",
        "> La 3008 est-elle disponible ?\n> 06 39 98 10 52",
        "Bonjour, " + "une longue ligne, " * 150 + "06 39 98 10 52",
    ],
)
def test_no_word_of_a_customer_is_lost_to_a_guess(text: str) -> None:
    assert own_words(text) == text
