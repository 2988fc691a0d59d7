"""When two touches are one person or one demand."""

from typing import Annotated, Literal

from pydantic import Field

from rules.policy.section import Count, Days, Flag, Reference, Section

Percent = Annotated[int, Field(strict=True, ge=1, le=100)]


class IdentityPolicy(Section):
    reference: Reference
    same_demand_days: Days
    """Same person and same car (or same portal and site) inside these days: one more touch of the same lead."""
    same_demand_without_car: Flag
    """A touch that names no car joins the person's open lead."""
    same_demand_by_wording: Flag
    """A car worded alike for the same site is the same car whatever the portal, while the lead is open."""
    suggestion_days: Days
    """How far back a likeness of name and postcode is worth a suggestion."""
    max_matches: Count
    """A key that finds more persons than this is noise, not a match."""
    number_identifies_days: Days
    """A number not heard of for longer is its owner's only with the whole name."""
    reused_after_days: Days
    """The same number under quite another name after so many days may have been given to somebody else: ask."""
    shared_from_persons: Count
    """A number that so many persons of different names gave is shared: it identifies nobody."""
    suggest_from: Percent
    """Likeness from which an operator is asked whether two persons are one."""
    max_candidates: Count
    """A sign that more persons than this have in common is too common to look at."""
    max_suggestions: Count
    """More likely persons than this are noise: none is suggested."""
    merge_of_others: Literal["anybody", "supervisors"]
    """Who may merge a lead away that a colleague holds."""
