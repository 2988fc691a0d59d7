"""A lead that Facebook announced is awaited: a second notice of it makes no second lead."""

from sqlmodel import Session

from data.tables import AwaitedLeadRow, RawInputRow
from rules.reading.notice import LeadNotice
from rules.vocabulary import RawOutcome
from vo_callcenter.services.office import Office
from vo_callcenter.services.sorting_deadline import sort_by
from vo_callcenter.services.way_in import WEBHOOK

UNREAD = "facebook_unread"
"""Reason of a lead whose answers could not be read so far."""
KNOWN = "facebook_known"


def await_lead(office: Office, session: Session, row: RawInputRow, notice: LeadNotice) -> None:
    """Have the lead fetched, inside the transaction that settles its notice; the row stays pending until then.

    A notice that came in a file has nobody whose token could fetch it: a person does.
    """
    assert row.id is not None
    known = session.get(AwaitedLeadRow, notice.lead_id)
    if known is not None:
        first = session.get(RawInputRow, known.raw_id)
        row.outcome, row.reason = RawOutcome.REPEATED.value, KNOWN
        row.lead_id = first.lead_id if first else None
    elif row.origin != WEBHOOK:
        row.outcome, row.reason = RawOutcome.TO_SORT.value, UNREAD
        row.deadline_at = sort_by(office, row.received_at)
    else:
        session.add(
            AwaitedLeadRow(
                lead_id=notice.lead_id,
                raw_id=row.id,
                webhook=row.name,
                page_id=notice.page_id,
                form_id=notice.form_id,
                try_at=office.now(),
            )
        )
