"""Cars in stock and where they are published."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class CarRow(SQLModel, table=True):
    __tablename__ = "car"
    __table_args__ = (
        sa.Index("ix_car_plate", "plate"),
        sa.Index("ix_car_vin", "vin"),
        sa.Index("ix_car_model", "status", "make", "model"),
    )
    id: int | None = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    stock_number: str = Field(default="", index=True)
    plate: str = ""
    vin: str = ""
    make: str = ""
    model: str = ""
    trim: str = ""
    fuel: str = ""
    gearbox: str = ""
    power: int | None = None
    """Metric horsepower (ch)."""
    colour: str = ""
    first_registration: date | None = None
    mileage: int | None = None
    """Kilometres."""
    price: int | None = None
    """Euros, taxes included."""
    warranty_months: int | None = None
    label: str = ""
    status: str = "in_stock"
    updated_at: datetime = Field(sa_type=UtcMoment)


class CarListingRow(SQLModel, table=True):
    """An advert of a car on a portal; its reference ties an incoming lead to the car."""

    __tablename__ = "car_listing"
    __table_args__ = (
        sa.Index("ix_car_listing_reference", "reference"),
        sa.Index("ix_car_listing_car", "car_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    car_id: int = Field(foreign_key="car.id")
    source: str
    reference: str
    url: str = ""
