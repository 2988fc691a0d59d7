"""Versions of portal descriptions, as they were written."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from data.tables import PortalVersionRow, StaffRow
from rules.values.portal import PortalVersion


def last_portal_change(session: Session) -> int:
    """The number of the newest version of any description; 0 when none was ever changed."""
    return session.exec(select(sa.func.max(col(PortalVersionRow.id)))).one() or 0


def latest_portals(session: Session) -> Sequence[PortalVersion]:
    """The last version of every description somebody changed, those put back to the packaged one too."""
    other = aliased(PortalVersionRow)
    last = (
        select(sa.func.max(col(other.version))).where(other.name == PortalVersionRow.name).scalar_subquery()
    )
    return _versions(session, col(PortalVersionRow.version) == last)


def portal_versions(session: Session, name: str) -> Sequence[PortalVersion]:
    """Every version of one description, the newest first."""
    return _versions(session, col(PortalVersionRow.name) == name)


def _versions(session: Session, where: sa.ColumnElement[bool]) -> Sequence[PortalVersion]:
    statement = (
        select(PortalVersionRow, StaffRow.name)
        .join(StaffRow, col(StaffRow.id) == PortalVersionRow.created_by_id, isouter=True)
        .where(where)
        .order_by(col(PortalVersionRow.name), col(PortalVersionRow.version).desc())
    )
    return [
        PortalVersion(row.name, row.version, row.text, row.created_at, by or "")
        for row, by in session.exec(statement)
    ]
