"""The sources that call over HTTP, and how it goes with each."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel, col, select

from data.tables import AwaitedLeadRow, RawInputRow, SiteRow, WebhookActivityRow, WebhookRow, WebhookSeenRow
from rules.values.webhook import Webhook, WebhookKind, WebhookState
from rules.vocabulary import RawOutcome, Source

_ACTIVITY = SQLModel.metadata.tables[WebhookActivityRow.__tablename__]


def webhooks(session: Session) -> Sequence[Webhook]:
    """All of them by name."""
    return [_webhook(row) for row in session.exec(select(WebhookRow).order_by(WebhookRow.name)).all()]


def webhook_named(session: Session, name: str) -> Webhook | None:
    row = session.exec(select(WebhookRow).where(WebhookRow.name == name)).first()
    return None if row is None else _webhook(row)


def webhook_states(session: Session) -> Sequence[WebhookState]:
    rows = session.exec(
        select(WebhookRow, WebhookActivityRow, SiteRow.name)
        .join(WebhookActivityRow, col(WebhookActivityRow.webhook_id) == WebhookRow.id, isouter=True)
        .join(SiteRow, col(SiteRow.id) == WebhookRow.site_id, isouter=True)
        .order_by(WebhookRow.name)
    ).all()
    unread = _unread(session)
    return [
        WebhookState(
            webhook=_webhook(row),
            site=site or "",
            accepted=activity.accepted if activity else 0,
            accepted_at=activity.accepted_at if activity else None,
            refused=activity.refused if activity else 0,
            refused_at=activity.refused_at if activity else None,
            refused_code=activity.refused_code if activity else "",
            unread=unread.get(row.name, (0, ""))[0],
            unread_code=unread.get(row.name, (0, ""))[1],
        )
        for row, activity, site in rows
    ]


def unread_raw_ids(session: Session, origin: str) -> Sequence[int]:
    """Documents that came this way and were not read, oldest first."""
    rows = session.exec(
        select(RawInputRow.id)
        .where(
            RawInputRow.outcome == RawOutcome.PENDING.value,
            RawInputRow.part == 0,
            RawInputRow.origin == origin,
        )
        .order_by(col(RawInputRow.id))
    ).all()
    return [row for row in rows if row is not None]


def note_accepted(connection: Connection, webhook_id: int, count: int, at: datetime) -> None:
    """So many calls of a source are in the store now."""
    _note(
        connection, webhook_id, {"accepted": _ACTIVITY.c.accepted + count, "accepted_at": at}, accepted=count
    )


def note_refused(connection: Connection, webhook_id: int, count: int, code: str, at: datetime) -> None:
    """So many calls of a source were refused, the last one for that."""
    values = {"refused": _ACTIVITY.c.refused + count, "refused_at": at, "refused_code": code}
    _note(connection, webhook_id, values, refused=count)


def _unread(session: Session) -> dict[str, tuple[int, str]]:
    """By source, how many announced leads could not be read, and what the one tried last met."""
    found: dict[str, tuple[int, str]] = {}
    failed = select(AwaitedLeadRow).where(AwaitedLeadRow.state != "read", AwaitedLeadRow.error != "")
    for row in session.exec(failed.order_by(col(AwaitedLeadRow.try_at))).all():
        found[row.webhook] = (found.get(row.webhook, (0, ""))[0] + 1, row.error)
    return found


def remove_webhook(session: Session, webhook_id: int) -> None:
    """Delete a source with its figures and signatures."""
    connection = session.connection()
    for table, key in (
        (WebhookSeenRow, col(WebhookSeenRow.webhook_id)),
        (WebhookActivityRow, col(WebhookActivityRow.webhook_id)),
        (WebhookRow, col(WebhookRow.id)),
    ):
        connection.execute(sa.delete(table).where(key == webhook_id))


def forget_seen(session: Session, before: datetime) -> None:
    """Drop the signatures of calls that would be refused for their age."""
    session.connection().execute(sa.delete(WebhookSeenRow).where(col(WebhookSeenRow.at) < before))


def _note(
    connection: Connection, webhook_id: int, values: dict[str, object], *, accepted: int = 0, refused: int = 0
) -> None:
    changed = connection.execute(
        sa.update(_ACTIVITY).where(_ACTIVITY.c.webhook_id == webhook_id).values(**values)
    )
    if changed.rowcount == 0:
        first = {"refused_code": "", **values, "accepted": accepted, "refused": refused}
        connection.execute(sa.insert(_ACTIVITY).values(webhook_id=webhook_id, **first))


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        name=row.name,
        kind=WebhookKind(row.kind),
        site_id=row.site_id,
        source=Source(row.source) if row.source else None,
        is_active=row.is_active,
        id=row.id or 0,
    )
