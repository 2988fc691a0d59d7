"""Makes ``pairs.json``: run ``python -m tests.identity.pair_writer`` after a change here or in ``by_hand.py``."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from rules.name_likeness import plain
from tests.identity.by_hand import OTHER, SAME

TARGET = Path(__file__).with_name("pairs.json")
EACH = 20

Card = dict[str, Any]
Pair = dict[str, Any]

LASTS = (
    "Abadie Bailly Barbier Bonnet Boucher Bouvier Carpentier Chevalier Colin Cordier Delaunay Deschamps Dumas Dupuis"
    " Fernandes Ferrand Fournier Gaillard Gallet Guérin Haddad Humbert Jacquet Joubert Lacroix Laurent Lebrun Legrand"
    " Lemaire Lévêque Maillard Marchand Marchal Mercier Michaud Monnier Moulin Nicolas Olivier Pasquier Pelletier"
    " Picard Prévost Renard Rivière Rolland Rousset Sanchez Schneider Tessier Vasseur Verdier Weber Ziani"
).split()
MEN = (
    "Adrien Antoine Bruno Cédric Damien Didier Étienne Florian Gilles Hervé Jérôme Julien Kévin Ludovic Mathieu"
    " Nicolas Olivier Patrick Quentin Rémi Sébastien Thierry Vincent Xavier Yohan"
).split()
WOMEN = (
    "Agnès Audrey Bérénice Camille Céline Delphine Élise Fanny Gaëlle Hélène Inès Julie Laëtitia Mélanie Nadège"
    " Ophélie Patricia Rachel Sabrina Valérie Yasmina"
).split()
SHORT_FORMS = {
    "Antoine": "Tony", "Julien": "Julien", "Nicolas": "Nico", "Olivier": "Oli", "Sébastien": "Seb",
    "Vincent": "Vince", "Xavier": "Xav", "Patrick": "Patou", "Valérie": "Val", "Thierry": "Titi",
}  # fmt: skip
TOWNS = (
    ("69003", "Lyon"), ("69100", "Villeurbanne"), ("38200", "Vienne"), ("38300", "Bourgoin-Jallieu"),
    ("42000", "Saint-Étienne"), ("01000", "Bourg-en-Bresse"), ("71000", "Mâcon"), ("59000", "Lille"),
    ("13001", "Marseille"), ("35000", "Rennes"),
)  # fmt: skip


class Writer:
    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self._serial = 0

    def person(self, firsts: list[str] | None = None) -> Card:
        first = self.random.choice(firsts or [*MEN, *WOMEN])
        last = self.random.choice(LASTS)
        postcode, city = self.random.choice(TOWNS)
        return {
            "last": last, "first": first, "postcode": postcode, "city": city,
            "email": self.address(first, last), "phone": self.mobile(),
        }  # fmt: skip

    def address(self, first: str, last: str) -> str:
        self._serial += 1
        first, last = plain(first), plain(last)
        local = self.random.choice(
            (f"{first}.{last}", f"{first[0]}{last}", f"{last}{first[:3]}", f"{first}{last}")
        )
        return f"{local}{self._serial}@{self.random.choice(('example.com', 'example.org', 'example.test'))}"

    def mobile(self) -> str:
        return f"+3363998{self.random.randrange(10_000):04d}"

    def landline(self) -> str:
        return f"+33{self.random.choice(('46571', '53649', '26191'))}{self.random.randrange(10_000):04d}"

    def mistyped(self, word: str) -> str:
        """One slip: a letter dropped, doubled, changed, or two exchanged; never the first."""
        place = self.random.randrange(1, len(word) - 1)
        match self.random.randrange(4):
            case 0:
                return word[:place] + word[place + 1 :]
            case 1:
                return word[:place] + word[place] + word[place:]
            case 2:
                return word[:place] + self.random.choice("aeilnrst") + word[place + 1 :]
            case _:
                return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    def days(self, most: int = 400) -> int:
        return self.random.randrange(most)


def only(card: Card, *kept: str) -> Card:
    return {name: value if name in ("last", "first", *kept) else "" for name, value in card.items()}


def same_address(w: Writer) -> tuple[Card, Card, int]:
    one = w.person()
    return one, {**one, "first": one["first"][0], "phone": w.mobile(), "postcode": "", "city": ""}, w.days()


def same_number(w: Writer) -> tuple[Card, Card, int]:
    one = w.person()
    other = {**one, "email": w.address(one["first"], one["last"]), "last": one["last"].upper()}
    return only(one, "phone"), only(other, "phone", "email"), w.days()


def accents(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "postcode", "city")
    return one, {**one, "last": plain(one["last"]).upper(), "first": plain(one["first"])}, w.days()


def swapped(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "postcode")
    return one, {**one, "last": one["first"], "first": one["last"]}, w.days()


def typo(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "postcode")
    part = w.random.choice(("last", "last", "first"))
    return one, {**one, part: w.mistyped(one[part])}, w.days()


def two_typos(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "postcode")
    return one, {**one, "last": w.mistyped(one["last"]), "first": w.mistyped(one["first"])}, w.days()


def short_form(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(list(SHORT_FORMS)), "postcode")
    return one, {**one, "first": SHORT_FORMS[one["first"]]}, w.days()


def compound(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(WOMEN), "postcode")
    return {**one, "last": f"{one['last']}-{w.random.choice(LASTS)}"}, one, w.days()


def digit_wrong(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "phone")
    place = w.random.randrange(-6, 0)
    digits = list(one["phone"])
    digits[place] = str((int(digits[place]) + w.random.randrange(1, 10)) % 10)
    return one, {**one, "phone": "".join(digits)}, w.days(30)


def address_mistyped(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "email")
    local, _, domain = one["email"].partition("@")
    slip = w.mistyped(local)
    return one, {**one, "email": f"{slip if slip != local else local + 'e'}@{domain}"}, w.days(30)


def new_provider(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "email")
    local, _, domain = one["email"].partition("@")
    moved = "example.org" if domain != "example.org" else "example.com"
    return one, {**one, "email": f"{local}@{moved}"}, w.days(700)


def second_number(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(), "postcode", "city", "phone")
    return one, {**one, "phone": w.landline()}, w.days(700)


def name_only(w: Writer) -> tuple[Card, Card, int]:
    """Another number, another address, no place: nobody can tell."""
    one = w.person()
    email = w.address(one["last"], one["first"][::-1])
    return only(one, "phone"), {**only(one), "email": email, "phone": w.landline()}, w.days(700)


def married_name(w: Writer) -> tuple[Card, Card, int]:
    one = only(w.person(WOMEN), "postcode", "phone")
    return one, {**one, "last": w.random.choice([each for each in LASTS if each != one["last"]])}, w.days(300)


def couple_on_one_mailbox(w: Writer) -> tuple[Card, Card, int]:
    him = only(w.person(MEN), "email", "postcode")
    return him, {**him, "first": w.random.choice(WOMEN)}, w.days(300)


def couple(w: Writer) -> tuple[Card, Card, int]:
    him = only(w.person(MEN), "postcode", "phone")
    him["phone"] = w.landline()
    keeps_name = w.random.random() < 0.3
    her = {
        **him,
        "first": w.random.choice(WOMEN),
        "last": w.random.choice(LASTS) if keeps_name else him["last"],
    }
    return him, her, w.days(300)


def father_and_son(w: Writer) -> tuple[Card, Card, int]:
    father = only(w.person(MEN), "postcode", "city", "phone")
    sons = [name for name in MEN if name != father["first"]]
    has_own = w.random.random() < 0.5
    son = {**father, "first": w.random.choice(sons), "phone": w.mobile() if has_own else father["phone"]}
    return father, son, w.days(300)


def namesake_here(w: Writer) -> tuple[Card, Card, int]:
    one = w.person()
    return one, {**one, "email": w.address(one["first"], one["last"]), "phone": w.mobile()}, w.days(700)


def namesake_elsewhere(w: Writer) -> tuple[Card, Card, int]:
    one = w.person()
    away = [town for town in TOWNS if town[0][:2] != one["postcode"][:2]]
    postcode, city = w.random.choice(away)
    email = w.address(one["first"], one["last"])
    return one, {**one, "postcode": postcode, "city": city, "email": email, "phone": w.mobile()}, w.days(700)


def switchboard(w: Writer) -> tuple[Card, Card, int]:
    one, other = w.person(), w.person()
    number = f"*+331990000{w.random.randrange(100):02d}"
    return {**one, "phone": number}, {**other, "phone": number}, w.days(300)


def relay(w: Writer) -> tuple[Card, Card, int]:
    """All a portal told is a first name: its relay address is nobody's."""
    one, other = only(w.person()), only(w.person())
    return {**one, "last": ""}, {**other, "last": "", "first": one["first"]}, w.days(60)


def reused_number(w: Writer) -> tuple[Card, Card, int]:
    one, other = only(w.person(MEN), "postcode", "phone"), only(w.person(WOMEN), "postcode", "phone")
    return one, {**other, "phone": one["phone"]}, 400 + w.days(1200)


def near_stranger(w: Writer) -> tuple[Card, Card, int]:
    one, other = only(w.person(MEN), "phone"), only(w.person(WOMEN), "phone")
    return one, {**other, "phone": one["phone"][:-1] + str((int(one["phone"][-1]) + 1) % 10)}, w.days()


def strangers_in_one_street(w: Writer) -> tuple[Card, Card, int]:
    one, other = w.person(MEN), w.person(WOMEN)
    return one, {**other, "postcode": one["postcode"], "city": one["city"]}, w.days()


MADE_SAME: dict[str, Callable[[Writer], tuple[Card, Card, int]]] = {
    "same address": same_address,
    "same number": same_number,
    "accents and case": accents,
    "names swapped": swapped,
    "typo in the name": typo,
    "typos in both names": two_typos,
    "short form": short_form,
    "compound name": compound,
    "one digit wrong": digit_wrong,
    "address mistyped": address_mistyped,
    "new provider": new_provider,
    "second number": second_number,
    "name in common, nothing else": name_only,
    "married name": married_name,
}
MADE_OTHER: dict[str, Callable[[Writer], tuple[Card, Card, int]]] = {
    "couple on one number": couple,
    "couple on one mailbox": couple_on_one_mailbox,
    "father and son": father_and_son,
    "namesake in the same town": namesake_here,
    "namesake elsewhere": namesake_elsewhere,
    "switchboard": switchboard,
    "relay address": relay,
    "reused number": reused_number,
    "near number of a stranger": near_stranger,
    "neighbours": strangers_in_one_street,
}


def written() -> list[Pair]:
    """Every pair of the set, by hand first."""
    return [
        *_by_hand(SAME, True),
        *_by_hand(OTHER, False),
        *_made(MADE_SAME, True),
        *_made(MADE_OTHER, False),
    ]


def _by_hand(text: str, same: bool) -> Iterator[Pair]:
    for line in text.strip().splitlines():
        kind, one, other, days = (part.strip() for part in line.split(";"))
        yield _pair(kind, same, _card(one), _card(other), int(days))


def _made(kinds: dict[str, Callable[[Writer], tuple[Card, Card, int]]], same: bool) -> Iterator[Pair]:
    for kind, make in kinds.items():
        writer = Writer(seed=kind)
        for _ in range(EACH):
            yield _pair(kind, same, *make(writer))


def _card(text: str) -> Card:
    last, first, place, email, phone = (part.strip() for part in text.split("/"))
    postcode, _, city = place.partition(" ")
    return {"last": last, "first": first, "postcode": postcode, "city": city, "email": email, "phone": phone}


def _pair(kind: str, same: bool, one: Card, other: Card, days: int) -> Pair:
    shared = one["phone"].startswith("*") or other["phone"].startswith("*")
    for card in (one, other):
        card["phone"] = card["phone"].removeprefix("*")
    return {"kind": kind, "same": same, "days": days, "shared": shared, "one": one, "other": other}


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in written())
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
