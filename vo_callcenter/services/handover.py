"""Handing a lead over: offered to a salesperson, accepted, refused or let pass, then offered to the next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from data.changes import note_change
from data.tables import LeadRow, OfferRow, StaffRow
from rules.action import Action
from rules.events import standing
from rules.lead_state import fold
from rules.refusal import Refusal
from rules.routing import recommended
from rules.values.route import Candidate
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, EventKind, OfferState, RefuseReason
from vo_callcenter.services.candidates import ranking
from vo_callcenter.services.case import Case, events_of, open_case, opened
from vo_callcenter.services.consequences import follow_offers
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, require_sight
from vo_callcenter.services.row_by_row import row_by_row
from vo_callcenter.services.tasks import settle_fired


class HandoverService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def candidates(self, actor: Actor, lead_id: int) -> Sequence[Candidate]:
        """Ranked, the recommended one first; impossible ones last with what blocks them."""
        office = self._office
        with office.store.reading() as session:
            lead = session.get(LeadRow, lead_id)
            if lead is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, lead)
            refused = fold(events_of(session, lead_id)).refused_by
            return ranking(office, session, lead, refused, office.policy(), office.now())

    def offer(self, actor: Actor, lead_id: int, staff_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.ROUTE, case, actor)
            make_offer(case, actor.id, candidate_for(case, staff_id))

    def withdraw(self, actor: Actor, lead_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.WITHDRAW, case, actor)
            offer = _open_offer(case)
            case.record(EventKind.OFFER_WITHDRAWN, actor, offer=offer.id, to=offer.staff_id)
            follow_offers(case)

    def accept(self, actor: Actor, offer_id: int) -> int:
        """Returns the lead's id. Raises ``offer_gone`` when it was answered, withdrawn or let pass meanwhile."""
        with self._office.store.writing() as session:
            case = open_case(self._office, session, _lead_of(session.get(OfferRow, offer_id)))
            offer = _still_open(case, offer_id)
            permit(Action.ACCEPT, case, actor)
            owner = case.state.owner
            _move_to_site_of(case, actor.id)
            accepted = case.record(EventKind.OFFER_ACCEPTED, actor, offer=offer.id, to=actor.id)
            settle_fired(case, owner or offer.offered_by_id, offer.offered_at, accepted.id)
            if owner is not None and owner != actor.id and case.policy.desk.offers.release_owner:
                case.record(EventKind.RELEASED, actor, reason="handed_over", act=accepted.id)
            follow_offers(case)
            case.save()
            return case.id

    def refuse(self, actor: Actor, offer_id: int, reason: RefuseReason) -> None:
        """Offers it to the next candidate."""
        with self._office.store.writing() as session:
            case = open_case(self._office, session, _lead_of(session.get(OfferRow, offer_id)))
            offer = _still_open(case, offer_id)
            permit(Action.REFUSE, case, actor)
            case.record(EventKind.OFFER_REFUSED, actor, offer=offer.id, to=actor.id, reason=reason.value)
            follow_offers(case)
            offer_next(case, offer.offered_by_id)
            case.save()

    def expire_offers(self, now: datetime | None = None) -> int:
        """Let every offer pass whose time is over and offer the lead to the next; returns how many.

        Each in a transaction of its own, so a second engine in a bad moment does nothing twice.
        """
        now = now or self._office.now()
        with self._office.store.reading() as session:
            due = session.exec(
                select(OfferRow.id)
                .where(OfferRow.state == OfferState.OPEN.value, col(OfferRow.expires_at) <= now)
                .order_by(col(OfferRow.expires_at))
            ).all()
        return row_by_row("offers", due, lambda offer_id: self._expire(offer_id, now))

    def _expire(self, offer_id: int, now: datetime) -> bool:
        with self._office.store.writing() as session:
            case = open_case(self._office, session, _lead_of(session.get(OfferRow, offer_id)))
            offer = session.get_one(OfferRow, offer_id, populate_existing=True)
            if offer.state != OfferState.OPEN or offer.expires_at is None or offer.expires_at > now:
                return False
            case.record(EventKind.OFFER_EXPIRED, offer=offer.id, to=offer.staff_id)
            follow_offers(case)
            offer_next(case, offer.offered_by_id)
            case.save()
            return True


def make_offer(
    case: Case, offered_by: int | None, candidate: Candidate, *, is_automatic: bool = False
) -> int:
    """Offer the lead to a candidate, inside an open case; returns the offer's id.

    An automatic one is nobody's act, but still names whoever offered the lead first.
    """
    expires_at = _expiry(case, candidate.staff_id)
    offer_id = case.add(
        OfferRow(
            lead_id=case.id,
            staff_id=candidate.staff_id,
            offered_by_id=offered_by,
            offered_at=case.now,
            expires_at=expires_at,
            points=candidate.points,
            reasons=[reason.as_data() for reason in candidate.reasons],
        )
    )
    data: dict[str, Any] = {"expires": expires_at.isoformat()} if expires_at else {}
    if is_automatic and offered_by is not None:
        data["by"] = offered_by
    actor = None if is_automatic else offered_by
    case.record(EventKind.OFFERED, actor, offer=offer_id, to=candidate.staff_id, **data)
    note_change(case.session, "offer", offer_id, case.now)
    return offer_id


def offer_next(case: Case, offered_by: int | None) -> int | None:
    """Offer the lead to the next candidate by policy; None when nobody is left, and the alarm is given.

    Nobody who refused it or let it pass is asked again. Managers come last, where policy sends it to them.
    """
    policy = case.policy.desk.offers
    if not policy.offers_next:
        return None
    ranked = ranking(case.office, case.session, case.lead, case.state.refused_by, case.policy, case.now)
    if policy.when_all_refused == "queue":
        ranked = tuple(each for each in ranked if each.ring != "manager")
    candidate = recommended(ranked)
    if candidate is None or candidate.ring == "manager":
        note_change(case.session, "alarm", case.id, case.now)
    if candidate is None:
        return None
    return make_offer(case, offered_by, candidate, is_automatic=True)


def candidate_for(case: Case, staff_id: int) -> Candidate:
    """That person as a candidate for the lead. Raises ``Refusal`` when something blocks them."""
    ranked = ranking(case.office, case.session, case.lead, case.state.refused_by, case.policy, case.now)
    for candidate in ranked:
        if candidate.staff_id == staff_id:
            blocker = next((reason for reason in candidate.reasons if reason.kind == "blocker"), None)
            if blocker is not None:
                raise Refusal(f"candidate_{blocker.code.value}", name=candidate.name)
            return candidate
    raise Refusal("candidate_cannot_receive", name="")


def hand_to(case: Case, actor: Actor, staff_id: int) -> None:
    """Give the lead to a salesperson without asking (a live call, a reassignment); inside an open case."""
    owner = case.state.owner
    holder = case.state.salesperson if case.state.progress in SALES_STAGES else owner
    accepted = _accepted_unasked(case, actor, staff_id)
    settle_fired(case, holder or actor.id, case.now, accepted)
    if owner is not None and owner != staff_id and case.policy.desk.offers.release_owner:
        case.record(EventKind.RELEASED, actor, reason="handed_over")


def take_for_oneself(case: Case, actor: Actor) -> None:
    """Let a salesperson who took the lead from the queue answer for it (scenario A); inside an open case.

    Whoever appoints or sells has accepted the lead and found it worth it: nobody's answer or first contact is
    waited for any more. Nothing happens where a salesperson has it already.
    """
    if case.state.salesperson is not None and case.state.progress in SALES_STAGES:
        return
    _accepted_unasked(case, actor, actor.id, taken=True)
    case.record(EventKind.QUALIFIED, actor)


def _accepted_unasked(case: Case, actor: Actor, staff_id: int, **data: bool) -> int:
    """Returns the id of the acceptance's event."""
    offer_id = case.add(
        OfferRow(
            lead_id=case.id,
            staff_id=staff_id,
            offered_by_id=actor.id,
            offered_at=case.now,
            state=OfferState.ACCEPTED.value,
            answered_at=case.now,
        )
    )
    _move_to_site_of(case, staff_id)
    accepted = case.record(EventKind.OFFER_ACCEPTED, actor, offer=offer_id, to=staff_id, **data)
    note_change(case.session, "offer", offer_id, case.now)
    return accepted.id


def take_back(case: Case, actor: Actor | None, staff_id: int, *, offers_next: bool = True) -> None:
    """Take the lead from a salesperson who has it, or to whom it is offered; inside an open case.

    It goes on to the next candidate, unless it is offered to somebody already.
    """
    theirs = [
        event.data["offer"]
        for event in standing(case.events)
        if event.kind in (EventKind.OFFERED, EventKind.OFFER_ACCEPTED) and event.data["to"] == staff_id
    ]
    case.record(EventKind.OFFER_WITHDRAWN, actor, offer=theirs[-1], to=staff_id)
    follow_offers(case)
    case.session.flush()
    if offers_next and case.state.offered_to is None:
        offer_next(case, actor.id if actor else None)


def _move_to_site_of(case: Case, staff_id: int) -> None:
    """The lead follows its salesperson: their site's hours count, their manager sees it."""
    site = case.session.get_one(StaffRow, staff_id).site_id
    if site is not None and site != case.state.site:
        case.record(EventKind.MOVED_SITE, staff_id, site=site)


def _expiry(case: Case, staff_id: int) -> datetime | None:
    policy = case.policy.desk.offers
    site = case.session.get_one(StaffRow, staff_id).site_id
    calendar = case.office.calendar_named(policy.calendar, site or case.lead.site_id)
    return calendar.add(case.now, timedelta(minutes=policy.expires_minutes))


def _open_offer(case: Case) -> OfferRow:
    offer = case.session.exec(
        select(OfferRow).where(OfferRow.lead_id == case.id, OfferRow.state == OfferState.OPEN.value)
    ).first()
    if offer is None:
        raise Refusal("not_offered")
    return offer


def _lead_of(offer: OfferRow | None) -> int:
    if offer is None:
        raise Refusal("no_such_offer")
    return offer.lead_id


def _still_open(case: Case, offer_id: int) -> OfferRow:
    # Read anew: whoever was quicker may have written while we waited for the lead.
    offer = case.session.get_one(OfferRow, offer_id, populate_existing=True)
    if offer.state != OfferState.OPEN:
        raise Refusal("offer_gone", state=offer.state)
    return offer
