"""The whole policy of a group: one document in force from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.policy.cadence import CadencePolicy
from rules.policy.clocks import ClocksPolicy
from rules.policy.contact import ContactPolicy
from rules.policy.desk import DeskPolicy
from rules.policy.identity import IdentityPolicy
from rules.policy.qualification import QualificationPolicy
from rules.policy.routing import RoutingPolicy
from rules.policy.scoring import ScoringPolicy
from rules.policy.section import Code, Reference, Section
from rules.policy.stock import StockPolicy

LEGAL_ZONE = ZoneInfo("Europe/Paris")
"""Where the day begins on which a version comes into force."""


class Policy(Section):
    """Every rule somebody may want to change, in one value. Law and habits live here, never in code."""

    preset: Code
    """The packaged arrangement it started from (``a`` to ``d``), or the group's own name for it."""
    effective_from: date
    reference: Reference
    clocks: ClocksPolicy
    cadence: CadencePolicy
    contact: ContactPolicy
    qualification: QualificationPolicy
    scoring: ScoringPolicy
    routing: RoutingPolicy
    desk: DeskPolicy
    identity: IdentityPolicy
    stock: StockPolicy


def policy_at(versions: Sequence[Policy], moment: datetime) -> Policy:
    """The version in force at an aware moment: the last one that had begun, or the first one there ever was.

    Of two versions that begin on the same day, the later in ``versions`` wins: it corrects the other.
    Raises ValueError when there is no version.
    """
    if not versions:
        raise ValueError("a policy has at least one version")
    number = version_at(dict(enumerate(versions)), moment)
    return min(versions, key=lambda version: version.effective_from) if number is None else versions[number]


def version_at(versions: Mapping[int, Policy], moment: datetime) -> int | None:
    """The number of the version in force at an aware moment; None when none had begun.

    A version that begins later stands over one written after it, and of one day's versions the last one stands.
    """
    day = moment.astimezone(LEGAL_ZONE).date()
    begun = [
        (policy.effective_from, number) for number, policy in versions.items() if policy.effective_from <= day
    ]
    return max(begun)[1] if begun else None
