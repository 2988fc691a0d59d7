"""What a full file takes away: the cars it leaves out in the sites it speaks of, as far as that is known."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unknown(StrEnum):
    """Why nobody knows what a full file leaves out; catalog ``stock``: ``kept_<code>``."""

    UNREADABLE = "unreadable"
    NO_KEY = "no_key"
    CUT = "cut"
    SITES = "sites"
    NO_SITE = "no_site"


@dataclass(frozen=True, slots=True)
class MostGone:
    """Sites that would lose more of their cars than may go unasked."""

    sites: tuple[int | None, ...]
    """None: the cars of no site."""
    gone: int
    cars: int


def sites_spoken_of(
    said: int | None,
    named: Collection[int],
    of_its_cars: Collection[int | None],
    active: Collection[int],
    *,
    names_some: bool,
) -> frozenset[int | None] | Unknown:
    """The sites whose stock a file is; None among them for cars of no site.

    The one somebody ``said`` it is of, else those it names, else those that the store has its cars in: a file without
    sites may be the export of one of them. ``names_some``: sites are named in it, known or not.
    """
    if said is not None:
        return frozenset({said})
    if named:
        return frozenset(named)
    if names_some:
        return Unknown.SITES
    if len(active) == 1:
        return frozenset({None, *active, *of_its_cars})
    return frozenset(of_its_cars) or Unknown.NO_SITE


def most_gone(
    left_out: Mapping[int, int | None], in_stock: Mapping[int, int | None], most_percent: int
) -> MostGone | None:
    """Where a full file takes away more than the policy allows unasked: it may be the wrong one.

    Cars by id, with their site. Each site is asked for itself: one that is emptied is not hidden by its neighbours.
    """
    gone, cars = Counter(left_out.values()), Counter(in_stock.values())
    sites = [site for site in cars if too_many_gone(gone[site], cars[site], most_percent)]
    if not sites and too_many_gone(len(left_out), len(in_stock), most_percent):
        sites = list(cars)
    if not sites:
        return None
    return MostGone(tuple(sites), sum(gone[site] for site in sites), sum(cars[site] for site in sites))


def too_many_gone(gone: int, in_stock: int, most_percent: int) -> bool:
    """Whether more than ``most_percent`` of the cars go; one car alone never is."""
    return in_stock > 0 and gone > 1 and gone * 100 > in_stock * most_percent
