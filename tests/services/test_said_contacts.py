"""What a customer writes of their own numbers and addresses in an answer is on their card; ours never is."""

import pytest
from sqlmodel import Session, col, select

from data.queries.contact import contact_file
from data.store import Store
from data.tables import LeadRow, PersonEmailRow, PersonPhoneRow, SiteRow, StaffRow
from rules.vocabulary import Channel, Purpose, RawOutcome
from tests.services.builders import Group, Wall, make_group, make_lead
from tests.services.lead_rows import lead_of, sent
from tests.services.mails import adf, mail
from vo_callcenter.services.contact_gate import judged, numbers_for
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office

OUR_SITE, OUR_COLLEAGUE = "01 99 00 12 00", "06 39 98 77 77"
OURS_QUOTED = (
    f"Le 24 nov. 2026 à 10:00, Groupe Exemple <contact@example.com> a écrit :\n> {OUR_SITE} 02 61 91 00 99"
)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, Wall())


@pytest.fixture
def group(office: Office) -> Group:
    group = make_group(office)
    with office.store.writing() as session:
        site = session.get_one(SiteRow, group.lyon)
        site.phone, site.email = OUR_SITE, "lyon@garage.example.com"
        colleague = session.exec(select(StaffRow).order_by(col(StaffRow.id)).limit(1)).one()
        colleague.phone = OUR_COLLEAGUE
        session.add_all([site, colleague])
    return group


@pytest.fixture
def intake(office: Office, group: Group) -> IntakeService:
    return IntakeService(office)


def numbers(session: Session, person_id: int) -> dict[str | None, bool]:
    """A person's numbers and whether each is shared."""
    rows = session.exec(
        select(PersonPhoneRow).where(PersonPhoneRow.person_id == person_id).order_by(col(PersonPhoneRow.id))
    ).all()
    return {row.e164: row.is_shared for row in rows}


def addresses(session: Session, person_id: int) -> set[str]:
    return set(
        session.exec(select(PersonEmailRow.address).where(PersonEmailRow.person_id == person_id)).all()
    )


def answered(office: Office, group: Group, intake: IntakeService, text: str) -> int:
    """The person whose lead got this answer to our mail."""
    lead_id = make_lead(office, group)
    sent(office, lead_id, "ours-1@example.com")
    letter = mail(
        f"{text}\n\n{OURS_QUOTED}\n", subject="Re: Votre annonce", in_reply_to="<ours-1@example.com>"
    )
    [result] = intake.take_bytes(letter, "re.eml")
    assert (result.outcome, result.lead_id) == (RawOutcome.TOUCH, lead_id)
    return lead_of(office, lead_id).person_id


def test_a_new_number_and_an_address_in_an_answer_are_on_the_card_and_known_again(
    office: Office, group: Group, intake: IntakeService
) -> None:
    text = "Mon nouveau numéro : 06 39 98 12 34, et mon mail jean.perso@example.com"
    person = answered(office, group, intake, text)
    with office.store.reading() as session:
        assert numbers(session, person)["+33639981234"] is False
        assert {"jean.dupont@example.org", "jean.perso@example.com"} <= addresses(session, person)
    [again] = intake.take_bytes(
        adf(name="", email="", phone="06 39 98 12 34", stock="VO0005", comments="Et celle-ci ?"), "b.xml"
    )
    assert again.lead_id is not None
    assert lead_of(office, again.lead_id).person_id == person


def test_neither_our_numbers_nor_our_addresses_nor_quoted_ones_get_onto_the_card(
    office: Office, group: Group, intake: IntakeService
) -> None:
    text = (
        f"J'ai noté {OUR_SITE} et {OUR_COLLEAGUE}, et lyon@garage.example.com.\n\n"
        "Rappelez-moi au 06 39 98 12 34.\nJean"
    )
    person = answered(office, group, intake, text)
    with office.store.reading() as session:
        known = numbers(session, person)
        assert "+33639981234" in known
        assert not {"+33199001200", "+33639987777", "+33261910099"} & known.keys()
        assert not {"lyon@garage.example.com", "contact@example.com"} & addresses(session, person)


def test_a_demand_with_no_number_but_ours_leaves_the_card_without_one(
    office: Office, intake: IntakeService
) -> None:
    [result] = intake.take_bytes(adf(phone=OUR_SITE), "a.xml")
    assert result.lead_id is not None
    with office.store.reading() as session:
        assert numbers(session, lead_of(office, result.lead_id).person_id) == {}


def test_the_number_of_somebody_else_can_be_called_and_makes_no_two_one(
    office: Office, group: Group, intake: IntakeService
) -> None:
    person = answered(office, group, intake, "Appelez plutôt mon mari : 06 39 98 45 45. Merci")
    with office.store.reading() as session:
        assert numbers(session, person)["+33639984545"] is True
    [theirs] = intake.take_bytes(
        adf(name="", email="", phone="06 39 98 45 45", stock="VO0005", comments="Et celle-ci ?"), "b.xml"
    )
    assert theirs.lead_id is not None
    assert lead_of(office, theirs.lead_id).person_id != person


def test_the_owner_of_a_number_somebody_else_gave_is_known_by_it(
    office: Office, group: Group, intake: IntakeService
) -> None:
    answered(office, group, intake, "Appelez plutôt mon mari : 06 39 98 45 45. Merci")
    theirs = set()
    for file, stock in (("a.xml", "VO0005"), ("b.xml", "VO0006")):
        own = adf(name="Paul Petit", email="", phone="06 39 98 45 45", stock=stock)
        [result] = intake.take_bytes(own, file)
        assert result.lead_id is not None
        theirs.add(lead_of(office, result.lead_id).person_id)
    assert len(theirs) == 1


def test_a_number_that_was_somebody_elses_becomes_ones_own_once_one_gives_it(
    office: Office, group: Group, intake: IntakeService
) -> None:
    person = answered(office, group, intake, "Appelez plutôt mon mari : 06 39 98 45 45. Merci")
    later = mail(
        f"Mon numéro est désormais le 06 39 98 45 45.\n\n{OURS_QUOTED}\n",
        subject="Re: Votre annonce",
        in_reply_to="<ours-1@example.com>",
        message_id="<own@example.org>",
    )
    [result] = intake.take_bytes(later, "own.eml")
    assert result.lead_id is not None
    assert lead_of(office, result.lead_id).person_id == person
    with office.store.reading() as session:
        assert numbers(session, person)["+33639984545"] is False


@pytest.mark.parametrize("is_written_to", [False, True])
def test_whether_somebody_elses_number_is_written_to_is_policy(
    office: Office, group: Group, intake: IntakeService, *, is_written_to: bool
) -> None:
    text = "Bonjour, la Clio est-elle disponible ? Appelez mon mari : 06 39 98 45 45."
    letter = mail(
        text, sender="Zoé Petit <zoe@example.com>", subject="Votre annonce Clio", message_id="<z@x>"
    )
    [result] = intake.take_bytes(letter, "zoe.eml")
    assert result.lead_id is not None
    policy = office.policy().contact
    others = policy.others.model_copy(update={"messages": is_written_to})
    policy = policy.model_copy(update={"others": others})
    now = office.now()
    with office.store.reading() as session:
        lead = session.get_one(LeadRow, result.lead_id)
        codes = {
            channel: judged(session, lead, channel, Purpose.ANSWER, policy, now).code
            for channel in (Channel.PHONE, Channel.SMS)
        }
        written_to = numbers_for(Channel.SMS, contact_file(session, lead), others)
    assert codes == {Channel.PHONE: "request", Channel.SMS: "request" if is_written_to else "others_number"}
    assert written_to == (["+33639984545"] if is_written_to else [])


def test_a_made_up_number_makes_no_two_one(office: Office, intake: IntakeService) -> None:
    people = set()
    for number, stock in (("a", "VO0001"), ("b", "VO0005")):
        made_up = adf(name="", email="", phone="06 12 34 56 78", stock=stock, comments=f"Libre ? {number}")
        [result] = intake.take_bytes(made_up, f"{number}.xml")
        assert result.lead_id is not None
        people.add(lead_of(office, result.lead_id).person_id)
    assert len(people) == 2


def test_strangers_who_mention_one_insurer_stay_two(
    office: Office, group: Group, intake: IntakeService
) -> None:
    people = set()
    for who, car in (("Paul Moret", "Clio"), ("Zoé Petit", "208")):
        address = f"{who.split()[1].lower()}@example.com"
        letter = mail(
            f"Bonjour, la {car} est-elle disponible ? Mon prêt est fait, par dossier@credit.example.org.",
            sender=f"{who} <{address}>", subject=f"Votre annonce {car}", message_id=f"<{car}@x>",
        )  # fmt: skip
        [result] = intake.take_bytes(letter, f"{car}.eml")
        assert result.outcome is RawOutcome.LEAD
        assert result.lead_id is not None
        people.add(lead_of(office, result.lead_id).person_id)
        with office.store.reading() as session:
            assert addresses(session, lead_of(office, result.lead_id).person_id) == {address}
    assert len(people) == 2
