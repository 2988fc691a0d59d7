"""A portal is taught from a mail nobody could read: proposed, tried, kept, and the mail becomes its lead."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data.queries.matching import intake_alone
from data.tables import LeadRow, PersonPhoneRow, PortalVersionRow, RawInputRow, TouchRow
from rules.reading.portal_file import load_portal
from rules.refusal import Refusal
from rules.vocabulary import RawOutcome
from tests.services.center import Center
from tests.services.mails import mail
from vo_callcenter.services import taught_mails
from vo_callcenter.services.intake import READER_DIED, IntakeService
from vo_callcenter.services.sorting import SortingService
from vo_callcenter.services.taught_mails import TaughtMails
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
    text = teaching.propose(anne, raw_id, "fr")
    assert 'sender_domains = ["autobourse.example.com"]' in text
    assert 'phone = ["Ligne directe"]' in text
    assert "# Les champs : title, first_name" in text
    trial = teaching.try_out(anne, raw_id, completed(text))
    assert trial.may_be_kept
    assert ("phone", "+33639984410") in [(each.field, each.value) for each in trial.fields]
    with center.store.reading() as session:
        assert not session.exec(select(PortalVersionRow)).all(), "trying keeps nothing"
    kept = teaching.keep(anne, raw_id, completed(text))
    assert (kept.is_new, kept.others, kept.behind) == (True, 0, 0)
    lead = kept.lead_id
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
        teaching.propose(anne, raw_id, "fr")


def test_a_portal_that_is_known_gets_the_subject_it_lacked(center: Center) -> None:
    raw_id = unread(
        center, sender="no_reply@lacentrale.fr", subject="Un acheteur vous écrit, annonce E123456789"
    )
    text = TeachingService(center.office).propose(center.who("anne"), raw_id, "fr")
    assert "lead_subjects = ['^Un acheteur vous écrit, annonce'," in text
    assert "La Centrale" in text
    assert '# … = ["Bien visé"]' in text, "what the description does not know of this mail"


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
        teaching.propose(center.who("camille"), raw_id, "fr")
    [noise] = IntakeService(center.office).take_bytes(b"\x00\x01 bruit", "bruit.bin")
    assert noise.raw_id is not None
    with pytest.raises(Refusal, match="teach_no_mail"):
        teaching.propose(center.who("anne"), noise.raw_id, "fr")


PROSE = "Bonjour,\n{name} attend votre appel au {number} pour la Peugeot 208.\nIl ajoute : encore libre samedi ?\n"
READ = """name = "Autobourse"
source = "other"
sender_domains = ["autobourse.example.com"]
lead_subjects = ["^Acheteur"]
[patterns]
full_name = ["^([^,0-9]{2,40}) attend"]
phone = ["au (0[0-9 ]{9,14}[0-9])"]
"""


def test_a_trial_says_who_read_each_field_and_what_nobody_read(center: Center) -> None:
    raw_id = unread(center, PROSE.format(name="Zoé Martin", number="06 39 98 44 10"))
    trial = TeachingService(center.office).try_out(center.who("anne"), raw_id, READ)
    general = {each.field: each.is_general for each in trial.fields}
    assert (general["phone"], general["last_name"], general["message"]) == (False, False, True)
    assert trial.unread == ("car",)
    other = READ.replace("attend", "attendait")
    assert TeachingService(center.office).try_out(center.who("anne"), raw_id, other).unread == ("name", "car")


def test_the_words_that_no_pattern_reads_are_the_touch_of_the_enquiry(center: Center) -> None:
    raw_id = unread(center, PROSE.format(name="Zoé Martin", number="06 39 98 44 10"))
    lead = TeachingService(center.office).keep(center.who("anne"), raw_id, READ).lead_id
    with center.store.reading() as session:
        [text] = session.exec(select(TouchRow.text).where(TouchRow.lead_id == lead)).all()
    assert "pour la Peugeot 208" in text
    assert "encore libre samedi ?" in text


def test_other_mails_of_the_portal_that_wait_become_enquiries_too(center: Center) -> None:
    teaching, anne = TeachingService(center.office), center.who("anne")
    raw_ids = [
        unread(
            center,
            PROSE.format(name=f"Zoé {name}", number=f"06 39 98 44 1{number}"),
            message_id=f"<{number}@x>",
        )
        for number, name in enumerate(("Martin", "Durand", "Petit", "Garnier", "Moreau"))
    ]
    stranger = unread(center, sender="robot@autre.example.com", message_id="<9@x>")
    with center.store.writing() as session:
        put_back, filed = (session.get_one(RawInputRow, raw_id) for raw_id in raw_ids[3:])
        put_back.sorted_by_id = anne.id
        session.get_one(RawInputRow, raw_ids[2]).reason = READER_DIED
        filed.outcome, filed.sorted_by_id = RawOutcome.FILED.value, anne.id
        session.add_all((put_back, filed))
    kept = teaching.keep(anne, raw_ids[0], READ)
    assert (kept.is_new, kept.others, kept.behind) == (True, 1, 0)
    with center.store.reading() as session:
        became = [session.get_one(RawInputRow, raw_id).outcome for raw_id in (*raw_ids, stranger)]
    assert became == ["lead", "lead", "to_sort", "to_sort", "filed", "to_sort"]


def test_many_that_wait_are_read_behind(center: Center, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taught_mails, "AT_ONCE", 1)
    anne = center.who("anne")
    raw_ids = [
        unread(
            center,
            PROSE.format(name="Zoé Martin", number=f"06 39 98 44 1{number}"),
            message_id=f"<{number}@x>",
        )
        for number in range(4)
    ]
    kept = TeachingService(center.office).keep(anne, raw_ids[0], READ)
    assert (kept.others, kept.behind) == (1, 2)

    def waiting() -> int:
        with center.store.reading() as session:
            return sum(session.get_one(RawInputRow, each).outcome != RawOutcome.LEAD for each in raw_ids)

    until = monotonic() + 20
    while waiting() and monotonic() < until:
        sleep(0.01)
    assert waiting() == 0


def test_a_mail_that_somebody_sorts_at_that_moment_is_not_read_again(center: Center) -> None:
    anne, number = center.who("anne"), "06 39 98 44 1"
    first, other = (
        unread(center, PROSE.format(name="Zoé Martin", number=f"{number}{each}"), message_id=f"<{each}@x>")
        for each in (1, 2)
    )
    sorts = [
        lambda: TaughtMails(center.office).read_again(load_portal("a", READ)),
        lambda: TeachingService(center.office).keep(anne, first, READ),
        lambda: SortingService(center.office).unfile(anne, other),
    ]
    for sort in sorts:
        with ThreadPoolExecutor(1) as threads:
            with center.store.writing() as session:
                intake_alone(session)
                rows = [session.get_one(RawInputRow, raw_id) for raw_id in (first, other)]
                before = [row.outcome for row in rows]
                for row in rows:
                    row.outcome = RawOutcome.LEAD.value
                    session.add(row)
                session.flush()
                running = threads.submit(sort)
                wait_until_blocked(center, running)
            with suppress(Refusal):
                running.result()
        with center.store.writing() as session:
            for raw_id, outcome in zip((first, other), before, strict=True):
                row = session.get_one(RawInputRow, raw_id)
                assert row.outcome == RawOutcome.LEAD
                row.outcome = RawOutcome.FILED.value if sort is sorts[1] else outcome
                session.add(row)


def wait_until_blocked(center: Center, running: Future[Any]) -> None:
    """Until the other thread waits for this one's transaction; SQLite does not tell of it."""
    waits = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while not center.store.is_sqlite and not running.done():
        with center.store.engine.connect() as connection:
            if connection.execute(waits).scalar_one():
                return
        sleep(0.01)


def test_a_portal_whose_mails_the_general_reader_makes_enquiries_of_can_be_described(center: Center) -> None:
    teaching, sorting, anne = (
        TeachingService(center.office),
        SortingService(center.office),
        center.who("anne"),
    )
    text = (
        "Un acheteur pour votre annonce\nAcheteur : Zoé Martin\nTél : 06 39 98 44 10\n"
        "E-mail : zoe@example.org\nBien visé : Peugeot 208\n"
    )
    taken = []
    for number in (1, 2):
        content = mail(
            text.replace("10", f"1{number}").replace("zoe", f"zoe.{number}"),
            sender="Autobourse <demandes@autobourse.example.com>",
            subject=f"Acheteur, véhicule n° {number}",
            message_id=f"<{number}@x>",
        )
        taken += IntakeService(center.office).take_bytes(content, f"{number}.eml")
    IntakeService(center.office).take_bytes(
        mail("Bonjour, la voiture est-elle libre ? 06 39 98 44 19", sender="Jean <jean@gmail.com>"), "j.eml"
    )
    assert [(each.outcome, each.reader) for each in taken] == [(RawOutcome.LEAD, "labels")] * 2
    [entry] = sorting.undescribed(anne)
    assert (entry.id, entry.sender) == (taken[1].raw_id, "demandes@autobourse.example.com")
    proposal = teaching.propose(anne, entry.id, "fr").replace(
        '# … = ["Bien visé"]', 'vehicle = ["Bien visé"]'
    )
    kept = teaching.keep(anne, entry.id, proposal)
    assert (kept.lead_id, kept.is_new) == (taken[1].lead_id, False)
    with center.store.reading() as session:
        assert session.get_one(RawInputRow, entry.id).reader == "labels", "its own enquiry stays as it was"
    [again] = IntakeService(center.office).take_bytes(
        mail(
            text.replace("10", "18").replace("zoe", "zoe.8"),
            sender="demandes@autobourse.example.com",
            subject="Acheteur, véhicule n° 3",
            message_id="<3@x>",
        ),
        "3.eml",
    )
    assert again.reader == "autobourse.example.com"


@pytest.mark.parametrize(
    "text", ['"""\x07 : x', "a" * 5_000 + ": b", "\\ \" ' : 06 39 98 00 01", "[labels] : ]]", "::::"]
)
def test_a_hostile_mail_gives_a_description_that_loads_or_a_refusal(center: Center, text: str) -> None:
    teaching, anne = TeachingService(center.office), center.who("anne")
    raw_id = unread(center, text, subject="Acheteur \"\\ ]] ' x 12")
    teaching.try_out(anne, raw_id, teaching.propose(anne, raw_id, "fr"))
