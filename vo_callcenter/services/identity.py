"""One person or two, one demand or two: operators see what becomes of a merge, decide, and take it apart again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.changes import note_change
from data.queries.contact import emails_of, phones_of
from data.queries.likeness import standing_merges
from data.queries.matching import intake_alone, leads_of_person
from data.tables import LeadRow, MergeRow, PersonPhoneRow, PersonRow, SuggestionRow, TouchRow
from rules.action import Action
from rules.matching import NewTouch, lead_of
from rules.merging import is_kept_first
from rules.policy.identity import IdentityPolicy
from rules.refusal import Refusal
from rules.values.identity import LeadSide, MergePreview, PersonSide
from rules.values.staff import Actor
from rules.vocabulary import NumberOwner, Source, Stage
from vo_callcenter.services.arrival import known_lead
from vo_callcenter.services.case import open_case, opened
from vo_callcenter.services.merged_leads import merge_cases, order_of, permit_merge, split_lead
from vo_callcenter.services.merged_persons import lock_leads, merge_persons, split_persons
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit

SAME, OTHER = "same", "other"


class IdentityService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def preview(self, actor: Actor, lead_id: int, suggestion_id: int) -> MergePreview:
        """What is known of both persons, and what will become of them and of their leads if they are one."""
        with self._office.store.reading() as session:
            permit(Action.MERGE, open_case(self._office, session, lead_id), actor)
            lead = _lead(session, lead_id)
            mine, theirs = _pair(session, lead, suggestion_id)
            kept, emptied = sorted((mine, theirs))
            sides = _person_side(session, mine), _person_side(session, theirs)
            return replace(self._preview(session, kept, emptied), sides=sides)

    def preview_leads(self, actor: Actor, one: int, other: int) -> MergePreview:
        """What will become of two leads, and of their persons, if they are one demand."""
        with self._office.store.reading() as session:
            first, second = _lead(session, one), _lead(session, other)
            if not is_kept_first((first.received_at, one), (second.received_at, other)):
                first, second = second, first
            kept, emptied = first.person_id, second.person_id
            pair = ((first, second),)
            return self._preview(session, kept, emptied, pair)

    def decide_same(self, actor: Actor, lead_id: int, suggestion_id: int) -> int:
        """Make one person of the lead's and the suggested one; leads that are one demand become one.

        Returns the lead that speaks for ``lead_id`` from now on.
        """
        with self._office.store.writing() as session:
            intake_alone(session)
            lead = _lead(session, lead_id)
            mine, theirs = _pair(session, lead, suggestion_id)
            lock_leads(session, (mine, theirs))
            permit(Action.MERGE, open_case(self._office, session, lead_id), actor)
            row = session.get_one(SuggestionRow, suggestion_id)
            row.decision, row.decided_at, row.decided_by_id = SAME, self._office.now(), actor.id
            session.add(row)
            self._one_person(session, min(mine, theirs), max(mine, theirs), actor)
            return _lead(session, lead_id).duplicate_of_id or lead_id

    def decide_other(self, actor: Actor, lead_id: int, suggestion_id: int) -> None:
        """They are two people: never asked again."""
        with opened(self._office, lead_id) as case:
            permit(Action.MERGE, case, actor)
            mine, theirs = _pair(case.session, case.lead, suggestion_id)
            row = case.session.get_one(SuggestionRow, suggestion_id)
            row.decision, row.decided_at, row.decided_by_id = OTHER, case.now, actor.id
            case.session.add(row)
            for person in (mine, theirs):
                note_change(case.session, "person", person, case.now)

    def merge_leads(self, actor: Actor, one: int, other: int) -> int:
        """Make one lead of two, and one person of theirs; returns the lead that is kept."""
        with self._office.store.writing() as session:
            intake_alone(session)
            kept, emptied = order_of(self._office, session, one, other)
            permit_merge(kept, emptied, actor)
            persons = None
            if kept.lead.person_id != emptied.lead.person_id:
                persons = merge_persons(
                    self._office, session, kept.lead.person_id, emptied.lead.person_id, actor
                ).id
                kept, emptied = order_of(self._office, session, one, other)
            merge_cases(kept, emptied, actor, persons)
            return kept.id

    def split(self, actor: Actor, lead_id: int) -> tuple[int, int]:
        """Take apart the merge that closed this lead, else the last one into it, else the one of its person.

        Returns the two leads (twice the same where only persons were merged). Raises ``Refusal("not_merged")``.
        """
        with self._office.store.writing() as session:
            intake_alone(session)
            lead = _lead(session, lead_id)
            row = next(iter(_merges_of(session, lead)), None)
            if row is None or row.id is None:
                raise Refusal("not_merged", lead=lead_id)
            permit(Action.MERGE, open_case(self._office, session, lead_id), actor)
            unmerge(self._office, session, row.id, actor)
            return (row.kept_id, row.emptied_id) if row.kind == "lead" else (lead_id, lead_id)

    def mark_number(self, actor: Actor, lead_id: int, phone_id: int, owner: NumberOwner) -> None:
        """Say who answers a number. Shared or not holds for all who gave it; somebody else's is said by this one."""
        with opened(self._office, lead_id) as case:
            permit(Action.MERGE, case, actor)
            phone = case.session.get(PersonPhoneRow, phone_id)
            if phone is None or phone.person_id != case.lead.person_id:
                raise Refusal("no_such_phone", phone=phone_id)
            rows: Sequence[PersonPhoneRow] = [phone]
            if phone.e164 and owner is not NumberOwner.OTHERS:
                same = select(PersonPhoneRow).where(PersonPhoneRow.e164 == phone.e164)
                rows = case.session.exec(same).all()
            for row in rows:
                row.is_shared = owner is not NumberOwner.OWN
                case.session.add(row)
                note_change(case.session, "person", row.person_id, case.now)
            phone.is_others = owner is NumberOwner.OTHERS
            case.session.add(phone)

    def _one_person(self, session: Session, kept: int, emptied: int, actor: Actor) -> None:
        policy = self._office.policy().identity
        pairs = [(one.id or 0, other.id or 0) for one, other in _same_demands(session, kept, emptied, policy)]
        row = merge_persons(self._office, session, kept, emptied, actor)
        for one, other in pairs:
            first, second = order_of(self._office, session, one, other)
            try:
                permit_merge(first, second, actor)
            except Refusal:
                continue  # one person with two leads: somebody else decides on these
            merge_cases(first, second, actor, row.id)

    def _preview(
        self,
        session: Session,
        kept: int,
        emptied: int,
        pairs: Sequence[tuple[LeadRow, LeadRow]] | None = None,
    ) -> MergePreview:
        found = list(
            _same_demands(session, kept, emptied, self._office.policy().identity) if pairs is None else pairs
        )
        merged = {lead.id for pair in found for lead in pair}
        persons = dict.fromkeys((kept, emptied))
        rest = [lead for person in persons for lead in leads_of_person(session, person)]
        return MergePreview(
            kept_name=session.get_one(PersonRow, kept).display_name,
            emptied_name=session.get_one(PersonRow, emptied).display_name if kept != emptied else "",
            pairs=tuple((_side(session, one), _side(session, other)) for one, other in found),
            apart=tuple(
                _side(session, lead)
                for lead in rest
                if lead.id not in merged and lead.duplicate_of_id is None
            ),
        )


def unmerge(office: Office, session: Session, merge_id: int, actor: Actor) -> None:
    """Take a merge apart with everything that came with it, inside an open transaction."""
    row = session.get_one(MergeRow, merge_id)
    if row.undone_at is not None:
        raise Refusal("not_merged", lead=row.emptied_id)
    if row.kind == "person":
        split_persons(office, session, row, actor)
        return
    split_lead(office, session, row, actor)
    persons = session.get(MergeRow, row.person_merge_id) if row.person_merge_id else None
    if persons is not None and persons.undone_at is None:
        split_persons(office, session, persons, actor)


def _merges_of(session: Session, lead: LeadRow) -> Iterator[MergeRow]:
    assert lead.id is not None
    yield from standing_merges(session, "lead", emptied=[lead.id])
    yield from standing_merges(session, "lead", kept=[lead.id])
    yield from standing_merges(session, "person", kept=[lead.person_id])


def _same_demands(
    session: Session, one: int, other: int, policy: IdentityPolicy
) -> Iterator[tuple[LeadRow, LeadRow]]:
    """Leads of two persons that are one demand, each as (kept, emptied): what arrival would have joined."""
    theirs = {person: [*leads_of_person(session, person)] for person in (one, other)}
    rows = sorted(
        (lead for leads in theirs.values() for lead in leads), key=lambda lead: (lead.received_at, lead.id)
    )
    by_id = {lead.id: lead for lead in rows}
    gone: set[int | None] = set()
    for later in rows:
        if later.duplicate_of_id is not None or later.stage == Stage.SOLD:
            continue
        known = known_lead(later)
        earlier = [
            known_lead(lead)
            for lead in theirs[other if later.person_id == one else one]
            if (lead.received_at, lead.id) < (later.received_at, later.id)
            and lead.duplicate_of_id is None
            and lead.id not in gone
            and (lead.is_open or later.is_open)
        ]
        found = lead_of(NewTouch(later.received_at, known.car, later.source, later.site_id), earlier, policy)
        if found is not None:
            gone.add(later.id)
            yield by_id[found.id], later


def _lead(session: Session, lead_id: int) -> LeadRow:
    lead = session.get(LeadRow, lead_id, populate_existing=True)
    if lead is None:
        raise Refusal("no_such_lead", lead=lead_id)
    return lead


def _pair(session: Session, lead: LeadRow, suggestion_id: int) -> tuple[int, int]:
    """The lead's person and the one suggested for them. Raises ``Refusal`` once somebody has decided."""
    row = session.get(SuggestionRow, suggestion_id)
    if row is None or lead.person_id not in (row.low_id, row.high_id):
        raise Refusal("no_such_suggestion")
    if row.decision:
        raise Refusal("suggestion_decided")
    return lead.person_id, row.high_id if row.low_id == lead.person_id else row.low_id


def _person_side(session: Session, person_id: int) -> PersonSide:
    cars = (lead.car_text for lead in leads_of_person(session, person_id))
    return PersonSide(
        phones=tuple(row.e164 or row.raw for row in phones_of(session, person_id)),
        emails=tuple(row.address for row in emails_of(session, person_id)),
        cars=tuple(dict.fromkeys(car for car in cars if car)),
    )


def _side(session: Session, lead: LeadRow) -> LeadSide:
    touches = session.exec(
        select(sa.func.count()).select_from(TouchRow).where(col(TouchRow.lead_id) == lead.id)
    ).one()
    return LeadSide(
        lead.id or 0, lead.received_at, Source(lead.source), lead.car_text, Stage(lead.stage), touches
    )
