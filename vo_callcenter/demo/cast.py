"""Invented customers: French names, reserved phone numbers, example domains. Nobody here exists."""

from dataclasses import dataclass
from random import Random

FIRST_NAMES = tuple(
    """Jean Marie Pierre Samira Thomas Léa Nicolas Zoé Karim Julie Antoine Camille Mohamed Chloé Lucas Manon Hugo
    Inès Mathieu Sarah Alexandre Nadia Julien Émilie Sébastien Fatou Vincent Aurélie Romain Élodie Maxime Céline
    Yanis Laura Benoît Amandine Rachid Sophie Florian Pauline Olivier Anaïs Guillaume Marion Stéphane Lucie
    Mehdi Caroline Jérôme Noémie Cédric Hélène François Mélanie Damien Clémence Bruno Valérie Loïc Sandrine
    Gaëlle Théo Agathe Raphaël Margaux Adrien Justine Quentin Fanny Kévin Océane Arnaud Delphine Ludovic Estelle
    Patrice Myriam Gérard Monique Alain Josiane Tiago Ana Luis Paola Ivan Olga Minh Linh Awa Ousmane""".split()
)
LAST_NAMES = tuple(
    """Dupont Martin Benali Leroy Garcia Moreau Petit Roux Fournier Girard Lambert Bonnet Mercier Blanc Guérin
    Boyer Garnier Chevalier François Legrand Gauthier Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu
    Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly
    Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron
    Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoit Rey Leclerc
    Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis
    Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry
    Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Collet
    Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Rémy Langlois Besson Lévêque Barre
    Traoré Diallo Nguyen Haddad Khelifi Ferreira Da_Silva Kowalski Bianchi Rossi De_La_Tour""".split()
)
TOWNS = (
    ("Lyon", "69003"),
    ("Lyon", "69008"),
    ("Villeurbanne", "69100"),
    ("Vénissieux", "69200"),
    ("Bron", "69500"),
    ("Vienne", "38200"),
    ("Bourgoin-Jallieu", "38300"),
    ("L'Isle-d'Abeau", "38080"),
    ("Givors", "69700"),
    ("Saint-Priest", "69800"),
    ("Villefranche-sur-Saône", "69400"),
    ("Roussillon", "38150"),
    ("La Tour-du-Pin", "38110"),
    ("Mâcon", "71000"),
    ("Valence", "26000"),
    ("Grenoble", "38000"),
    ("Lille", "59000"),
    ("Brest", "29200"),
)
_FIXED_BLOCKS = ("019900", "026191", "035301", "046571", "053649")


@dataclass(frozen=True, slots=True)
class Customer:
    first_name: str
    last_name: str
    phone: str
    """E.164."""
    email: str
    city: str
    postcode: str

    @property
    def display_name(self) -> str:
        return f"{self.last_name.upper()} {self.first_name}"

    @property
    def national_phone(self) -> str:
        digits = "0" + self.phone.removeprefix("+33")
        return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


class Cast:
    """Customers one after the other, each with a phone and an address of their own.

    Casts that must not meet (the past, the present, those still to come) take places far apart from ``start``.
    """

    def __init__(self, random: Random, start: int = 0) -> None:
        self._random = random
        self._mobiles = list(range(10_000))
        Random(0).shuffle(self._mobiles)
        self._count = start

    def next(self) -> Customer:
        """Somebody new. Numbers repeat after the 60,000 of the reserved blocks."""
        first = self._random.choice(FIRST_NAMES)
        last = self._random.choice(LAST_NAMES).replace("_", " ")
        city, postcode = self._random.choice(TOWNS)
        self._count += 1
        return Customer(first, last, self._phone(), self._email(first, last), city, postcode)

    def _phone(self) -> str:
        """A mobile of the reserved block first, then fixed numbers of the others."""
        turn, place = divmod(self._count, 10_000)
        if turn == 0:
            return f"+33639{98_0000 + self._mobiles[place]}"
        block = _FIXED_BLOCKS[(turn - 1) % len(_FIXED_BLOCKS)]
        return f"+33{block[1:]}{self._mobiles[place]:04d}"

    def _email(self, first: str, last: str) -> str:
        plain = f"{first}.{last}".lower().translate(_PLAIN)
        return f"{plain}{self._count}@example.com"


_PLAIN = str.maketrans("éèêëàâîïôöûüçñ", "eeeeaaiioouucn", " '")
