"""What may be done to a lead, by whom, and why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.action import Action
from rules.events import LeadEvent
from rules.lead_state import LeadState, fold
from rules.lifecycle import OPEN_TO_CLOSED, Situation, Undoable, available, check, check_call_end, check_close
from rules.policy import PRESETS, load, packaged
from rules.policy.desk import DeskPolicy
from rules.policy.qualification import FormStage
from rules.refusal import Refusal
from rules.rights import check_read
from rules.values.staff import Actor
from rules.vocabulary import Capability, CloseReason, EventKind, Role, Stage

DESKS = {preset: load(packaged(preset)).desk for preset in PRESETS}
DESK = DESKS["b"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def actor(staff_id: int, role: Role, desk: DeskPolicy = DESK, sites: frozenset[int] = frozenset()) -> Actor:
    return Actor(staff_id, f"{role} {staff_id}", role, desk.granted(role), sites)


OPERATOR, OTHER = actor(1, Role.OPERATOR), actor(2, Role.OPERATOR)
SELLER, SECOND = actor(11, Role.SALESPERSON), actor(12, Role.SALESPERSON)
MANAGER = actor(21, Role.MANAGER)
MARKETING = actor(31, Role.MARKETING)

NEW = LeadState(site=1, received_at=NOW)
MINE = replace(NEW, progress=Stage.CONTACTED, owner=OPERATOR.id)
QUALIFIED = replace(MINE, progress=Stage.QUALIFIED)
OFFERED = replace(QUALIFIED, progress=Stage.OFFERED, offered_to=SELLER.id)
ACCEPTED = replace(NEW, progress=Stage.ACCEPTED, salesperson=SELLER.id)
SOLD = replace(ACCEPTED, progress=Stage.SOLD)
LOST = replace(QUALIFIED, progress=Stage.LOST, close_reason="price")


def refusal(action: Action, state: LeadState, who: Actor, situation: Situation | None = None) -> str | None:
    """The code of the refusal, or None where the action is allowed."""
    found = available(state, who, DESK, situation)[action]
    return found.code if found else None


@pytest.mark.parametrize(
    ("action", "state", "who", "code"),
    [
        (Action.CLAIM, NEW, OPERATOR, None),
        (Action.CLAIM, NEW, SELLER, "not_allowed"),
        (Action.CLAIM, MINE, OPERATOR, "already_yours"),
        (Action.CLAIM, MINE, OTHER, "already_taken"),
        (Action.CLAIM, ACCEPTED, OPERATOR, "held_by_salesperson"),
        (Action.RELEASE, MINE, OPERATOR, None),
        (Action.RELEASE, MINE, OTHER, "held_by_other"),
        (Action.RELEASE, NEW, OPERATOR, "nobody_holds_it"),
        (Action.TAKE_OVER, MINE, OTHER, "only_supervisors_take_over"),
        (Action.TAKE_OVER, MINE, MANAGER, None),
        (Action.TAKE_OVER, NEW, MANAGER, "claim_first"),
        (Action.CALL, NEW, OPERATOR, "claim_first"),
        (Action.CALL, MINE, OPERATOR, None),
        (Action.CALL, MINE, OTHER, "held_by_other"),
        (Action.EMAIL, ACCEPTED, OPERATOR, "held_by_salesperson"),
        (Action.SMS, ACCEPTED, SELLER, None),
        (Action.CALL, OFFERED, SELLER, "accept_first"),
        (Action.NOTE, MINE, OTHER, None),
        (Action.QUALIFY, MINE, OPERATOR, None),
        (Action.QUALIFY, QUALIFIED, OPERATOR, "already_qualified"),
        (Action.ROUTE, MINE, OPERATOR, "qualify_first"),
        (Action.ROUTE, QUALIFIED, OPERATOR, None),
        (Action.ROUTE, OFFERED, OPERATOR, "already_offered"),
        (Action.ROUTE, ACCEPTED, OPERATOR, "already_handed_over"),
        (Action.WITHDRAW, OFFERED, OPERATOR, None),
        (Action.WITHDRAW, QUALIFIED, OPERATOR, "not_offered"),
        (Action.WITHDRAW, OFFERED, OTHER, "offered_by_other"),
        (Action.WITHDRAW, replace(OFFERED, owner=None, offered_by=OTHER.id), OTHER, None),
        (Action.WITHDRAW, replace(OFFERED, owner=None, offered_by=OTHER.id), OPERATOR, "offered_by_other"),
        (Action.WITHDRAW, OFFERED, MANAGER, None),
        (Action.ACCEPT, OFFERED, SELLER, None),
        (Action.ACCEPT, OFFERED, SECOND, "not_your_lead"),
        (Action.ACCEPT, OFFERED, MANAGER, "not_offered_to_you"),
        (Action.REFUSE, OFFERED, SELLER, None),
        (Action.APPOINTMENT, ACCEPTED, SELLER, None),
        (Action.APPOINTMENT, QUALIFIED, OPERATOR, "operator_cannot_sell"),
        (Action.SELL, ACCEPTED, SELLER, None),
        (Action.SELL, ACCEPTED, OPERATOR, "operator_cannot_sell"),
        (Action.SELL, ACCEPTED, SECOND, "not_your_lead"),
        (Action.SELL, SOLD, SELLER, "lead_is_closed"),
        (Action.UNDO_SALE, SOLD, SELLER, None),
        (Action.UNDO_SALE, ACCEPTED, SELLER, "not_sold"),
        (Action.REOPEN, SOLD, OPERATOR, "undo_the_sale"),
        (Action.REOPEN, LOST, OPERATOR, None),
        (Action.REOPEN, MINE, OPERATOR, "not_closed"),
        (Action.CALL, LOST, OPERATOR, "lead_is_closed"),
        (Action.NOTE, LOST, OPERATOR, None),
        (Action.REASSIGN, ACCEPTED, MANAGER, None),
        (Action.REASSIGN, ACCEPTED, OPERATOR, "not_allowed"),
        (Action.NOTE, NEW, MARKETING, "not_allowed"),
        (Action.UNDO, MINE, OPERATOR, "nothing_to_undo"),
    ],
)
def test_a_key_works_or_says_why_not(action: Action, state: LeadState, who: Actor, code: str | None) -> None:
    assert refusal(action, state, who) == code


def test_check_raises_what_available_tells() -> None:
    with pytest.raises(Refusal, match="operator_cannot_sell"):
        check(Action.SELL, ACCEPTED, OPERATOR, DESK)
    check(Action.SELL, ACCEPTED, SELLER, DESK)


def test_mandatory_answers_are_asked_for_before_each_step() -> None:
    missing = Situation(
        missing={FormStage.QUALIFIED: ("budget", "horizon"), FormStage.APPOINTMENT: ("test_drive",)}
    )
    told = available(MINE, OPERATOR, DESK, missing)[Action.QUALIFY]
    assert told is not None
    assert told.params == {"fields": ("budget", "horizon"), "count": 2, "step": "qualified"}
    assert refusal(Action.APPOINTMENT, ACCEPTED, SELLER, missing) == "fields_missing"
    assert refusal(Action.SELL, ACCEPTED, SELLER, missing) is None


def test_nobody_hoards_untouched_leads() -> None:
    assert (
        refusal(Action.CLAIM, NEW, OPERATOR, Situation(idle_claims=DESK.claims.max_open)) == "too_many_claims"
    )


@pytest.mark.parametrize(
    ("kind", "by", "minutes", "code"),
    [
        (EventKind.CLOSED, OPERATOR.id, 9, None),
        (EventKind.CLOSED, OPERATOR.id, 11, "too_late_to_undo"),
        (EventKind.CLOSED, OTHER.id, 1, "not_yours_to_undo"),
        (EventKind.CALLED, OPERATOR.id, 1, "undo_not_call"),
        (EventKind.MESSAGE_ACCEPTED, OPERATOR.id, 1, "undo_not_message"),
        (EventKind.RECEIVED, OPERATOR.id, 1, "nothing_to_undo"),
    ],
)
def test_ones_own_last_act_can_be_taken_back_for_a_while(
    kind: EventKind, by: int, minutes: int, code: str | None
) -> None:
    situation = Situation(now=NOW, undoable=Undoable(kind, NOW - timedelta(minutes=minutes), by))
    assert refusal(Action.UNDO, LOST, OPERATOR, situation) == code


def test_closing_asks_for_a_true_and_allowed_reason() -> None:
    check_close(CloseReason.PRICE, MINE, DESK)
    with pytest.raises(Refusal, match="close_unreachable_too_soon"):
        check_close(CloseReason.UNREACHABLE, replace(MINE, attempts=2), DESK)
    check_close(CloseReason.UNREACHABLE, replace(MINE, attempts=3), DESK)
    with pytest.raises(Refusal, match="close_needs_note"):
        check_close(CloseReason.UNSUITABLE, MINE, DESK, "  ")
    check_close(CloseReason.UNSUITABLE, MINE, DESK, "Cherche un camping-car")
    strict = load({**packaged("b"), "own.toml": "[desk.closing]\nreasons = ['price']\nnote_for = []"}).desk
    with pytest.raises(Refusal, match="close_reason_not_allowed"):
        check_close(CloseReason.TEST, MINE, strict)


def test_records_are_read_only_by_those_they_concern() -> None:
    check_read(ACCEPTED, OPERATOR)
    check_read(OFFERED, SELLER)
    for who, state, code in (
        (SECOND, ACCEPTED, "not_your_lead"),
        (SELLER, NEW, "not_your_lead"),
        (MARKETING, NEW, "no_personal_data"),
        (actor(22, Role.MANAGER, sites=frozenset({2})), NEW, "other_site"),
        (actor(41, Role.ADMINISTRATOR, sites=frozenset({2})), NEW, "other_site"),
    ):
        with pytest.raises(Refusal, match=code):
            check_read(state, who)


def test_in_scenario_a_salespeople_take_from_the_queue_and_sell_what_they_took() -> None:
    desk = DESKS["a"]
    first, second = actor(11, Role.SALESPERSON, desk), actor(12, Role.SALESPERSON, desk)
    check(Action.CLAIM, NEW, first, desk)
    taken = replace(NEW, progress=Stage.QUALIFIED, owner=first.id)
    check(Action.SELL, taken, first, desk)
    with pytest.raises(Refusal, match="already_taken"):
        check(Action.CLAIM, taken, second, desk)
    with pytest.raises(Refusal, match="not_your_lead"):
        check(Action.SELL, taken, second, desk)


Made = tuple[EventKind, dict[str, object]]

EFFECTS: dict[Action, Callable[[LeadState], list[Made]]] = {
    Action.CLAIM: lambda state: [(EventKind.CLAIMED, {})],
    Action.RELEASE: lambda state: [(EventKind.RELEASED, {})],
    Action.TAKE_OVER: lambda state: [(EventKind.TAKEN_OVER, {"from": state.owner})],
    Action.CALL: lambda state: [
        (EventKind.CALLED, {"call": 1}),
        (EventKind.CALL_ENDED, {"call": 1, "outcome": "reached", "reached": True}),
    ],
    Action.NOTE: lambda state: [(EventKind.NOTED, {"note": 1})],
    Action.QUALIFY: lambda state: [(EventKind.QUALIFIED, {})],
    Action.ROUTE: lambda state: [(EventKind.OFFERED, {"offer": 1, "to": SELLER.id})],
    Action.WITHDRAW: lambda state: [(EventKind.OFFER_WITHDRAWN, {"offer": 1, "to": state.offered_to})],
    Action.ACCEPT: lambda state: [
        (EventKind.OFFER_ACCEPTED, {"offer": 1, "to": state.offered_to}),
        (EventKind.RELEASED, {}),
    ],
    Action.REFUSE: lambda state: [
        (EventKind.OFFER_REFUSED, {"offer": 1, "to": state.offered_to, "reason": "absent"})
    ],
    Action.APPOINTMENT: lambda state: [
        (EventKind.APPOINTMENT_MADE, {"appointment": 1, "at": NOW.isoformat(), "kind": "visit"})
    ],
    Action.SELL: lambda state: [(EventKind.SOLD, {"sale": 1})],
    Action.UNDO_SALE: lambda state: [(EventKind.SALE_UNDONE, {"sale": 1, "reason": "mistake"})],
    Action.CLOSE: lambda state: [(EventKind.CLOSED, {"reason": "price", "stage": "lost"})],
    Action.REOPEN: lambda state: [(EventKind.REOPENED, {"cause": "person"})],
}
"""What the services write for each action."""

STAFF = (
    (1, Role.OPERATOR),
    (2, Role.OPERATOR),
    (11, Role.SALESPERSON),
    (12, Role.SALESPERSON),
    (21, Role.MANAGER),
    (31, Role.MARKETING),
    (41, Role.ADMINISTRATOR),
)

steps = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(list(EFFECTS))), max_size=25)


@settings(max_examples=200)
@given(st.sampled_from(PRESETS), steps)
def test_whatever_people_try_only_lawful_histories_come_about(
    preset: str, tried: list[tuple[int, Action]]
) -> None:
    desk = DESKS[preset]
    staff = [actor(staff_id, role, desk) for staff_id, role in STAFF]
    history = [
        LeadEvent(1, NOW, EventKind.RECEIVED, None, {"touch": 1, "channel": "email", "source": "site"})
    ]
    state = fold(history)
    for number, action in tried:
        who = staff[number]
        if available(state, who, desk)[action] is not None:
            continue
        for kind, data in EFFECTS[action](state):
            history.append(LeadEvent(len(history) + 1, NOW, kind, who.id, data))
        after = fold(history)
        if state.is_closed:
            assert action in OPEN_TO_CLOSED
        if after.progress is Stage.SOLD and state.progress is not Stage.SOLD:
            assert who.may(Capability.SELL)
            assert who.role is not Role.OPERATOR
        if action is Action.CLAIM:
            assert state.owner is None
        if action in (Action.ACCEPT, Action.REFUSE):
            assert state.offered_to == who.id
        if after.offered_to is not None:
            assert after.progress is Stage.OFFERED
        assert who.role is not Role.MARKETING
        state = after


states = st.builds(
    LeadState,
    progress=st.sampled_from([stage for stage in Stage if stage is not Stage.PARKED]),
    parked_until=st.none() | st.just(NOW),
    owner=st.none() | st.sampled_from([1, 2, 11]),
    salesperson=st.none() | st.sampled_from([11, 12]),
    offered_to=st.none() | st.sampled_from([11, 12]),
    site=st.none() | st.integers(1, 2),
)


@given(states, st.sampled_from(Role), st.sampled_from([1, 2, 11, 12, 21]), st.sampled_from(PRESETS))
def test_a_closed_lead_can_only_be_reopened_noted_or_undone(
    state: LeadState, role: Role, staff_id: int, preset: str
) -> None:
    possible = available(state, actor(staff_id, role, DESKS[preset]), DESKS[preset])
    assert set(possible) == set(Action)
    if state.is_closed:
        assert {action for action, told in possible.items() if told is None} <= OPEN_TO_CLOSED


@pytest.mark.parametrize(
    ("caller", "state", "who", "code"),
    [
        (OPERATOR, MINE, OPERATOR, None),
        (OPERATOR, MINE, OTHER, "call_of_other"),
        (OPERATOR, replace(MINE, owner=OTHER.id), OPERATOR, None),
        (OPERATOR, MINE, MANAGER, None),
        (OPERATOR, replace(MINE, site=2), actor(22, Role.MANAGER, sites=frozenset({1})), "other_site"),
        (OPERATOR, LOST, OPERATOR, "lead_is_closed"),
    ],
)
def test_a_call_is_ended_by_its_caller_or_a_supervisor_for_them(
    caller: Actor, state: LeadState, who: Actor, code: str | None
) -> None:
    if code is None:
        check_call_end(caller.id, state, who, DESK)
        return
    with pytest.raises(Refusal) as refusal:
        check_call_end(caller.id, state, who, DESK)
    assert refusal.value.code == code
