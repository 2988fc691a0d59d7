"""Our own mails: portals, answers, bounces and what is not a lead."""

from pathlib import Path

import pytest

from rules.reading.demand import Demand, Reading
from rules.reading.mail import read_mail
from rules.reading.portal import packaged_portals
from rules.reading.portal_file import PortalError, load_portal
from rules.reading.portals import portal_fields
from rules.reading.reader import read
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source
from tests.portal_mails.mailing import mail

MAILS = Path(__file__).parents[2] / "samples" / "mail"


def reading_of(name: str) -> Reading:
    (reading,) = read((MAILS / name).read_bytes(), name, None)
    return reading


def lead_of(name: str) -> Demand:
    reading = reading_of(name)
    assert reading.outcome is RawOutcome.LEAD, reading
    assert reading.demand is not None
    return reading.demand


def test_leboncoin_in_text_is_read_whole() -> None:
    demand = lead_of("lbc_new_text.eml")
    assert (demand.source, demand.first_name, demand.last_name) == (Source.LEBONCOIN, "Camille", "Rivière")
    assert demand.emails == ("camille.riviere@example.com",)
    assert [phone.e164 for phone in demand.phones] == ["+33639981234"]
    assert (demand.postcode, demand.city) == ("74000", "Annecy")
    assert demand.message.startswith("Bonjour, la voiture est-elle toujours disponible ?\n")
    assert demand.message.endswith("Merci")
    assert demand.listing_ref == "2345678901"
    assert demand.listing_url == "https://www.leboncoin.fr/voitures/2345678901.htm"
    (car,) = demand.wanted
    assert (car.text, car.price, car.stock) == ("Peugeot 208 1.2 PureTech", 12990, "VO-4512")
    assert demand.relay_address == "c1f2a3@messagerie.leboncoin.fr"
    assert demand.message_id == "<lbc-0001@leboncoin.fr>"


def test_leboncoin_in_html_with_the_older_subject() -> None:
    demand = lead_of("lbc_old_subject_html.eml")
    assert (demand.first_name, demand.last_name) == ("Jean", "DUPONT")
    assert demand.emails == ("jean.dupont@example.org",)
    assert [phone.e164 for phone in demand.phones] == ["+33639985678", "+33199004567"]
    assert demand.message == "Bonjour,\nReprenez-vous ma Twingo AB-123-CD ?"
    assert (demand.listing_ref, demand.wanted[0].text, demand.wanted[0].price) == (
        "1987654321",
        "Renault Clio 4",
        8490,
    )


def test_leboncoin_with_the_e_mail_only_is_a_lead() -> None:
    demand = lead_of("lbc_email_only.eml")
    assert (demand.emails, demand.phones, demand.message) == (("client.discret@example.com",), (), "")


def test_a_relay_address_is_a_thread_and_never_a_persons_address() -> None:
    demand = lead_of("lbc_relay_only.eml")
    assert (demand.emails, demand.relay_address) == ((), "e5e5e5@messagerie.leboncoin.fr")


def test_an_answer_through_the_portal_is_a_touch() -> None:
    reading = reading_of("lbc_customer_reply.eml")
    assert reading.outcome is RawOutcome.TOUCH
    assert reading.demand is not None
    assert reading.demand.message == "Oui, samedi 10 h me convient."
    assert reading.demand.in_reply_to == "<out-77@garage-exemple.example.com>"


def test_la_centrale_in_text() -> None:
    demand = lead_of("lc_text.eml")
    assert (demand.source, demand.title, demand.first_name, demand.last_name) == (
        Source.LA_CENTRALE,
        "Mme",
        "Claire",
        "Martin",
    )
    assert (demand.listing_ref, demand.postcode) == ("E123456789", "69003")
    (car,) = demand.wanted
    assert (car.plate, car.mileage, car.price) == ("GB-456-KL", 48200, 13490)
    assert demand.message.endswith("Tel : je suis joignable le soir.")


def test_la_centrale_with_adf_attached() -> None:
    reading = reading_of("lc_adf_attachment.eml")
    demand = lead_of("lc_adf_attachment.eml")
    assert (reading.reader, reading.part) == ("adf", "contact.xml")
    assert (demand.source, demand.listing_ref, demand.lead_ref) == (
        Source.LA_CENTRALE,
        "E987654321",
        "LC-778",
    )
    assert demand.emails == ("amelie.fournier@example.com",)
    assert demand.relay_address == "f8f8f8@reply.lacentrale.fr"
    assert demand.wanted[0].price == 17990


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lbc_favourite.eml", FiledAs.FAVOURITE),
        ("lc_missed_calls_report.eml", FiledAs.CALL_REPORT),
        ("lc_job_application.eml", FiledAs.JOB_APPLICATION),
        ("job_application.eml", FiledAs.JOB_APPLICATION),
        ("bounce_postfix.eml", FiledAs.BOUNCE),
        ("bounce_odd.eml", FiledAs.BOUNCE),
        ("auto_reply.eml", FiledAs.AUTO_REPLY),
        ("newsletter.eml", FiledAs.NEWSLETTER),
    ],
)
def test_what_is_not_a_lead_is_filed(name: str, kind: FiledAs) -> None:
    reading = reading_of(name)
    assert (reading.outcome, reading.filed_as) == (RawOutcome.FILED, kind)
    assert reading.reason


@pytest.mark.parametrize(
    ("name", "recipient", "status", "message_id"),
    [
        ("bounce_postfix.eml", "nobody@example.com", "5.1.1", "<out-42@garage-exemple.example.com>"),
        ("bounce_odd.eml", "absent@example.org", "5.2.2", "<out-43@garage-exemple.example.com>"),
    ],
)
def test_a_bounce_names_recipient_status_and_message(
    name: str, recipient: str, status: str, message_id: str
) -> None:
    report = reading_of(name).report
    assert report is not None
    assert report.is_failure
    assert report.original_message_id == message_id
    assert [(to.recipient, to.status) for to in report.recipients] == [(recipient, status)]


def test_an_answer_to_us_is_a_touch_without_the_quoted_part() -> None:
    reading = reading_of("reply_to_us.eml")
    assert reading.outcome is RawOutcome.TOUCH
    demand = reading.demand
    assert demand is not None
    assert demand.message == "D'accord pour 13 000 €, à demain.\n\nLéa"
    assert (demand.first_name, demand.last_name, demand.emails) == (
        "Léa",
        "Moreau",
        ("lea.moreau@example.com",),
    )
    assert demand.in_reply_to == "<out-45@garage-exemple.example.com>"


def test_a_form_of_the_own_site_is_read_by_its_labels() -> None:
    demand = lead_of("site_form.eml")
    assert (demand.first_name, demand.last_name, demand.title) == ("Hugo", "Martin", "M.")
    assert demand.emails == ("hugo.martin@example.test",)
    assert (demand.postcode, demand.city) == ("31000", "Toulouse")
    assert (demand.preferred_channel, demand.reachable_when) == (Channel.PHONE, "après 18 h")
    assert (demand.wanted[0].plate, demand.wanted[0].vin) == ("EF-789-GH", "VF1RFB00066666666")
    assert demand.trade_ins[0].plate == "AA-111-BB"


def test_a_person_who_writes_freely_is_a_lead() -> None:
    demand = lead_of("person_free_text.eml")
    assert demand.message.startswith("Bonjour, je suis intéressée par le véhicule immatriculé")
    assert (demand.wanted[0].plate, demand.wanted[0].price) == ("CD-234-EF", 21500)
    assert [phone.e164 for phone in demand.phones] == ["+33639982233"]


def test_a_portal_that_nobody_described_is_never_taken_for_its_customer() -> None:
    mail = (
        b"From: Autobourse <robot@autobourse.example.com>\r\nTo: vo@garage.example.com\r\n"
        b"Subject: Acheteur pour votre annonce\r\nMessage-ID: <a1@autobourse.example.com>\r\n\r\n"
        b"Interlocuteur -> Luc Martin\r\nJoignable au -> 06 39 98 12 34\r\nAuto -> Peugeot 208\r\n"
    )
    (reading,) = read(mail, "autobourse.eml", None)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "company_sender")
    assert reading.demand is not None
    assert not reading.demand.emails
    assert [phone.e164 for phone in reading.demand.phones] == ["+33639981234"]


def test_a_missed_call_is_a_lead_by_phone() -> None:
    demand = lead_of("missed_call.eml")
    assert demand.is_missed_call
    assert (demand.channel, demand.source) == (Channel.PHONE, Source.PHONE)


@pytest.mark.parametrize(
    "text",
    [
        "Appel reçu au 01 99 00 12 34 le 23/11/2026 à 10:12, numéro de l'appelant 06 39 98 10 11.",
        "Vous avez manqué un appel sur le numéro 01 99 00 12 34 de 06 39 98 10 11.",
        "Ligne : 01 99 00 12 34\nTranscription : vous pouvez me joindre sur le 06 39 98 10 11",
        "Destinataire : 01 99 00 12 34\nC'est Léa, rappelez-moi au 06 39 98 10 11",
    ],
)
def test_the_number_that_was_called_is_never_the_callers(text: str) -> None:
    call = mail("Appel manqué", f"{text}\n", sender="notification@pbx.example.com")
    (reading,) = read(call, "call.eml", None)
    assert reading.demand is not None
    assert [phone.e164 for phone in reading.demand.phones] == ["+33639981011"]


def test_an_uncertain_mail_waits_for_a_person_with_what_was_read() -> None:
    reading = reading_of("supplier_unsure.eml")
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "maybe_supplier")
    assert reading.demand is not None
    assert reading.excerpt.startswith("Bonjour, notre logiciel")


def test_a_line_break_in_an_encoded_subject_stays_one_line() -> None:
    mail = read_mail((MAILS / "header_injection.eml").read_bytes())
    assert mail.subject == "Bonjour Bcc: victim@example.com"
    assert mail.header("bcc") == ""


def test_every_field_says_which_line_it_came_from() -> None:
    mail = read_mail((MAILS / "lbc_new_text.eml").read_bytes())
    portal = next(portal for portal in packaged_portals() if portal.source is Source.LEBONCOIN)
    fields = portal_fields(mail, portal).fields
    assert mail.text.split("\n")[fields["phone"].line - 1] == "Téléphone : 06 39 98 12 34"


def test_another_portal_is_one_more_description() -> None:
    portal = load_portal(
        "voitures.toml",
        'name = "Voitures & Co"\nsource = "other"\nsender_domains = ["voitures.example"]\nlead_subjects = ["^Contact"]\n'
        '[labels]\nfull_name = ["Acheteur"]\n[patterns]\nlisting_ref = ["annonce n°(\\\\d+)"]',
    )
    mail = (
        b"From: x@voitures.example\nSubject: Contact\n\n"
        + "Acheteur : Jean DUPONT\nTel : 0639981234\nVotre annonce n°77 en ligne".encode()
    )
    (reading,) = read(mail, "x.eml", None, [portal])
    assert reading.reader == "Voitures & Co"
    assert reading.demand is not None
    assert (reading.demand.last_name, reading.demand.listing_ref) == ("DUPONT", "77")


MISTAKES = {
    'lead_subjects = ["("]': 'sample.toml: lead_subjects.0 = "(" — this is not a regular expression',
    'lead_subjects = ["(a+)+$"]': 'sample.toml: lead_subjects.0 = "(a+)+$" — this expression could take minutes',
    'lead_subjects = ["(?P<fone>a)"]': "fone is no field; did you mean phone?",
    'lead_subjects = ["a"]\n[labels]\nzzz = ["a"]': 'sample.toml: labels.zzz = "zzz" — zzz is no field; fields are city',
    'lead_subjects = ["a"]\n[labels]\nphone = ["--"]': 'sample.toml: labels.phone.0 = "--" — a label holds at least one',
    'lead_subjects = ["a"]\nlines = ["no group"]': 'sample.toml: lines.0 = "no group" — there must be a named group',
    'lead_subjects = ["a"]\nzone = "Paris"': 'sample.toml: zone = "Paris" — this must be a time zone',
    'lead_subjects = ["a"]\nsender_domain = ["b.example"]': 'sample.toml: sender_domain = ["b.example"] — ',
    "lead_subjects = []": "sample.toml: lead_subjects = [] — there must be at least one",
    'lead_subjects = "a"': 'sample.toml: lead_subjects = "a" — ',
    "lead_subjects = [": "sample.toml — line 4: a quote or bracket that is opened is not closed",
    "": "sample.toml: lead_subjects — ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_file_key_value_and_what_would_be_right(text: str) -> None:
    head = 'name = "X"\nsource = "other"\nsender_domains = ["x.example"]\n'
    with pytest.raises(PortalError) as caught:
        load_portal("sample.toml", head + text)
    assert str(caught.value).startswith("sample.toml")
    assert MISTAKES[text] in str(caught.value)


def test_several_mistakes_are_all_named() -> None:
    text = 'name = ""\nsource = "lebonqoin"\nsender_domains = ["a@b.c"]\nlead_subjects = ["a"]'
    with pytest.raises(PortalError) as caught:
        load_portal("sample.toml", text)
    lines = str(caught.value).split("\n")
    assert [line.partition(" = ")[0] for line in lines] == [
        "sample.toml: name",
        "sample.toml: source",
        "sample.toml: sender_domains.0",
    ]
    assert "leboncoin" in lines[1]
    with pytest.raises(PortalError, match=r"sample\.toml: sender_domains — there must be sender_domains"):
        load_portal("sample.toml", 'name = "X"\nsource = "other"\nlead_subjects = ["a"]')


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_headers_in_undeclared_bytes_are_read_as_what_they_spell(charset: str) -> None:
    head = (
        "From: Zoé <zoe@example.com>\nSubject: Déjà vendu, « 208 » à 9 000 € ?\nTo: a@example.org\n\nBonjour"
    )
    mail = read_mail(head.encode(charset))
    assert (mail.sender_name, mail.subject) == ("Zoé", "Déjà vendu, « 208 » à 9 000 € ?")
    mixed = read_mail(b"Subject: =?utf-8?Q?d=C3=A9j=C3=A0?= " + "là".encode(charset) + b"\n\nBonjour")
    assert mixed.subject == "déjà là"


def test_a_bounce_says_so_in_undeclared_bytes_too() -> None:
    letter = "From: Serveur <mailer-daemon@example.com>\nSubject: Échec de la remise\nReturn-Path: <>\n\nzoe@example.org"
    assert read_mail(letter.encode()).report is not None
