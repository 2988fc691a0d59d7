"""How long each clock may run, in whose hours, and what makes it rest."""

from datetime import timedelta
from typing import Literal

from rules.policy.section import CalendarName, Count, Flag, Minutes, Reference, Section
from rules.vocabulary import Clock, Source, Temperature

PauseName = Literal["parked", "waiting"]
"""``parked``: a relaunch is scheduled for later; ``waiting``: a message of ours is out and not answered."""


class ClockRule(Section):
    """The target of one clock. A target by source stands before one by temperature, that before the general one."""

    enabled: Flag
    calendar: CalendarName
    target_minutes: Minutes
    target_by_source: dict[Source, Minutes]
    target_by_temperature: dict[Temperature, Minutes]
    warning_minutes: Count
    """How long before the end the owner is warned; a target as short or shorter is warned about from its start."""
    pauses: tuple[PauseName, ...]
    """What stops the clock from counting."""


class FollowUpRule(Section):
    """The follow-up clock has no target of its own: somebody planned the date."""

    enabled: Flag
    calendar: CalendarName
    grace_minutes: Count
    """How long after the planned moment, in the calendar's hours, an action counts as done in time."""
    warning_minutes: Count


class ClocksPolicy(Section):
    """The seven clocks (``rules.clocks`` says what starts and stops each)."""

    reference: Reference
    first_response: ClockRule
    next_response: ClockRule
    open_question: ClockRule
    qualification: ClockRule
    acceptance: ClockRule
    sales_first_contact: ClockRule
    follow_up: FollowUpRule

    def rule(self, clock: Clock) -> ClockRule | FollowUpRule:
        rule: ClockRule | FollowUpRule = getattr(self, clock.value)
        return rule

    def target_for(
        self, clock: Clock, source: Source | None = None, temperature: Temperature | None = None
    ) -> timedelta:
        """The time a clock may run; for the follow-up clock, the grace after the planned moment."""
        rule = self.rule(clock)
        if isinstance(rule, FollowUpRule):
            return timedelta(minutes=rule.grace_minutes)
        minutes = rule.target_minutes
        if temperature in rule.target_by_temperature:
            minutes = rule.target_by_temperature[temperature]
        if source in rule.target_by_source:
            minutes = rule.target_by_source[source]
        return timedelta(minutes=minutes)

    def warning_for(self, clock: Clock) -> timedelta:
        """How long before the end the owner is warned."""
        return timedelta(minutes=self.rule(clock).warning_minutes)

    def pauses_of(self, clock: Clock) -> frozenset[str]:
        rule = self.rule(clock)
        return frozenset() if isinstance(rule, FollowUpRule) else frozenset(rule.pauses)
