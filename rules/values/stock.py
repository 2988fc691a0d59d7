"""The stock as people see it: what an import did, and the cars a search found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.stock.changes import StockChange
from rules.stock.left_out import Unknown
from rules.stock.question import StockQuestion
from rules.values.lead import CarCard


@dataclass(frozen=True, slots=True)
class ChangedCar:
    """What a stock file did to one car."""

    change: StockChange
    line: int
    """Of the file; 0 for a car that the file leaves out."""
    stock_number: str
    plate: str
    title: str
    old_price: int | None = None
    new_price: int | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a stock file, or one value in it, that could not be taken over."""

    line: int
    code: str
    """Catalog ``stock``: ``bad_<code>``."""
    text: str = ""
    is_whole: bool = False
    """The whole line was left out, not one value of it."""


@dataclass(slots=True)
class StockReport:
    """What became of a stock file, or would become of it."""

    form: str
    """``csv``, ``xlsx`` or ``xml``."""
    is_full: bool
    is_dry_run: bool
    columns: Mapping[str, str]
    """Heading by field."""
    unknown_columns: tuple[str, ...]
    rows: int = 0
    counts: dict[StockChange, int] = field(default_factory=lambda: dict.fromkeys(StockChange, 0))
    changed: list[ChangedCar] = field(default_factory=list)
    """New, sold, gone, back and price, car by car."""
    bad: list[BadLine] = field(default_factory=list)
    stays_sold: int = 0
    """Cars that the file has in stock and that were sold here."""
    leads: int = 0
    """Open leads whose car is no longer, or again, in stock."""
    tied: int = 0
    """Open leads that found their car by the reference of its advert."""
    is_cut: bool = False
    """There were more rows than are taken at once."""
    kept: int = 0
    """Cars that a full file leaves out and that stay all the same: for want of something it is not known what is gone."""
    kept_because: Unknown | None = None
    """Why they stay; None where nothing is kept."""
    kept_line: int = 0
    """The line that is to blame, 0 for none."""


@dataclass(frozen=True, slots=True)
class Advert:
    source: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class StockEntry:
    """One car that a search found."""

    car: CarCard
    monthly: int | None
    """Euros a month that the price comes to by the policy's scale."""
    distance: int | None
    """Kilometres, to ten; None where nobody asked from where, or it is not known."""
    adverts: tuple[Advert, ...] = ()
    leads: tuple[int, ...] = ()
    """Open leads about it that the asker may see, the latest first."""


@dataclass(frozen=True, slots=True)
class StockFound:
    """The answer to a search."""

    question: StockQuestion
    """How the line was understood."""
    entries: tuple[StockEntry, ...]
    total: int
    """How many there are in all."""
    budget_price: int | None = None
    """The price that the budget a month comes to."""
    needs_place: bool = False
    """A distance was asked for, and it is not known from where."""
    unknown: tuple[str, ...] = ()
    """Words that no car has, where nothing was found, or on one side of an « ou »."""
    respelt: tuple[tuple[str, str], ...] = ()
    """(what was written, the make or model it was taken for), where the words as written found nothing, or less."""
