"""Whose leads they are, by the name that lists show."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from data.tables import LeadRow, PersonRow

BATCH = 500
"""Leads asked for in one statement."""


def names_of_leads(session: Session, lead_ids: Sequence[int]) -> Mapping[int, str]:
    """Name by lead; leads that are not there are left out."""
    names: dict[int, str] = {}
    for start in range(0, len(lead_ids), BATCH):
        rows = session.exec(
            select(LeadRow.id, PersonRow.display_name)
            .join(PersonRow, col(PersonRow.id) == LeadRow.person_id)
            .where(col(LeadRow.id).in_(lead_ids[start : start + BATCH]))
        ).all()
        names |= {lead_id: name for lead_id, name in rows if lead_id is not None}
    return names
