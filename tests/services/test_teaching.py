"""A portal is taught from a mail nobody could read: proposed, tried, kept, and the mail becomes its lead."""

import pytest
from sqlmodel import select

from data.tables import LeadRow, PersonPhoneRow, PortalVersionRow, RawInputRow
from rules.refusal import Refusal
from rules.vocabulary import RawOutcome
from tests.services.center import Center
from tests.services.mails import mail
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.teaching import TeachingService

TEXT = """Bonjour,
Acheteur intéressé : Zoé Martin
Ligne directe : 06 39 98 44 10
Courrier : zoe.martin@example.org
Bien visé : Peugeot 208
"""


def unread(center: Center, text: str = TEXT, **what: str) -> int:
    said = {"sender": "Autobourse <robot@autobourse.example.com>", "subject": "Acheteur pour « 208 » n° 8841"}
    content = mail(text, **(said | what))
    raw_id = IntakeService(center.office).take_bytes(content, "a.eml")[0].raw_id
    assert raw_id is not None
    with center.store.writing() as session:  # whatever the readers made of it, a person looks at it
        row = session.get_one(RawInputRow, raw_id)
        row.outcome, row.lead_id, row.filed_as = RawOutcome.TO_SORT.value, None, None
        session.add(row)
    return raw_id


def completed(text: str) -> str:
    return text.replace('# … = ["Acheteur intéressé"]', 'full_name = ["Acheteur intéressé"]').replace(
        '# … = ["Bien visé"]', 'vehicle = ["Bien visé"]'
    )


def test_a_description_is_proposed_tried_and_kept_and_the_mail_becomes_a_lead(center: Center) -> None:
    teaching, anne, raw_id = TeachingService(center.office), center.who("anne"), unread(center)
    text = teaching.propose(anne, raw_id)
    assert 'sender_domains = ["autobourse.example.com"]' in text
    assert 'phone = ["Ligne directe"]' in text
    trial = teaching.try_out(anne, raw_id, completed(text))
    assert trial.may_be_kept
    assert ("phone", "+33639984410") in [(each.field, each.value) for each in trial.fields]
    with center.store.reading() as session:
        assert not session.exec(select(PortalVersionRow)).all(), "trying keeps nothing"
    lead = teaching.keep(anne, raw_id, completed(text))
    with center.store.reading() as session:
        assert session.get_one(RawInputRow, raw_id).outcome == RawOutcome.LEAD
        person = session.get_one(LeadRow, lead).person_id
        assert (
            session.exec(select(PersonPhoneRow.e164).where(PersonPhoneRow.person_id == person)).one()
            == "+33639984410"
        )
        assert session.exec(select(PortalVersionRow.name)).one() == "autobourse.example.com"
    [again] = IntakeService(center.office).take_bytes(
        mail(
            TEXT.replace("44 10", "44 11")
            .replace("zoe.martin", "jean.dupont")
            .replace("Zoé Martin", "Jean Dupont"),
            sender="robot@autobourse.example.com",
            subject="Acheteur pour « Clio » n° 9",
            message_id="<m2@example.org>",
        ),
        "b.eml",
    )
    assert (again.outcome, again.reader) == (RawOutcome.LEAD, "autobourse.example.com")
    with pytest.raises(Refusal, match="raw_sorted_already"):
        teaching.propose(anne, raw_id)


def test_a_portal_that_is_known_gets_the_subject_it_lacked(center: Center) -> None:
    raw_id = unread(
        center, sender="no_reply@lacentrale.fr", subject="Un acheteur vous écrit, annonce E123456789"
    )
    text = TeachingService(center.office).propose(center.who("anne"), raw_id)
    assert r"^Un\\s{1,3}acheteur\\s{1,3}vous\\s{1,3}écrit,\\s{1,3}annonce" in text
    assert "La Centrale" in text


def test_what_reads_no_lead_or_is_wrong_is_not_kept(center: Center) -> None:
    teaching, anne, raw_id = TeachingService(center.office), center.who("anne"), unread(center)
    other = 'name = "x"\nsource = "other"\nsender_domains = ["autre.example.com"]\nlead_subjects = ["x"]\n'
    with pytest.raises(Refusal, match="teach_reads_nothing"):
        teaching.keep(anne, raw_id, other)
    with pytest.raises(Refusal, match="teach_wrong"):
        teaching.try_out(anne, raw_id, "name = ")
    with center.store.reading() as session:
        assert not session.exec(select(PortalVersionRow)).all()
        assert session.get_one(RawInputRow, raw_id).outcome == RawOutcome.TO_SORT


def test_operators_do_not_teach_and_only_mails_can_be_taught(center: Center) -> None:
    teaching, raw_id = TeachingService(center.office), unread(center)
    with pytest.raises(Refusal, match="not_allowed"):
        teaching.propose(center.who("camille"), raw_id)
    [noise] = IntakeService(center.office).take_bytes(b"\x00\x01 bruit", "bruit.bin")
    assert noise.raw_id is not None
    with pytest.raises(Refusal, match="teach_no_mail"):
        teaching.propose(center.who("anne"), noise.raw_id)


@pytest.mark.parametrize(
    "text", ['"""\x07 : x', "a" * 5_000 + ": b", "\\ \" ' : 06 39 98 00 01", "[labels] : ]]", "::::"]
)
def test_a_hostile_mail_gives_a_description_that_loads_or_a_refusal(center: Center, text: str) -> None:
    teaching, anne = TeachingService(center.office), center.who("anne")
    raw_id = unread(center, text, subject="Acheteur \"\\ ]] ' x 12")
    teaching.try_out(anne, raw_id, teaching.propose(anne, raw_id))
