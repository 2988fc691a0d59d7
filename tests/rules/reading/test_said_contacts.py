"""Numbers and addresses in people's own words: whose each is, and that nothing of a quotation is among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.demand import Demand, Reading
from rules.reading.phones import read_phones
from rules.reading.reader import read
from rules.reading.reply import newly_written
from rules.reading.said_contacts import MOST, Whose, said_contacts
from rules.vocabulary import RawOutcome
from tests.portal_mails.mailing import mail

A, B = "06 39 98 11 11", "06 39 98 22 22"
NAMED = {"+33639981111": "A", "+33639982222": "B"}
OURS = "In-Reply-To: <out-45@garage-exemple.example.com>"
QUOTED = (
    "Le 23 nov. 2026 à 10:12, Julie Roux <julie@garage-exemple.example.com> a écrit :\n> Tél : {}, {}\n",
    "Le lun. 23 nov. 2026 à 10:12, Julie Roux\n<julie@garage-exemple.example.com> a écrit :\n\nTél : {}, {}\n",
    "Le lun. 23 nov. 2026 à 10:12, Groupe Exemple Concession de Lyon Est\n<lyon@garage-exemple.example.com>\n"
    "a écrit :\n\nTél : {}, {}\n",
    "On Mon, Nov 23, 2026 at 10:12 AM Julie Roux <julie@garage-exemple.example.com> wrote:\nTel: {}, {}\n",
    "-----Message d'origine-----\nDe : Julie Roux\nEnvoyé : lundi\nÀ : Paul\n\nMobile : {} {}\n",
    "----- Mail original -----\nJulie Roux, {}, {}\n",
    "________________________________\nDe : Julie <julie@garage-exemple.example.com>\nDate : lundi\n\n{} {}\n",
    "> Message du 23/11/26\n> De : Julie Roux\n> {} {}\n",
    "---- Message original ----\nJulie Roux, {}, {}\n",
    "Julie Roux a écrit le 23/11/2026 10:12 :\n{} {}\n",
    "Am 23.11.2026 um 10:12 schrieb Julie Roux:\n{} {}\n",
    "El lun, 23 nov 2026 a las 10:12, Julie (<julie@garage-exemple.example.com>) escribió:\n{} {}\n",
)


def said(text: str) -> tuple[str, str]:
    """The writer's own numbers and those of others, by letter."""
    found = said_contacts(text)
    own, others = ("".join(NAMED[p.e164 or ""] for p in phones) for phones in (found.phones, found.others))
    return own, others


def answer(text: str, subject: str = "RE: Votre demande") -> Demand:
    content = mail(subject, text, sender="paul.moret@example.com", name="Paul Moret", headers=[OURS])
    (reading,) = read(content, "m.eml", None)
    assert reading.outcome is RawOutcome.TOUCH
    assert reading.demand is not None
    return reading.demand


def through_leboncoin(text: str) -> Reading:
    content = mail(
        "Re: Peugeot 208", text, sender="c1@messagerie.leboncoin.fr", name="Camille", headers=[OURS]
    )
    (reading,) = read(content, "m.eml", None)
    return reading


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour, mon nouveau numéro : {A}",
        f"Vous pouvez me joindre au {A}.",
        f"Oui, samedi. Paul Roy\n{A}",
        f"Mon mari et moi viendrons samedi.\n\nCordialement\nLéa Roy\nTél. {A}",
        f"Merci de rappeler mon mari\nPaul Roy\n{A}",
        f"Mon fils cherche une voiture, mon numéro : {A}",
        f"{A}, mon mari sera là",
        f"Suite à votre appel, voici mon numéro {A}",
        f"Suite à votre mail, {A}",
        f"Je vous ai appelé hier, mon portable {A}",
        f"M. Martin demande un rappel, son numéro est le {A}",
        f"Tél/Fax : {A}",
        f"Call me on {A}",
        f"Voyez avec moi au {A}",
        f"À voir avec votre vendeur. Mon numéro {A}",
    ],
)
def test_a_number_is_the_writers_own(text: str) -> None:
    assert said(text) == ("A", "")


@pytest.mark.parametrize(
    "text",
    [
        f"mon mari : {A}",
        f"Le numéro du garage est le {A}",
        f"Le numéro de mon mari :\n{A}",
        f"Vous pouvez joindre mon\nmari au {A}",
        f"Vous pouvez contacter ma femme au {A}, elle est disponible",
        f"Appelez plutôt mon mari, il gère ça. Son numéro : {A}",
        f"Appelez-moi ou mon mari au {A}",
        f"{A} (mon mari)",
        f"{A} c'est le portable de ma fille",
        f"Au bureau : {A}",
        f"My husband's number is {A}",
        f"Voyez avec Paul au {A}",
        f"Pour la visite, voyez ça avec Madame Roy : {A}",
    ],
)
def test_a_number_said_to_be_anothers_is_anothers(text: str) -> None:
    assert said(text) == ("", "A")


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (f"Joignable au {A} ou {B}", ("AB", "")),
        (f"mon numéro : {A}, celui de mon mari : {B}", ("A", "B")),
        (f"{A} mon portable, {B} celui de ma femme", ("A", "B")),
        (f"Ma femme : {A}\nMoi : {B}", ("B", "A")),
        (f"J'ai appelé le {A} sans succès, rappelez-moi au {B}", ("B", "")),
        (f"My wife: {A}, my number: {B}", ("B", "A")),
        (f"mon mari : {A}. Mon numéro : {A}", ("A", "")),
    ],
)
def test_each_of_two_numbers_is_judged_by_its_own_words(text: str, whose: tuple[str, str]) -> None:
    assert said(text) == whose


@pytest.mark.parametrize(
    "text",
    [
        f"J'ai essayé votre standard au {A}",
        f"Vous m'avez appelé du {A}",
        f"J'ai contacté le {A}",
        f"Fax : {A}",
    ],
)
def test_a_number_that_was_called_and_a_fax_are_nobodys(text: str) -> None:
    assert said(text) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        f"Mon ancien numéro {A} ne marche plus",
        f"{A} n'est plus mon numéro",
        f"J'ai changé de numéro : le {A} n'est plus valable.",
        f"Ne m'appelez plus au {A}",
        f"Merci de ne pas appeler le {A}",
        f"Vous vous trompez, le {A} n'est pas à moi",
        f"J'ai reçu un appel du {A}, c'était vous ?",
        f"Don't call {A}",
        f"{A} is no longer mine",
    ],
)
def test_a_number_that_is_given_up_or_not_theirs_is_nobodys(text: str) -> None:
    assert said(text) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        f"Mon ancien numéro : {B}, le nouveau : {A}",
        f"Mon numéro n'est plus le {B} mais le {A}",
        f"Ne m'appelez plus au {B}, appelez le {A}",
        f"Ne pas appeler avant 18h au {A}",
        f"Ne m'appelez pas le matin, mon numéro : {A}",
        f"{A} ne marche pas avant 18h",
        f"{A}, ancien client de chez vous",
        f"Je n'ai pas eu de réponse, {A}",
        f"Vous avez reçu un appel du {A}",
    ],
)
def test_what_is_said_of_another_number_or_of_hours_gives_none_up(text: str) -> None:
    assert said(text) == ("A", "")


def test_each_of_two_addresses_is_judged_by_its_own_words() -> None:
    for text in (
        "mon mail : a@example.com, celui de ma femme : b@example.com",
        "ma femme : xa@example.com, mon mail : a@example.com",
        "N'écrivez plus à b@example.com, mon adresse est a@example.com",
        "J'ai écrit à vente@example.org sans réponse, mon mail : a@example.com",
    ):
        assert said_contacts(text).emails == ("a@example.com",), text


def test_another_address_of_a_known_writer_counts_where_they_say_so_or_sign_with_it() -> None:
    named = "Mon assurance voit ça, dossier@assurance.example.com\n"
    for text in (
        "Mon mail perso : p@example.com",
        "Paul Roy\np@example.com",
        "Paul\nMail : p@example.com / 06",
    ):
        found = said_contacts(f"Bonjour. Le dossier est à dossier@credit.example.com\n\n{named}{text}",
                              is_address_known=True)  # fmt: skip
        assert found.emails == ("p@example.com",), text
    assert answer("Le dossier est à dossier@credit.example.com").emails == ("paul.moret@example.com",)


def test_where_a_form_gives_a_number_only_what_words_claim_counts() -> None:
    assert said_contacts(f"Libre ?\nService client {A}", unsaid=Whose.NOBODY).phones == ()
    assert len(said_contacts(f"Plutôt mon portable : {A}", unsaid=Whose.NOBODY).phones) == 1


def test_an_address_of_somebody_else_stays_in_the_words() -> None:
    found = said_contacts(
        "Écrivez-moi à p@example.com, ou à ma femme : l@example.com, j'ai contacté x@example.org"
    )
    assert found.emails == ("p@example.com",)


def test_many_numbers_are_a_list_of_something() -> None:
    found = said_contacts("\n".join(f"06 39 98 11 {number}" for number in range(10, 40)))
    assert len(found.phones) == MOST


@given(
    st.integers(0, 9999), st.sampled_from(("mon nouveau numéro : {}", "me joindre au {}", "Paul\n{}", "Tél. {}")),
    st.integers(0, 9999), st.sampled_from(QUOTED), st.booleans(),
)  # fmt: skip
def test_an_answer_gives_its_writers_number_and_none_of_the_quotation(
    own: int, words: str, quoted: int, quotation: str, is_through_portal: bool
) -> None:
    number, theirs = f"06 39 98 {own:04}", f"01 99 00 {quoted:04}"
    text = f"Bonjour,\n{words.format(number)}\n\n{quotation.format(theirs, 'vo2@garage-exemple.example.com')}"
    demand = through_leboncoin(text).demand if is_through_portal else answer(text)
    assert demand is not None
    assert [phone.e164 for phone in demand.phones] == [read_phones(number)[0].e164]
    assert demand.emails == (() if is_through_portal else ("paul.moret@example.com",))
    assert number in demand.message


@pytest.mark.parametrize("quotation", QUOTED)
def test_an_answer_that_is_all_quotation_gives_nothing(quotation: str) -> None:
    text = quotation.format(A, "x@example.org")
    assert newly_written(text) in ("", "________________________________")
    demand = answer(text)
    assert (demand.phones, demand.emails) == ((), ("paul.moret@example.com",))


def test_what_stands_below_a_marked_quotation_counts() -> None:
    demand = answer(f"Le 23 nov. 2026, Julie Roux a écrit :\n> Votre numéro ?\n{A}\n> Merci, {B}\n")
    assert [phone.raw for phone in demand.phones] == [A]


def test_what_a_portal_adds_to_an_answer_is_not_its_customers() -> None:
    reading = through_leboncoin(f"Oui : {A}\nRépondre dans la messagerie\nAide : {B}, aide@leboncoin.fr\n")
    assert reading.outcome is RawOutcome.TOUCH
    assert reading.demand is not None
    assert ([phone.raw for phone in reading.demand.phones], reading.demand.emails) == ([A], ())


def test_the_number_of_somebody_else_identifies_nobody_and_is_called_last() -> None:
    demand = answer(f"Mon mari : {A}. Sinon, mon fixe : 03 53 01 44 10\n")
    assert [(phone.raw, phone.identifies) for phone in demand.phones] == [
        ("03 53 01 44 10", True),
        (A, False),
    ]
    assert demand.best_phone is demand.phones[0]


@pytest.mark.parametrize(
    "number", ["06 12 34 56 78", "01 23 45 67 89", "+33 6 11 11 11 11", "01 02 03 04 05", "07 77 77 77 77"]
)
def test_a_number_that_people_make_up_may_be_called_and_identifies_nobody(number: str) -> None:
    (phone,) = read_phones(number)
    assert phone.e164
    assert not phone.identifies


def test_an_absence_gives_no_number_of_a_colleague() -> None:
    content = mail(
        "Réponse automatique : absente",
        f"Je suis absente, contactez Julie au {A}.",
        sender="paul.moret@example.com",
        headers=["Auto-Submitted: auto-replied", OURS],
    )
    (reading,) = read(content, "m.eml", None)
    assert reading.demand is not None
    assert not reading.demand.phones


@given(st.text(max_size=400))
def test_any_text_has_its_contacts_read_without_failing(text: str) -> None:
    found = said_contacts(text)
    assert not {p.e164 for p in found.phones} & {p.e164 for p in found.others}
    assert len(newly_written(text)) <= len(text)
