"""The mailboxes, and how far each was read."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import MailboxMessageRow, MailboxReadingRow, MailboxRow, RawInputRow, SiteRow
from rules.values.mailbox import AfterReading, Mailbox, MailboxState, Security
from rules.vocabulary import RawOutcome, Source

ATTEMPTS = 5
"""So often a message is fetched that the server does not give; after that it is only counted."""


def mailboxes(session: Session, *, active_only: bool = False) -> Sequence[Mailbox]:
    """All of them by name."""
    chosen = select(MailboxRow).order_by(MailboxRow.name)
    if active_only:
        chosen = chosen.where(col(MailboxRow.is_active))
    return [_mailbox(row) for row in session.exec(chosen).all()]


def mailbox_named(session: Session, name: str) -> Mailbox | None:
    row = session.exec(select(MailboxRow).where(MailboxRow.name == name)).first()
    return None if row is None else _mailbox(row)


def mailbox_states(session: Session) -> Sequence[MailboxState]:
    """How the watching of each goes."""
    failed = dict(
        session.exec(
            select(MailboxMessageRow.mailbox_id, sa.func.count())
            .where(col(MailboxMessageRow.raw_id).is_(None))
            .group_by(col(MailboxMessageRow.mailbox_id))
        ).all()
    )
    rows = session.exec(
        select(MailboxRow, MailboxReadingRow, SiteRow.name)
        .join(MailboxReadingRow, col(MailboxReadingRow.mailbox_id) == MailboxRow.id, isouter=True)
        .join(SiteRow, col(SiteRow.id) == MailboxRow.site_id, isouter=True)
        .order_by(MailboxRow.name)
    ).all()
    return [
        MailboxState(
            mailbox=_mailbox(row),
            site=site or "",
            last_contact_at=reading.contact_at if reading else None,
            error=reading.error if reading else "",
            error_detail=reading.error_detail if reading else "",
            error_at=reading.error_at if reading else None,
            failed=failed.get(row.id or 0, 0),
        )
        for row, reading, site in rows
    ]


def reading_of(session: Session, mailbox_id: int) -> MailboxReadingRow:
    """How far it was read; a new row where nothing was."""
    return session.get(MailboxReadingRow, mailbox_id) or MailboxReadingRow(mailbox_id=mailbox_id)


def taken_messages(session: Session, mailbox_id: int) -> Sequence[tuple[int, RawOutcome]]:
    """Messages in the store, read, and not yet marked on the server: UID and outcome, ascending."""
    rows = session.exec(
        select(MailboxMessageRow.uid, RawInputRow.outcome)
        .join(RawInputRow, col(RawInputRow.id) == MailboxMessageRow.raw_id)
        .where(
            MailboxMessageRow.mailbox_id == mailbox_id,
            RawInputRow.outcome != RawOutcome.PENDING.value,
        )
        .order_by(col(MailboxMessageRow.uid))
    ).all()
    return [(uid, RawOutcome(outcome)) for uid, outcome in rows]


def unread_raw_ids(session: Session, mailbox_id: int) -> Sequence[int]:
    """Raw inputs of messages taken and not read, oldest first."""
    rows = session.exec(
        select(RawInputRow.id)
        .join(MailboxMessageRow, col(MailboxMessageRow.raw_id) == RawInputRow.id)
        .where(MailboxMessageRow.mailbox_id == mailbox_id, RawInputRow.outcome == RawOutcome.PENDING.value)
        .order_by(col(RawInputRow.id))
    ).all()
    return [row for row in rows if row is not None]


def refused_uids(session: Session, mailbox_id: int) -> Sequence[int]:
    """Messages the server did not give so far and that are worth another attempt, ascending."""
    return session.exec(
        select(MailboxMessageRow.uid)
        .where(
            MailboxMessageRow.mailbox_id == mailbox_id,
            col(MailboxMessageRow.raw_id).is_(None),
            MailboxMessageRow.attempts < ATTEMPTS,
        )
        .order_by(col(MailboxMessageRow.uid))
    ).all()


def is_as_read(session: Session, mailbox: Mailbox) -> bool:
    """Whether the mailbox is still the folder that ``mailbox`` says; until the transaction ends nobody changes it."""
    row = session.get(MailboxRow, mailbox.id, with_for_update={"read": True})
    return row is not None and _mailbox(row).place == mailbox.place


def forget_reading(session: Session, mailbox_id: int) -> None:
    """Drop how far it was read and what is still to be done on its server; raw inputs stay."""
    forget_messages(session, mailbox_id)
    session.connection().execute(
        sa.delete(MailboxReadingRow).where(col(MailboxReadingRow.mailbox_id) == mailbox_id)
    )


def remove_mailbox(session: Session, mailbox_id: int) -> None:
    """Delete a mailbox with its bookkeeping; what came from it stays."""
    forget_reading(session, mailbox_id)
    session.connection().execute(sa.delete(MailboxRow).where(col(MailboxRow.id) == mailbox_id))


def forget_messages(session: Session, mailbox_id: int, uids: Sequence[int] | None = None) -> None:
    """Nothing more is to be done with these; with all of them where none are named."""
    gone = sa.delete(MailboxMessageRow).where(col(MailboxMessageRow.mailbox_id) == mailbox_id)
    if uids is not None:
        gone = gone.where(col(MailboxMessageRow.uid).in_(uids))
    session.connection().execute(gone)


def note_contact(
    session: Session, mailbox_id: int, at: datetime, error: str | None = None, detail: str = ""
) -> None:
    """The server answered (no error), or what was the matter with it."""
    reading = reading_of(session, mailbox_id)
    if error is None:
        reading.contact_at, reading.error, reading.error_detail, reading.error_at = at, "", "", None
    else:
        reading.error_at = reading.error_at if reading.error == error else at
        reading.error, reading.error_detail = error, detail
    session.add(reading)


def _mailbox(row: MailboxRow) -> Mailbox:
    return Mailbox(
        name=row.name,
        host=row.host,
        port=row.port,
        login=row.login,
        security=Security(row.security),
        folder=row.folder,
        site_id=row.site_id,
        source=Source(row.source) if row.source else None,
        after_reading=AfterReading(row.after_reading),
        handled_folder=row.handled_folder,
        to_sort_folder=row.to_sort_folder,
        since=row.since,
        is_active=row.is_active,
        id=row.id or 0,
    )
