"""Stock from a file: planned against the store first, then written in pieces, so that nobody waits long.

An import that was broken off is simply run again: what was written already changes nothing the second time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from data.changes import note_change
from data.queries.stock import (
    IN_STOCK,
    adverts_of,
    cars_by_id,
    open_leads_about,
    open_leads_without_car,
    sites_of_stock,
)
from data.tables import CarListingRow, CarRow, SiteRow
from rules.refusal import Refusal
from rules.stock.changes import TOLD, Change, StockChange, car_of
from rules.stock.columns import columns_of
from rules.stock.left_out import Unknown, most_gone, sites_spoken_of
from rules.stock.row import StockRow
from rules.stock.table import table_of
from rules.values.staff import Actor
from rules.values.stock import BadLine, ChangedCar, StockReport
from rules.vocabulary import Capability, CarStatus, EventKind
from vo_callcenter.services.case import opened
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require
from vo_callcenter.services.score import rescore
from vo_callcenter.services.stock_plan import (
    FileRows,
    changes_of,
    known_car,
    pieces,
    places_of,
    rows_of_file,
    same_keys,
    title_of,
)
from vo_callcenter.services.wanted_car import site_named

_COMES_AND_GOES = frozenset({StockChange.SOLD, StockChange.GONE, StockChange.BACK})


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How a stock file is to be taken."""

    mapping: Mapping[str, str]
    """Field by heading, for columns with a name of the group's own."""
    is_full: bool = False
    """What the file leaves out is gone, in the sites it speaks of."""
    site: str = ""
    """The site of every row that names none that is known; a full file is of that site alone."""
    is_dry_run: bool = False
    accepts_gone: bool = False
    """Take a full file even where most of the stock would be gone."""


class StockImportService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def take(self, actor: Actor, content: bytes, order: ImportOrder) -> StockReport:
        """Bring the stock in line with a file and say what changed; a dry run only says it.

        A line that cannot be used costs itself alone. Raises ``Refusal``: what ``table_of`` and ``columns_of``
        raise, ``site_unknown``, ``stock_most_gone``; then nothing was written.
        """
        require(actor, Capability.ADMINISTER)
        table = table_of(content, tuple(order.mapping))
        columns = columns_of(table.headings, order.mapping)
        report = StockReport(table.form, order.is_full, order.is_dry_run, columns.headings, columns.unknown)
        file = rows_of_file(table.rows, columns, report)
        with self._office.store.reading() as session:
            sites = session.exec(select(SiteRow).order_by(SiteRow.name)).all()
            places = places_of(file.rows, sites, order.site, report)
            gone = self._planned(session, file, places, sites, order, report)
        if not order.is_dry_run:
            self._write(file.rows, places, gone, report)
        return report

    def _planned(
        self,
        session: Session,
        file: FileRows,
        places: Mapping[int, int],
        sites: Sequence[SiteRow],
        order: ImportOrder,
        report: StockReport,
    ) -> list[int]:
        """Count and list what the file changes; returns the cars that it takes away."""
        seen: set[int] = set()
        changing: set[int] = set()
        for piece in pieces(file.rows):
            for row, car, change in changes_of(session, piece, places, locks=False):
                if change is None:
                    report.bad.append(BadLine(row.line, "no_model", is_whole=True))
                    continue
                _tell(report, row, car, change)
                if car is not None and car.id is not None:
                    seen.add(car.id)
                    if change.kind in _COMES_AND_GOES:
                        changing.add(car.id)
        report.bad.sort(key=lambda line: line.line)
        for piece in pieces(file.twins):
            seen |= {car.id for car in same_keys(session, piece, locks=False) if car.id is not None}
        gone = (
            sorted(self._left_out(session, seen, file, places, sites, order, report)) if order.is_full else []
        )
        for piece_of_gone in pieces(gone):
            for car in cars_by_id(session, piece_of_gone):
                report.counts[StockChange.GONE] += 1
                report.changed.append(
                    ChangedCar(StockChange.GONE, 0, car.stock_number, car.plate, title_of(car), car.price)
                )
        concerned = [*changing, *gone]
        report.leads = sum(len(open_leads_about(session, piece)) for piece in pieces(concerned))
        return gone

    def _left_out(
        self,
        session: Session,
        seen: Collection[int],
        file: FileRows,
        places: Mapping[int, int],
        sites: Sequence[SiteRow],
        order: ImportOrder,
        report: StockReport,
    ) -> Collection[int]:
        """Cars in stock, in the sites that the file speaks of, which it does not have.

        None where that is not known; the report then says how many stay, and why.
        """
        stock = sites_of_stock(session)
        spoken_of = sites_spoken_of(
            site_named(order.site, sites) if order.site else None,
            set(places.values()),
            {stock[car] for car in seen if car in stock},
            [site.id for site in sites if site.is_active and site.id is not None],
            names_some=any(row.site for row in file.rows),
        )
        unknown = file.lost
        if isinstance(spoken_of, Unknown):
            unknown = unknown or (spoken_of, 0)
        else:
            stock = {car: site for car, site in stock.items() if site in spoken_of}
        left_out = {car: site for car, site in stock.items() if car not in seen}
        if unknown is not None and left_out:
            report.kept, (report.kept_because, report.kept_line) = len(left_out), unknown
            return ()
        most = self._office.policy().stock.max_gone_percent
        too_many = most_gone(left_out, stock, most)
        if too_many is not None and not order.accepts_gone:
            names = ", ".join(site.name for site in sites if site.id in too_many.sites) or "–"
            raise Refusal(
                "stock_most_gone", gone=too_many.gone, cars=too_many.cars, percent=most, sites=names
            )
        return left_out

    def _write(
        self,
        rows: Sequence[StockRow],
        places: Mapping[int, int],
        gone: Sequence[int],
        report: StockReport,
    ) -> None:
        leads: set[int] = set()
        for piece in pieces(rows):
            with self._office.store.writing() as session:
                changed, moved = self._write_piece(session, piece, places)
                leads |= self._note(session, changed, moved)
            report.tied += self._tie(piece)
        for piece_of_gone in pieces(gone):
            with self._office.store.writing() as session:
                cars = cars_by_id(session, piece_of_gone, locks=True)
                left = [car for car in cars if car.status in IN_STOCK]
                for car in left:
                    car.status, car.updated_at = CarStatus.GONE.value, self._office.now()
                ids = [car.id for car in left if car.id is not None]
                leads |= self._note(session, ids, ids)
        for lead_id in sorted(leads):
            with opened(self._office, lead_id) as case:
                rescore(case)

    def _write_piece(
        self, session: Session, piece: Sequence[StockRow], places: Mapping[int, int]
    ) -> tuple[list[int], list[int]]:
        """The cars that changed, and those of them that came or went."""
        now = self._office.now()
        written: list[tuple[StockRow, CarRow, Change]] = []
        for row, car, change in changes_of(session, piece, places, locks=True):
            if change is None:
                continue
            if car is None:
                car = CarRow(updated_at=now)
                session.add(car)
            if change.fields:
                for name, value in change.fields.items():
                    setattr(car, name, value.value if isinstance(value, CarStatus) else value)
                car.updated_at = now
            written.append((row, car, change))
        session.flush()
        listed = _keep_adverts(session, written)
        changed = [
            car.id for _, car, change in written if car.id is not None and (change.fields or car.id in listed)
        ]
        moved = [
            car.id for _, car, change in written if car.id is not None and change.kind in _COMES_AND_GOES
        ]
        return changed, moved

    def _note(self, session: Session, changed: Collection[int], moved: Collection[int]) -> set[int]:
        """Tell the consoles which cars and leads to read anew; returns the leads whose car came or went."""
        now = self._office.now()
        for car_id in changed:
            note_change(session, "car", car_id, now)
        about = open_leads_about(session, changed)
        for _, lead_id in about:
            note_change(session, "lead", lead_id, now)
        return {lead_id for car_id, lead_id in about if car_id in set(moved)}

    def _tie(self, piece: Sequence[StockRow]) -> int:
        """Tie open leads that arrived before their car was known, by advert or by stock number."""
        by_advert = {
            (source, reference): row for row in piece for source, (reference, _) in row.adverts.items() if reference
        }  # fmt: skip
        by_number = {row.stock_number: row for row in piece if row.stock_number}
        references = {reference for _, reference in by_advert} | set(by_number)
        with self._office.store.reading() as session:
            waiting = open_leads_without_car(session, references)
        tied = 0
        for lead_id, source, reference in waiting:
            row = by_advert.get((source, reference)) or by_number.get(reference)
            if row is None:
                continue
            with opened(self._office, lead_id) as case:
                car = car_of(
                    row, [known_car(each, False) for each in same_keys(case.session, [row], locks=False)]
                )
                if car is None or case.lead.car_id is not None:
                    continue
                case.lead.car_id = car.id
                site = car.fields["site_id"]
                if case.state.site is None and site is not None:
                    case.record(EventKind.MOVED_SITE, site=site)
                rescore(case)
                tied += 1
        return tied


def _keep_adverts(session: Session, written: Iterable[tuple[StockRow, CarRow, Change]]) -> set[int]:
    """One advert a portal and car; returns the cars whose adverts changed."""
    told = {car.id: row.adverts for row, car, _ in written if row.adverts and car.id is not None}
    known = {(each.car_id, each.source): each for each in adverts_of(session, told)}
    changed = set()
    for car_id, adverts in told.items():
        for source, (reference, url) in adverts.items():
            kept = known.get((car_id, source))
            if kept is None:
                session.add(CarListingRow(car_id=car_id, source=source, reference=reference, url=url))
            elif (kept.reference, kept.url) == (reference or kept.reference, url or kept.url):
                continue
            else:
                kept.reference, kept.url = reference or kept.reference, url or kept.url
            changed.add(car_id)
    return changed


def _tell(report: StockReport, row: StockRow, car: CarRow | None, change: Change) -> None:
    report.counts[change.kind] += 1
    report.stays_sold += change.stays_sold
    if change.kind in TOLD:
        title = row.title or (title_of(car) if car is not None else "")
        number = row.stock_number or (car.stock_number if car is not None else "")
        plate = row.plate or (car.plate if car is not None else "")
        report.changed.append(
            ChangedCar(change.kind, row.line, number, plate, title, change.old_price, change.new_price)
        )
