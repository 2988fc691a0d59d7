"""Labelled lines: what a form says, and what its customer writes that only looks like a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.free_text import text_fields
from rules.reading.labels import labelled_fields
from rules.reading.reader import read
from tests.portal_mails.mailing import mail


def values(text: str, is_stacked: bool = False) -> dict[str, str]:
    return {field: found.value for field, found in labelled_fields(text, is_stacked=is_stacked).items()}


@pytest.mark.parametrize("label", ["Objet de la demande", "Motif", "Demande", "Question"])
def test_a_reason_before_does_not_drop_the_customers_words(label: str) -> None:
    read = values(f"{label} : Demande d'essai\nNom : Garnier\nMessage : Je viens samedi.\nMerci")
    assert read == {"last_name": "Garnier", "message": "Demande d'essai\nJe viens samedi.\nMerci"}


def test_the_same_words_twice_are_kept_once() -> None:
    read = values("Message : Je viens samedi.\nNom : Garnier\nCommentaire : Je viens samedi.")
    assert read["message"] == "Je viens samedi."


def test_an_empty_reason_leaves_the_message_alone() -> None:
    assert values("Motif :\nMessage : Je viens samedi.")["message"] == "Je viens samedi."


def test_a_customers_own_line_like_a_label_does_not_end_the_message() -> None:
    words = "Bonjour\nPrix : 9000 possible ?\nAdresse : Lyon\nJe peux venir samedi."
    assert values(f"Nom : Roy\nMessage :\n{words}") == {"last_name": "Roy", "message": words}


def test_a_number_and_an_address_written_in_the_message_are_the_customers() -> None:
    words = "Bonjour\nTel : 06 39 98 10 25\nMail : roy@example.com\nMobile : oui\nmerci de me rappeler"
    assert values(f"Nom : Roy\nMessage :\n{words}") == {
        "last_name": "Roy",
        "message": words,
        "phone": "06 39 98 10 25",
        "email": "roy@example.com",
    }


def test_a_form_that_goes_on_ends_the_message() -> None:
    form = "Message : Bonjour\nAdresse :\n12 rue du Port\nVille : Lyon\n\nEnvoyé depuis le site"
    assert values(form) == {"message": "Bonjour", "street": "12 rue du Port", "city": "Lyon"}
    below = "Message : Bonjour\nVéhicule : Peugeot 3008\nCet e-mail a été envoyé par le site"
    assert values(below) == {"message": "Bonjour", "vehicle": "Peugeot 3008"}


def test_an_empty_message_above_a_bare_label_is_no_message() -> None:
    assert values("Message :\nVéhicule\nPeugeot 3008\nmerci", True) == {"vehicle": "Peugeot 3008"}


def test_a_label_that_says_something_else_later_is_kept_beside() -> None:
    others: list[tuple[str, str]] = []
    fields = labelled_fields("Ville : Lyon\nPermis : B\nVille : Vienne\nVille : Lyon", others=others)
    assert fields["city"].value == "Lyon"
    assert others == [("Permis", "B"), ("Ville", "Vienne")]


_LINES = st.sampled_from(
    "Message :|Message : ok|Motif : essai|Véhicule|Reprise|Prix : 9000|Tel :|Tel : 06 39 98 10 25|CLIENT|"
    "CONCESSION|Votre véhicule à reprendre :|Nom : Roy|Bonjour|Je viens samedi.|-----|".split("|")
)


@given(st.lists(_LINES, max_size=12), st.booleans())
def test_every_word_of_a_message_is_read_or_kept_in_any_order(lines: list[str], is_stacked: bool) -> None:
    fields = labelled_fields("\n".join(lines), is_stacked=is_stacked)
    assert all(found.value.strip() for found in fields.values())
    if "Message : ok" in lines:
        assert "ok" in fields["message"].value


PHONES = ("tél", "Tél.", "Téléphone", "tél. fixe", "TELEPHONE FIXE")
MOBILES = ("portable", "Mobile", "Tél. portable", "tél. mobile", "téléphone portable", "GSM")


@given(
    st.sampled_from([("phone", word) for word in PHONES] + [("mobile", word) for word in MOBILES]),
    st.sampled_from(
        ("", "N° ", "N° de ", "n°", "Nº ", "No. ", "No de ", "Num. ", "Numéro ", "Numéro de ", "NUMERO DE ")
    ),
    st.sampled_from(("", "votre ", "Votre ")),
    st.sampled_from((" : ", ": ", " :\n", ". : ", "\t")),
)
def test_a_number_is_known_by_every_usual_label(
    word: tuple[str, str], number: str, yours: str, colon: str
) -> None:
    field, label = word
    assert values(f"{yours}{number}{label}{colon}06 39 98 10 25") == {field: "06 39 98 10 25"}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Tél. perso", "phone"),
        ("Tél. du client", "phone"),
        ("Votre numéro", "phone"),
        ("Phone no.", "phone"),
        ("Mobile number", "mobile"),
        ("Portable du client", "mobile"),
    ],
)
def test_whose_number_it_is_may_stand_in_its_label(label: str, field: str) -> None:
    assert values(f"Nom : Roy\n{label} : 06 39 98 10 25") == {"last_name": "Roy", field: "06 39 98 10 25"}


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("pbx@example.com", "Appel manqué", "Votre numéro : {ours}\nCorrespondant : {theirs}\n"),
        ("pbx@example.com", "Appel manqué", "Votre n° de téléphone : {ours}\nNuméro : {theirs}\n"),
        (
            "permanence@example.com",
            "Message de votre accueil",
            "Votre numéro : {ours}\nTéléphone : {theirs}\n",
        ),
        (
            "alerte@example.com",
            "Alerte",
            "Appel manqué\nVotre numéro : {ours}\nNuméro de l'appelant : {theirs}\n",
        ),
        ("robot@example.com", "Appel", "Appel en absence\nVotre portable : {ours}\nTél : {theirs}\n"),
    ],
)
def test_your_number_in_a_mail_about_a_call_is_the_one_that_was_called(
    sender: str, subject: str, text: str
) -> None:
    content = mail(
        subject, text.format(ours="01 99 00 12 34", theirs="06 39 98 11 11"), sender=sender, name="X"
    )
    (reading,) = read(content, "m.eml", None)
    assert reading.demand is not None
    assert [phone.e164 for phone in reading.demand.phones] == ["+33639981111"]


def test_your_number_in_a_form_is_its_writers() -> None:
    found = text_fields(
        "Votre nom : Léa Roy\nVotre téléphone : 06 39 98 11 11\nMessage : appel manqué de vous\n"
    )
    assert found["phone"].value == "06 39 98 11 11"
