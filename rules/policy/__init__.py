"""The policy: law, hours, caps, targets, forms, weights and rights as data with references, not as code."""

from rules.policy.document import Policy, policy_at, version_at
from rules.policy.load import PRESETS, complete, load, load_kept, packaged, packaged_versions
from rules.policy.outline import OutlineLine, describe
from rules.policy.problem import PolicyError, PolicyProblem

__all__ = [
    "PRESETS",
    "OutlineLine",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "complete",
    "describe",
    "load",
    "load_kept",
    "packaged",
    "packaged_versions",
    "policy_at",
    "version_at",
]
