"""The whole policy of a group: one document in force from a day on."""

from collections.abc import Sequence
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


def policy_at(versions: Sequence[Policy], moment: datetime) -> Policy:
    """The version in force at an aware moment: the last one that had begun, or the first one there ever was.

    Of two versions that begin on the same day, the later in ``versions`` wins: it corrects the other.
    Raises ValueError when there is no version.
    """
    if not versions:
        raise ValueError("a policy has at least one version")
    day = moment.astimezone(LEGAL_ZONE).date()
    begun = [version for version in versions if version.effective_from <= day]
    if not begun:
        return min(versions, key=lambda version: version.effective_from)
    latest = max(version.effective_from for version in begun)
    return [version for version in begun if version.effective_from == latest][-1]
