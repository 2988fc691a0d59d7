"""The cars of a demonstration store, read back for those who write about them."""

from sqlmodel import col, select

from data.store import Store
from data.tables import CarListingRow, CarRow
from vo_callcenter.demo.garage import Car


def cars_of(store: Store) -> list[Car]:
    """The cars in stock, with the reference of their listing."""
    with store.reading() as session:
        rows = session.exec(
            select(CarRow, CarListingRow.reference)
            .join(CarListingRow, col(CarListingRow.car_id) == CarRow.id)
            .where(CarRow.status == "in_stock")
            .order_by(col(CarRow.id))
        ).all()
        return [
            Car(
                stock_number=row.stock_number,
                make=row.make,
                model=row.model,
                trim=row.trim,
                fuel=row.fuel,
                gearbox=row.gearbox,
                power=row.power or 0,
                colour=row.colour,
                first_registration=row.first_registration,
                mileage=row.mileage or 0,
                price=row.price or 0,
                plate=row.plate,
                vin=row.vin,
                label=row.label,
                warranty_months=row.warranty_months or 0,
                reference=reference,
            )
            for row, reference in rows
            if row.first_registration is not None
        ]
