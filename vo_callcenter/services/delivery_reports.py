"""Delivery notices about our messages: a failure restores the clock that the message had stopped."""

from sqlmodel import col, select

from data.tables import MessageRow
from rules.reading.demand import DeliveryReport
from rules.refusal import Refusal
from vo_callcenter.services.delivery import record_bounce
from vo_callcenter.services.office import Office

_SHOWN = 500


def keep_report(office: Office, report: DeliveryReport) -> None:
    """Record a failure notice on the message it is about; a notice about nothing of ours changes nothing.

    A notice that comes twice, or about a message that was given up, changes nothing either.
    """
    if not report.is_failure or not report.original_message_id:
        return
    message_id = report.original_message_id.strip().removeprefix("<").removesuffix(">")
    with office.store.reading() as session:
        number = session.exec(
            select(MessageRow.id)
            .where(MessageRow.message_id == message_id, col(MessageRow.direction) == "out")
            .limit(1)
        ).first()
    if number is None:
        return
    failed = next(to for to in report.recipients if to.action == "failed")
    try:
        record_bounce(office, number, failed.status or "", (failed.diagnostic or "")[:_SHOWN])
    except Refusal as refusal:
        if refusal.code.startswith("store_"):
            raise
