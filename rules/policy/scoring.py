"""What makes a lead worth more than another."""

from pydantic import Field

from rules.policy.section import Code, Count, Days, Points, Reference, Section
from rules.values.score import ScoreReason
from rules.vocabulary import Source


class ScoringPolicy(Section):
    reference: Reference
    start: Count
    points: dict[ScoreReason, Points]
    by_source: dict[Source, Points]
    hot_days: Days
    """A hot lead buys within these days, knows the car and can be reached by phone."""
    warm_days: Days
    hot_from: Count
    warm_from: Count
    """Points from which a lead whose horizon is not known yet counts as hot or warm."""
    horizon_days: dict[Code, Days]
    """What each answer to ``horizon`` means in days."""
    long_message_words: Count = Field(ge=1)
