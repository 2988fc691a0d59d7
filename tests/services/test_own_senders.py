"""What one of us writes is no customer's, wherever it comes in; what a customer writes through us stays theirs."""

from email.message import EmailMessage

import pytest

from data.store import Store
from rules.reading.reader import read
from rules.vocabulary import CloseReason, FiledAs, RawOutcome
from tests.services.builders import Group, Wall, actor, make_group, make_lead
from tests.services.lead_rows import lead_of, sent
from tests.services.mails import mail
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office

COLLEAGUE = "Louis Petit <louis@example.com>"
CAR = "Bonjour, la Peugeot 208 GT Line est-elle toujours disponible ?"


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, Wall())


@pytest.fixture
def group(office: Office) -> Group:
    return make_group(office)


@pytest.fixture
def intake(office: Office, group: Group) -> IntakeService:
    return IntakeService(office)


def test_a_colleague_who_answers_everybody_is_filed_beside_the_lead_and_changes_nothing(
    office: Office, group: Group, intake: IntakeService
) -> None:
    lead_id = make_lead(office, group)
    DeskService(office).claim(actor(office, group, "camille"), lead_id)
    sent(office, lead_id, "ours-1@example.com")
    DeskService(office).close(actor(office, group, "camille"), lead_id, CloseReason.PRICE)
    before = lead_of(office, lead_id)
    letter = mail("Je m'en occupe.", sender=COLLEAGUE, in_reply_to="<ours-1@example.com>")
    [result] = intake.take_bytes(letter, "re.eml")
    assert (result.outcome, result.filed_as) == (RawOutcome.FILED, FiledAs.NOT_A_LEAD)
    assert (result.reason, result.lead_id) == ("own_sender", lead_id)
    after = lead_of(office, lead_id)
    assert (after.version, after.is_open) == (before.version, False)


def test_what_a_colleague_writes_by_themselves_waits_for_somebody_to_find_the_customer(
    intake: IntakeService,
) -> None:
    letter = mail(f"{CAR} Madame Roux, 06 39 98 10 05.", sender=COLLEAGUE)
    [result] = intake.take_bytes(letter, "note.eml")
    assert (result.outcome, result.reason) == (RawOutcome.TO_SORT, "own_sender")


def test_a_form_that_our_own_address_sends_is_its_customer_s(intake: IntakeService) -> None:
    form = mail(
        "Nom : Roux\nPrénom : Claire\nEmail : claire.roux@example.org\nTéléphone : 06 39 98 10 06\n"
        "Véhicule : Peugeot 208\nMessage : Disponible ?",
        sender=COLLEAGUE,
        subject="Demande de contact",
    )
    [result] = intake.take_bytes(form, "form.eml")
    assert result.outcome is RawOutcome.LEAD
    assert result.fields["emails"] == ["claire.roux@example.org"]


def test_what_comes_through_a_group_of_ours_is_its_writer_s() -> None:
    message = EmailMessage()
    message["From"] = "Léa Moreau <lea.moreau@example.org>"
    message["To"] = message["Reply-To"] = "vo@example.com"
    message["Subject"] = "Peugeot 208"
    message["Precedence"], message["List-ID"] = "list", "<vo.example.com>"
    message.set_content(CAR)
    [reading] = read(message.as_bytes(), "groupe.eml", Wall()())
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert reading.demand.emails == ("lea.moreau@example.org",)
