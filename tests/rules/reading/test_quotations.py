"""Answers and forwards carry what others wrote below them: only the customer's words are the customer's."""

import pytest

from rules.reading.demand import Demand, Reading
from rules.reading.reader import read
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
