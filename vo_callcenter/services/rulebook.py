"""The policy as people read it, and a new version of it put in force."""

from collections.abc import Mapping
from datetime import date

from data.changes import note_change
from data.tables import LeadRow, PolicyVersionRow
from rules.policy import Policy, complete, load
from rules.refusal import Refusal
from rules.values.contact import ChannelVerdict
from rules.values.staff import Actor
from rules.vocabulary import Capability, Channel, Purpose
from vo_callcenter.services.contact_gate import judged
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require, require_sight


class RulebookService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def judge(self, actor: Actor, lead_id: int, channel: Channel) -> ChannelVerdict:
        """What the contact policy says of answering this lead's customer that way, now."""
        with self._office.store.reading() as session:
            lead = session.get(LeadRow, lead_id)
            if lead is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, lead)
            return judged(
                session, lead, channel, Purpose.ANSWER, self._office.policy().contact, self._office.now()
            )

    def apply(self, actor: Actor, texts: Mapping[str, str], effective_from: date | None = None) -> int:
        """Keep a new version, the layers in their order, in force from its day on; returns its number.

        What is kept is one complete document: packaged values that change later do not change it. Figures of
        the past keep the version they were made under. Raises ``PolicyError`` with every mistake, and
        ``Refusal("policy_in_the_past")`` for a day before today.
        """
        require(actor, Capability.ADMINISTER)
        policy = load(texts)
        today = self._office.today()
        day = effective_from or max(policy.effective_from, today)
        if day < today:
            raise Refusal("policy_in_the_past", day=day.isoformat())
        dated = {**texts, "effective_from": f"effective_from = {day.isoformat()}\n"}
        return keep_version(self._office, load(dated), complete(dated), actor.id)


def keep_version(office: Office, policy: Policy, text: str, staff_id: int | None) -> int:
    """Write a validated policy document as the next version."""
    with office.store.writing() as session:
        row = PolicyVersionRow(
            effective_from=policy.effective_from,
            preset=policy.preset,
            reference=policy.reference,
            text=text,
            created_at=office.now(),
            created_by_id=staff_id,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        note_change(session, "policy", row.id, office.now())
    office.forget()
    return row.id
