"""A lead as the store holds it, and a message of ours on it."""

from data.tables import LeadRow, MessageRow, OutboxRow
from rules.vocabulary import EventKind
from vo_callcenter.services.case import opened
from vo_callcenter.services.office import Office


def lead_of(office: Office, lead_id: int | None) -> LeadRow:
    assert lead_id is not None
    with office.store.reading() as session:
        row = session.get_one(LeadRow, lead_id)
        session.expunge(row)
        return row


def sent(office: Office, lead_id: int, message_id: str) -> int:
    """A message of ours on that lead, which the provider has."""
    with opened(office, lead_id) as case:
        number = case.add(
            MessageRow(
                lead_id=lead_id,
                direction="out",
                channel="email",
                address="jean.dupont@example.org",
                message_id=message_id,
                at=case.now,
            )
        )
        case.add(
            OutboxRow(message_id=number, lead_id=lead_id, channel="email", state="sent", try_at=case.now)
        )
        case.record(EventKind.MESSAGE_ACCEPTED, 1, message=number, channel="email", automatic=False)
    return number
