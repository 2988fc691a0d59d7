"""When two touches are one person or one demand."""

from rules.policy.section import Count, Days, Flag, Reference, Section


class IdentityPolicy(Section):
    reference: Reference
    same_demand_days: Days
    """Same person and same car (or same portal and site) inside these days: one more touch of the same lead."""
    same_demand_without_car: Flag
    """A touch that names no car joins the person's open lead."""
    suggestion_days: Days
    """How far back a likeness of name and postcode is worth a suggestion."""
    max_matches: Count
    """A key that finds more persons than this is noise, not a match."""
