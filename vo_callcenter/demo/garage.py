"""Four hundred invented used cars with credible ages, mileages and prices."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MODELS: tuple[tuple[str, str, tuple[str, ...], int, tuple[str, ...]], ...] = (
    # make, model, trims, price new, fuels
    ("Peugeot", "208", ("Active", "Allure", "GT Line"), 22_000, ("petrol", "diesel", "electric")),
    ("Peugeot", "308", ("Active", "Allure", "GT"), 29_000, ("petrol", "diesel")),
    ("Peugeot", "3008", ("Allure", "GT Line", "GT"), 38_000, ("petrol", "diesel", "hybrid")),
    ("Renault", "Clio V", ("Zen", "Intens", "RS Line"), 21_000, ("petrol", "diesel", "hybrid")),
    ("Renault", "Captur", ("Zen", "Intens"), 25_500, ("petrol", "hybrid")),
    ("Renault", "Mégane", ("Life", "Intens"), 28_000, ("petrol", "diesel")),
    ("Renault", "Zoé", ("Life", "Intens"), 33_000, ("electric",)),
    ("Citroën", "C3", ("Feel", "Shine"), 19_000, ("petrol", "diesel")),
    ("Citroën", "C5 Aircross", ("Feel", "Shine"), 34_000, ("petrol", "diesel", "hybrid")),
    ("Dacia", "Sandero", ("Essentiel", "Confort", "Stepway"), 14_500, ("petrol", "lpg")),
    ("Dacia", "Duster", ("Confort", "Prestige"), 20_500, ("petrol", "diesel", "lpg")),
    ("Volkswagen", "Golf", ("Life", "Style", "R-Line"), 32_000, ("petrol", "diesel", "hybrid")),
    ("Volkswagen", "Polo", ("Life", "R-Line"), 23_500, ("petrol",)),
    ("Audi", "A3 Sportback", ("Design", "S line"), 37_000, ("petrol", "diesel")),
    ("BMW", "Série 1", ("Lounge", "M Sport"), 38_000, ("petrol", "diesel")),
    ("Mercedes", "Classe A", ("Style Line", "AMG Line"), 40_000, ("petrol", "diesel")),
    ("Toyota", "Yaris", ("France", "Design", "Collection"), 24_000, ("hybrid", "petrol")),
    ("Ford", "Fiesta", ("Trend", "ST-Line"), 20_000, ("petrol",)),
    ("Ford", "Puma", ("Titanium", "ST-Line X"), 28_000, ("petrol", "hybrid")),
    ("Nissan", "Qashqai", ("Acenta", "Tekna"), 33_000, ("petrol", "diesel", "hybrid")),
    ("Hyundai", "i20", ("Intuitive", "Creative"), 20_500, ("petrol",)),
    ("Kia", "Sportage", ("Motion", "GT-line"), 35_000, ("petrol", "diesel", "hybrid")),
    ("Opel", "Corsa", ("Edition", "Elegance"), 21_000, ("petrol", "diesel", "electric")),
    ("Fiat", "500", ("Pop", "Lounge"), 17_500, ("petrol", "electric")),
    ("Tesla", "Model 3", ("Propulsion", "Grande Autonomie"), 44_000, ("electric",)),
)
COLOURS = ("blanc", "noir", "gris", "bleu", "rouge", "vert", "argent", "orange")
LABELS = {"Peugeot": "Occasions du Lion Premium", "Citroën": "Select Budget", "Renault": "Garantie Or"}
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_YEARLY_KM = {"diesel": 21_000, "electric": 11_000}


@dataclass(frozen=True, slots=True)
class Car:
    stock_number: str
    make: str
    model: str
    trim: str
    fuel: str
    gearbox: str
    power: int
    colour: str
    first_registration: date
    mileage: int
    price: int
    plate: str
    vin: str
    label: str
    warranty_months: int
    reference: str
    """LeBonCoin's own number of the listing."""

    @property
    def title(self) -> str:
        return f"{self.make} {self.model} {self.trim} {self.first_registration.year}"


def car(random: Random, number: int, today: date) -> Car:
    """The ``number``-th car of the stock, as it stands ``today``."""
    make, model, trims, new_price, fuels = random.choice(MODELS)
    age = timedelta(days=int(random.triangular(200, 3_300, 1_100)))
    years = age.days / 365
    fuel = random.choice(fuels)
    mileage = max(800, int(years * _YEARLY_KM.get(fuel, 14_000) * random.uniform(0.6, 1.4)))
    kept = 0.84**years * (1 - min(0.3, mileage / 600_000))
    automatic = fuel in ("electric", "hybrid") or random.random() < 0.35
    return Car(
        stock_number=f"VO{number:05d}",
        make=make,
        model=model,
        trim=random.choice(trims),
        fuel=fuel,
        gearbox="automatic" if automatic else "manual",
        power=random.choice((75, 82, 90, 100, 110, 130, 150, 180)),
        colour=random.choice(COLOURS),
        first_registration=today - age,
        mileage=mileage,
        price=max(2_990, round(new_price * kept / 500) * 500 - 10),
        plate=f"{_pick(random, _LETTERS, 2)}-{random.randrange(100, 1000)}-{_pick(random, _LETTERS, 2)}",
        vin=_pick(random, _VIN, 17),
        label=LABELS.get(make, "") if years < 6 and mileage < 130_000 else "",
        warranty_months=12 if years < 6 else 6,
        reference=str(2_600_000_000 + number * 7_919),
    )


def _pick(random: Random, letters: str, count: int) -> str:
    return "".join(random.choice(letters) for _ in range(count))
