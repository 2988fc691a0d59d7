"""What ``rules.likeness`` makes of the labelled pairs, counted by kind."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.likeness import Likeness, Match, PersonCard, compare, traces_of
from rules.name_likeness import Name
from rules.policy import load, packaged
from rules.policy.identity import IdentityPolicy
from tests.identity.pair_writer import TARGET

STRONG = frozenset({"same_email", "same_number"})
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    kind: str
    same: bool
    likeness: Likeness
    is_reachable: bool
    """The indexes lead from one to the other: what is never looked at is never found."""

    @property
    def is_found(self) -> bool:
        return self.is_reachable and self.likeness.match is not Match.NONE

    @property
    def is_joined(self) -> bool:
        """Taken as one person without asking."""
        return self.likeness.match is Match.SAME

    @property
    def is_joined_on_weak_signs(self) -> bool:
        return self.is_joined and not {reason.code for reason in self.likeness.reasons} <= STRONG


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one kind, or of all."""

    pairs: int
    joined_right: int
    joined_wrong: int
    asked_right: int
    asked_wrong: int
    same: int

    @property
    def precision(self) -> float | None:
        """Of what was joined or asked, how much is one person."""
        said = self.joined_right + self.joined_wrong + self.asked_right + self.asked_wrong
        return (self.joined_right + self.asked_right) / said if said else None

    @property
    def joined_precision(self) -> float | None:
        joined = self.joined_right + self.joined_wrong
        return self.joined_right / joined if joined else None

    @property
    def recall(self) -> float | None:
        """Of those who are one person, how many were joined or asked."""
        return (self.joined_right + self.asked_right) / self.same if self.same else None


def judged(policy: IdentityPolicy | None = None) -> list[Judged]:
    """Every labelled pair with what the rules say of it, under the packaged policy unless told."""
    policy = policy or load(packaged("b")).identity
    return [_judged(pair, policy) for pair in json.loads(TARGET.read_text(encoding="utf-8"))]


def tally(pairs: Sequence[Judged]) -> Tally:
    joined = [pair for pair in pairs if pair.is_joined]
    asked = [pair for pair in pairs if pair.is_found and not pair.is_joined]
    return Tally(
        pairs=len(pairs),
        joined_right=sum(pair.same for pair in joined),
        joined_wrong=sum(not pair.same for pair in joined),
        asked_right=sum(pair.same for pair in asked),
        asked_wrong=sum(not pair.same for pair in asked),
        same=sum(pair.same for pair in pairs),
    )


def by_kind(pairs: Sequence[Judged]) -> dict[str, Tally]:
    kinds = dict.fromkeys(pair.kind for pair in pairs)
    return {kind: tally([pair for pair in pairs if pair.kind == kind]) for kind in kinds}


def _judged(pair: dict[str, Any], policy: IdentityPolicy) -> Judged:
    shared = frozenset({pair["one"]["phone"]} if pair["shared"] else ())
    one = _card(pair["one"], _NOW)
    other = _card(pair["other"], _NOW - timedelta(days=pair["days"]))
    likeness = compare(one, other, policy, shared)
    reachable = bool(one.emails & other.emails) or traces_of(one).lead_to(traces_of(other))
    return Judged(pair["kind"], pair["same"], likeness, reachable)


def _card(card: dict[str, str], heard_at: datetime) -> PersonCard:
    return PersonCard(
        name=Name(card["last"], card["first"]),
        postcode=card["postcode"],
        city=card["city"],
        emails=frozenset({card["email"]} - {""}),
        phones=frozenset({card["phone"]} - {""}),
        heard_at=heard_at,
    )
