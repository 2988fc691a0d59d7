"""A small call center written straight into a store, for the tests of queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

from data.store import Store
from data.tables import LeadEventRow, LeadRow, PersonEmailRow, PersonPhoneRow, PersonRow, SiteRow, StaffRow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNE, BRUNO, CARLA = 1, 2, 3
LYON, BREST = 1, 2


def open_center(store: Store) -> None:
    """Two sites, two operators and a salesperson."""
    with store.writing() as session:
        session.add_all([SiteRow(id=LYON, name="Lyon"), SiteRow(id=BREST, name="Brest")])
        session.flush()
        session.add_all(
            [
                StaffRow(id=ANNE, login="anne", name="Anne", role="operator", created_at=NOW),
                StaffRow(id=BRUNO, login="bruno", name="Bruno", role="operator", created_at=NOW),
                StaffRow(id=CARLA, login="carla", name="Carla", role="salesperson", created_at=NOW),
            ]
        )


def add_lead(
    store: Store,
    *,
    due: int | None = None,
    person: str = "DUPONT Jean",
    phone: str | None = None,
    email: str | None = None,
    **columns: Any,
) -> int:
    """A lead with its person and its first event; ``due`` is in minutes from ``NOW``. Returns its id."""
    values: dict[str, Any] = {
        "site_id": LYON,
        "source": "site",
        "channel": "form",
        "received_at": NOW - timedelta(hours=1),
        "last_incoming_at": columns.get("received_at", NOW - timedelta(hours=1)),
    }
    with store.writing() as session:
        customer = PersonRow(display_name=person, full_name=person, created_at=NOW)
        session.add(customer)
        session.flush()
        assert customer.id is not None
        if phone:
            session.add(PersonPhoneRow(person_id=customer.id, raw=phone, e164=phone, kind="fiction"))
        if email:
            session.add(PersonEmailRow(person_id=customer.id, raw=email, address=email))
        deadline = None if due is None else NOW + timedelta(minutes=due)
        lead = LeadRow(person_id=customer.id, due_at=deadline, **(values | columns))
        session.add(lead)
        session.flush()
        assert lead.id is not None
        session.add(
            LeadEventRow(
                lead_id=lead.id,
                at=lead.received_at,
                kind="received",
                data={"touch": 1, "channel": lead.channel, "source": lead.source, "site": lead.site_id},
                recorded_at=NOW,
            )
        )
        return lead.id
