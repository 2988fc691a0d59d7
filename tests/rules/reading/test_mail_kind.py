"""What is no lead is filed on sure marks only; anything that may be one is read, or waits for a person."""

import pytest

from rules.reading.demand import Reading
from rules.reading.mail import read_mail
from rules.reading.reader import read
from rules.vocabulary import FiledAs, RawOutcome
from tests.portal_mails.mailing import mail

SITE = "noreply@garage-exemple.example.com"
OUR_GROUP = (
    "Precedence: list",
    "Mailing-list: list vo@garage-exemple.example.com; contact vo+owners@garage-exemple.example.com",
    "List-ID: <vo.garage-exemple.example.com>",
    "List-Unsubscribe: <mailto:googlegroups-manage+123+unsubscribe@googlegroups.com>",
)
SENT_TO_MANY = ("List-Unsubscribe: <https://envoi.example.net/u>", "Feedback-ID: 42.1:envoi")


def reading_of(content: bytes) -> Reading:
    (reading,) = read(content, "m.eml", None)
    return reading


def by_lea(text: str, *headers: str, subject: str = "Peugeot 208") -> Reading:
    return reading_of(
        mail(subject, text, sender="lea.moreau@example.com", name="Léa Moreau", headers=headers)
    )


def test_a_customer_who_writes_to_our_group_is_a_lead() -> None:
    reading = by_lea("La Peugeot 208 immatriculée AB-123-CD est-elle disponible ? 06 39 98 10 03", *OUR_GROUP)
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert reading.demand.emails == ("lea.moreau@example.com",)
    reading = by_lea("Je cherche une citadine d'occasion, je peux venir samedi.", *OUR_GROUP)
    assert reading.outcome is RawOutcome.LEAD, "the marks of our own group say nothing"


def test_an_answer_through_our_group_is_a_touch() -> None:
    reading = by_lea("D'accord pour samedi.", *OUR_GROUP, "In-Reply-To: <out-45@garage-exemple.example.com>")
    assert reading.outcome is RawOutcome.TOUCH


def test_a_person_on_a_discussion_list_is_looked_at() -> None:
    reading = by_lea(
        "Bonjour, toujours disponible ?",
        "List-ID: <adherents.club.example>",
        "List-Unsubscribe: <mailto:x@club.example>",
    )
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_newsletter")


def test_a_form_or_a_car_in_something_sent_to_many_is_looked_at() -> None:
    form = "Nom : Tessier Ophélie\nTél : 06 39 98 10 04\nVéhicule : Nissan Juke\nMessage : dispo ?\n"
    car = "Un acheteur vous attend pour la Nissan Juke GH-456-KL : 06 39 98 10 04\n"
    for text in (form, car):
        reading = reading_of(
            mail(
                "Un acheteur vous attend !",
                text,
                sender="no-reply@nouveau-portail.example",
                name="Nouveau Portail",
                headers=SENT_TO_MANY,
            )
        )
        assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_newsletter")
        assert reading.demand is not None
        assert [phone.e164 for phone in reading.demand.phones] == ["+33639981004"]


def test_a_newsletter_through_our_group_is_still_one() -> None:
    reading = reading_of(
        mail(
            "Nos promotions pneus",
            "Pneus pour votre voiture dès 49 €.",
            sender="newsletter@pneus.example.com",
            name="Pneus Exemple",
            headers=(*SENT_TO_MANY, *OUR_GROUP),
        )
    )
    assert (reading.outcome, reading.filed_as) == (RawOutcome.FILED, FiledAs.NEWSLETTER)


@pytest.mark.parametrize(
    ("headers", "reply_to"),
    [
        (("X-Original-From: =?utf-8?q?L=C3=A9a?= Moreau <lea.moreau@example.com>",), ""),
        (("X-Original-Sender: lea.moreau@example.com",), ""),
        ((), "lea.moreau@example.com"),
    ],
)
def test_a_group_that_wrote_its_own_address_into_from_is_not_the_customer(
    headers: tuple[str, ...], reply_to: str
) -> None:
    content = mail(
        "Peugeot 208",
        "La Peugeot 208 AB-123-CD est-elle disponible ?",
        sender="vo@garage-exemple.example.com",
        name="'Léa Moreau' via VO",
        reply_to=reply_to,
        headers=(*OUR_GROUP, *headers),
    )
    reading = reading_of(content)
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert (reading.demand.first_name, reading.demand.last_name) == ("Léa", "Moreau")
    assert reading.demand.emails == ("lea.moreau@example.com",)


def test_a_portals_mail_that_a_group_rewrote_is_known_by_its_author() -> None:
    content = mail(
        'Nouveau message pour "Peugeot 208" sur leboncoin',
        "Prénom : Camille\nTéléphone : 06 39 98 10 16\n",
        sender="vo@garage-exemple.example.com",
        name="'Camille via leboncoin' via VO",
        headers=(*OUR_GROUP, "X-Original-From: Camille via leboncoin <x1@messagerie.leboncoin.fr>"),
    )
    assert read_mail(content).sender_name == "Camille via leboncoin"
    reading = reading_of(content)
    assert (reading.outcome, reading.reader) == (RawOutcome.LEAD, "leboncoin")


def test_a_group_that_does_not_say_who_wrote_gives_no_address() -> None:
    reading = reading_of(
        mail(
            "Peugeot 208",
            "La Peugeot 208 AB-123-CD est-elle disponible ?",
            sender="vo@garage-exemple.example.com",
            name="'Léa Moreau' via VO",
        )
    )
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "no_contact")


def by_form(message: str, *lines: str) -> Reading:
    text = "\n".join(("Nom : Moret", "Téléphone : 06 39 98 10 02", *lines, f"Message : {message}", ""))
    return reading_of(mail("Demande d'essai", text, sender=SITE))


@pytest.mark.parametrize(
    "subject",
    [
        "Renault Clio 90 cv - toujours disponible ?",
        "RE: Peugeot 308 SW 130 CV",
        "Clio IV 75 cv",
        "Combien de cv fiscaux pour la Clio ?",
        "Puissance en cv ?",
    ],
)
def test_horsepower_is_no_job_application(subject: str) -> None:
    assert by_lea("La voiture est-elle disponible ?", subject=subject).reason != "job_application"


@pytest.mark.parametrize("subject", ["CV Lucas Blanc", "Envoi de mon CV", "Dépôt de CV", "Mon CV"])
def test_a_cv_in_the_subject_is_a_job_application(subject: str) -> None:
    reading = by_lea("Bonjour, voici mon dossier.", subject=subject)
    assert (reading.outcome, reading.filed_as) == (RawOutcome.FILED, FiledAs.JOB_APPLICATION)


@pytest.mark.parametrize(
    "message",
    [
        "Bonjour, je fais une demande de test drive pour la Zoé samedi matin.",
        "Suite à ma demande de test, merci de me rappeler",
    ],
)
def test_whoever_asks_to_test_a_car_is_a_lead(message: str) -> None:
    assert by_form(message).outcome is RawOutcome.LEAD
    assert by_form(message, "Plaque : AB-123-CD").outcome is RawOutcome.LEAD


def test_a_test_that_wants_a_car_is_looked_at() -> None:
    reading = by_form("C'est un test de votre rapidité : la Zoé est-elle disponible ?")
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_test")
    reading = by_form("Ceci est un test, merci de ne pas en tenir compte")
    assert (reading.outcome, reading.filed_as) == (RawOutcome.FILED, FiledAs.TEST)


@pytest.mark.parametrize(
    "subject",
    [
        "Auto : demande d'info Clio",
        "Absence de carnet d'entretien jusqu'en 2020 ?",
        "En congés la semaine prochaine, essai possible ?",
    ],
)
def test_a_subject_that_only_sounds_like_an_absence_is_looked_at(subject: str) -> None:
    reading = by_lea("Bonjour, la Clio AB-123-CD est-elle à vendre ? 06 39 98 10 10", subject=subject)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_auto_reply")
    assert reading.demand is not None
    assert reading.demand.wanted[0].plate == "AB-123-CD"


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Réponse automatique : Votre demande", ()),
        ("Out of office", ()),
        ("Absente jusqu'au 30 novembre", ("In-Reply-To: <out-45@garage-exemple.example.com>",)),
        ("Absente jusqu'au 30 novembre", ("Auto-Submitted: auto-replied",)),
    ],
)
def test_an_absence_that_a_machine_tells_is_filed(subject: str, headers: tuple[str, ...]) -> None:
    reading = by_lea("Je reviens le 30 novembre.", *headers, subject=subject)
    assert (reading.outcome, reading.filed_as) == (RawOutcome.FILED, FiledAs.AUTO_REPLY)


@pytest.mark.parametrize(
    "message",
    [
        "Bonjour, pouvez-vous me faire une proposition de prêt au taux de 4 % sur 60 mois ?",
        "Faites-vous un crédit rapide ? Quelle est votre offre de prêt ?",
        "Un crédit rapide ? Écrivez-moi sur WhatsApp, pour gagner du temps.",
    ],
)
def test_who_asks_for_credit_in_a_form_is_never_filed_as_spam(message: str) -> None:
    reading = by_form(message)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_spam")
