"""The demonstration group: Groupe Mercier, three sites between Lyon and Bourgoin, and the people who work there."""

from dataclasses import dataclass
from typing import Any

GROUP = "Groupe Mercier"
CENTER_HOURS: dict[str, Any] = {"week": {"mon-sun": ["00:00-24:00"]}, "holidays": ""}
"""Operators answer day and night, so that whoever looks at the demonstration, whenever, sees the clocks run."""


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    region: str
    city: str
    postcode: str
    phone: str
    email: str
    hours: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Colleague:
    login: str
    name: str
    role: str
    site: int | None
    """Number of the site, from 1; None for the center."""
    skills: tuple[str, ...] = ()
    capacity: int = 40


_SIX_DAYS: dict[str, Any] = {"week": {"mon-sat": ["09:00-12:00", "14:00-19:00"]}}

SITES = (
    Site("Lyon Vaise", "Rhône", "Lyon", "69009", "+33465710101", "lyon@mercier.example.com", _SIX_DAYS),
    Site(
        "Vienne",
        "Isère",
        "Vienne",
        "38200",
        "+33465710202",
        "vienne@mercier.example.com",
        {"week": {"tue-sat": ["09:00-12:00", "14:00-19:00"], "mon": ["14:00-19:00"]}},
    ),
    Site(
        "Bourgoin",
        "Isère",
        "Bourgoin-Jallieu",
        "38300",
        "+33465710303",
        "bourgoin@mercier.example.com",
        _SIX_DAYS,
    ),
)

STAFF = (
    Colleague("camille", "Camille Robert", "operator", None),
    Colleague("mehdi", "Mehdi Amrani", "operator", None),
    Colleague("sophie", "Sophie Delmas", "operator", None),
    Colleague("lucas", "Lucas Ferrand", "operator", None),
    Colleague("ines", "Inès Bouzid", "operator", None),
    Colleague("paul", "Paul Vernet", "operator", None),
    Colleague("julien", "Julien Marchal", "salesperson", 1, ("Peugeot", "Citroën")),
    Colleague("nadia", "Nadia Belkacem", "salesperson", 1, ("Renault", "Dacia", "electric")),
    Colleague("franck", "Franck Tissot", "salesperson", 1, ("finance",)),
    Colleague("elise", "Élise Carlier", "salesperson", 1, ("Volkswagen", "Audi", "BMW", "Mercedes")),
    Colleague("bruno", "Bruno Hamel", "salesperson", 2, ("Peugeot", "finance")),
    Colleague("claire", "Claire Jobert", "salesperson", 2, ("Renault", "electric")),
    Colleague("yann", "Yann Le Goff", "salesperson", 3, ("Toyota", "Ford")),
    Colleague("sabrina", "Sabrina Costa", "salesperson", 3, ("Dacia", "Renault")),
    Colleague("olivier", "Olivier Pons", "salesperson", 3, ("Kia", "Hyundai", "Nissan")),
    Colleague("veronique", "Véronique Mercier", "manager", None),
    Colleague("thierry", "Thierry Gallois", "manager", 2),
    Colleague("sylvie", "Sylvie Aubert", "administrator", None),
)
"""Six operators, nine salespeople, two managers (Thierry sees Vienne and Bourgoin only), one administrator."""

MANAGER_SITES = {"thierry": (2, 3)}
