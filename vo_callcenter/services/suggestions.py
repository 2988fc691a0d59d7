"""Persons who may be one: looked for when somebody arrives, kept until an operator says whether they are."""

from datetime import datetime

from sqlmodel import Session

from data.changes import note_change
from data.queries.likeness import candidates, cards_of, keep_suggestion, suggestions_of
from rules.likeness import Likeness, Match, compare, traces_of
from rules.policy.identity import IdentityPolicy


def suggest(session: Session, person_id: int, policy: IdentityPolicy, at: datetime) -> None:
    """Look who this person may be, by all that is known of them; inside an open transaction.

    A bounded number of lookups by index. Nothing is kept when so many are likely that it is noise, nor for a pair
    that somebody has decided on.
    """
    session.flush()
    mine, my_shared = cards_of(session, [person_id])[person_id]
    ids = candidates(session, traces_of(mine), person_id, policy.max_candidates)
    likely: dict[int, Likeness] = {}
    for other, (card, shared) in cards_of(session, ids).items():
        found = compare(mine, card, policy, my_shared | shared)
        if found.match is not Match.NONE:
            likely[other] = found
    if not likely:
        return
    decided = {
        row.high_id if row.low_id == person_id else row.low_id
        for row in suggestions_of(session, person_id)
        if row.decision
    }
    open_ones = {other: found for other, found in likely.items() if other not in decided}
    if len(open_ones) > policy.max_suggestions:
        return
    for other, found in open_ones.items():
        reasons = [
            {"code": reason.code, "points": reason.points, **reason.params} for reason in found.reasons
        ]
        if keep_suggestion(session, person_id, other, found.percent, reasons, at):
            for each in (person_id, other):
                note_change(session, "person", each, at)
