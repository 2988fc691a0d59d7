"""A customer writes once their car is sold: the sale stands, and somebody sees what they wrote."""

from sqlmodel import col, select

from data.tables import LeadRow, MessageRow
from rules.vocabulary import Lane, RawOutcome, SaleUndoReason
from tests.services.center import Center
from tests.services.mails import mail
from tests.services.test_sales import car_status, ready
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.sorting import SortingService
from vo_callcenter.services.store_check import check

CUSTOMER = "Anne Petit <anne.petit@example.org>"


def sold(center: Center) -> int:
    lead = ready(center)
    center.sales.sell(center.who("louis"), lead, 12_000)
    return lead


def to_sort(center: Center, words: str) -> int:
    """A mail that no reader understood."""
    content = mail(words, sender=CUSTOMER, message_id=f"<{len(words)}@example.org>")
    [result] = IntakeService(center.office, lambda *_: []).take_bytes(content, "m.eml")
    assert (result.outcome, result.raw_id is None) == (RawOutcome.TO_SORT, False)
    return result.raw_id or 0


def stages(center: Center) -> list[tuple[str, int | None, int]]:
    """Stage, car and person of every lead."""
    with center.store.reading() as session:
        leads = session.exec(select(LeadRow).order_by(col(LeadRow.id))).all()
        return [(lead.stage, lead.car_id, lead.person_id) for lead in leads]


def test_what_is_attached_to_a_sold_lead_is_another_demand_that_waits_in_the_queue(center: Center) -> None:
    lead, camille, sorting = sold(center), center.who("camille"), SortingService(center.office)
    [(_, car, person)] = stages(center)
    done = sorting.attach(camille, to_sort(center, "Où en est ma carte grise ?"), lead)
    new = done.lead_id
    assert (done.person, done.is_known) == ("DURAND1 Jean", False)
    assert stages(center) == [("sold", car, person), ("new", car, person)]
    assert [row.id for row in center.queue.rows(camille, Lane.TO_TAKE)] == [new]
    center.wall.go(hours=2)
    assert sorting.attach(camille, to_sort(center, "Et le double des clés ?"), lead).lead_id == new
    assert len(stages(center)) == 2
    assert (center.field(lead, "stage"), car_status(center)) == ("sold", "sold")
    assert check(center.office) == []


def test_its_sale_can_still_be_undone_once(center: Center) -> None:
    lead = sold(center)
    SortingService(center.office).attach(center.who("camille"), to_sort(center, "Je me rétracte."), lead)
    center.sales.undo_sale(center.who("louis"), lead, SaleUndoReason.WITHDRAWAL)
    assert (center.field(lead, "stage"), car_status(center)) == ("accepted", "in_stock")
    assert check(center.office) == []


def test_answers_in_the_thread_of_a_sold_lead_make_one_new_lead_together(center: Center) -> None:
    lead = sold(center)
    with center.store.writing() as session:
        ours = MessageRow(
            lead_id=lead,
            direction="out",
            channel="email",
            address="anne.petit@example.org",
            message_id="ours@example.com",
            at=center.wall.at,
        )
        session.add(ours)
    came = []
    for words in ("Merci encore !", "Quand puis-je passer la prendre ?"):
        center.wall.go(hours=1)
        answer = mail(
            words,
            sender=CUSTOMER,
            message_id=f"<{len(words)}@example.org>",
            in_reply_to="<ours@example.com>",
        )
        [result] = IntakeService(center.office).take_bytes(answer, "a.eml")
        came.append((result.outcome, result.lead_id))
    assert came == [(RawOutcome.LEAD, lead + 1), (RawOutcome.TOUCH, lead + 1)]
    assert center.field(lead, "stage") == "sold"
