"""Where a customer's words are over: at what the portal itself closes with, not at the same words of the customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.between_marks import words_between
from rules.reading.demand import Demand
from rules.reading.endings import endings
from rules.reading.labels import common_labels
from rules.reading.reader import read
from tests.portal_mails.mailing import mail

ENDS = endings(("^répondre", "^cordialement,?\\n(?:votre équipe )?portail"))
MARKS = (("«", "»"),)
WORD = st.sampled_from(("la", "« GT »", "GT »", "« neuve", "est-elle", "libre", "?", "«", "»", "12 000 €"))
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


def words_in(text: str) -> str:
    lines = text.split("\n")
    found = dict(words_between(lines, MARKS, ENDS, common_labels(), is_stacked=True))
    return found["message"].value if found else ""


def demand_in(subject: str, text: str, sender: str) -> Demand:
    (reading,) = read(mail(subject, text, sender=sender), "m.eml", None)
    assert reading.demand is not None
    return reading.demand


@given(st.lists(LINE, min_size=1, max_size=5))
def test_all_words_up_to_the_last_mark_before_the_portals_own_line_are_the_customers(said: list[str]) -> None:
    words = "\n".join(said)
    form = f"Nom : Roy\n« {words} »\n\nRépondre\n\nUn doute ? « Signaler »\nFiat 500 « Pop »\n"
    assert words_in(form) == words.strip()


@given(st.lists(LINE, min_size=1, max_size=5))
def test_a_label_below_the_words_ends_them_like_a_footer(said: list[str]) -> None:
    words = "\n".join(said)
    assert words_in(f"« {words} »\nPrix : 9 000 €\nTitre : « Pop »\n") == words.strip()


@given(
    st.lists(
        st.sampled_from(("« GT »", "Prix : 9 000 possible ?", "Répondre svp", "merci")),
        min_size=1,
        max_size=6,
    )
)
def test_what_looks_like_a_label_inside_is_the_customers_while_all_marks_close(said: list[str]) -> None:
    words = "Bonjour « le blanc\n" + "\n".join(said) + "\nou l'autre »\nmerci"
    assert words_in(f"« {words} »\n\nRépondre\nTél : 06 39 98 10 25\n") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("« Bonjour » Répondre\nTél : 1", "Bonjour"),
        ("« Bonjour, la GT » est libre\nRépondre", "Bonjour, la GT"),
        ("« Bonjour, sans fin\nRépondre", ""),
        ("« »\nRépondre", ""),
        ("Bonjour »\nRépondre", ""),
    ],
)
def test_marks_that_do_not_fit_are_read_as_far_as_they_go(text: str, words: str) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize(
    "end",
    [
        "Cordialement,\nVotre équipe AutoScout24",
        "Cordialement,\n\nL'équipe AutoScout24\nAutoScout24 GmbH",
        "Kind regards\nYour AutoScout24 team",
        "Cordialement\nAutoScout24",
        "Votre équipe AutoScout24",
        "Voir l'annonce sur AutoScout24",
        "Votre véhicule\nFiat 500\nPrix : 9 000 €",
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "Bonjour,\nelle est libre ?\nCordialement,\nPaul Roy",
        "Votre véhicule est-il libre ?\nVotre équipe est-elle là samedi ?\n\nCordialement, Paul",
        "Is it free?\nKind regards,\nPaul\nPS: I saw it on AutoScout24",
    ],
)
def test_autoscout24_alone_ends_its_customers_words(words: str, end: str) -> None:
    text = f"Nom : Paul Roy\nE-mail : paul.roy@example.com\nMessage :\n{words}\n\n{end}\n"
    demand = demand_in("Demande concernant votre véhicule Fiat 500", text, "no-reply@autoscout24.com")
    assert demand.message == words


def test_a_portals_regards_stay_out_of_the_words_where_its_name_stands_below() -> None:
    words = "Libre ?\nCordialement,\nPaul"
    text = f"Nom : Roy\nTél : 06 39 98 10 25\nMessage :\n{words}\n\nCordialement,\nL'équipe La Centrale\n"
    demand = demand_in(
        "Nouveau message pour votre annonce E123456789 - FIAT 500", text, "no_reply@lacentrale.fr"
    )
    assert demand.message == words
