"""Leads that keep arriving in the demonstration, through the real intake path: files in the drop folder.

Customers answer too: whoever was written to may reply, and the reply is a mail whose In-Reply-To names ours.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from vo_callcenter.demo import sayings
from vo_callcenter.demo.cast import Cast, Customer
from vo_callcenter.demo.garage import Car

BETWEEN = (25.0, 70.0)
"""Seconds between two arrivals at speed 1."""
ANSWER_AFTER = (20.0, 60.0)
"""Seconds before a customer answers a mail, at speed 1."""
_FIRST_ARRIVING = 6_000
_ANSWERING = 0.6
"""Share of mails that are answered."""


def leboncoin_mail(random: Random, customer: Customer, car: Car, at: datetime) -> bytes:
    """A lead mail as LeBonCoin sends it: a relay address and labelled lines."""
    mail = EmailMessage(policy=policy.SMTP)
    thread = f"{random.getrandbits(48):012x}"
    mail["From"] = f"leboncoin <{thread}@messagerie.leboncoin.fr>"
    mail["To"] = "leads@mercier.example.com"
    mail["Subject"] = f'Nouveau message pour "{car.make} {car.model}" sur leboncoin'
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{random.getrandbits(64):016x}@leboncoin.example.com>"
    mail["Reply-To"] = f"{thread}@messagerie.leboncoin.fr"
    mail.set_content(
        f'Bonjour,\n\nVous avez reçu un message pour votre annonce "{car.make} {car.model} {car.trim}".\n\n'
        f"Prénom : {customer.first_name}\nNom : {customer.last_name}\nE-mail : {customer.email}\n"
        f"Téléphone : {customer.national_phone}\nVille : {customer.city} {customer.postcode}\n\n"
        f"Message :\n{sayings.request(random, car)}\n\n"
        f"Prix : {car.price} €\nhttps://www.leboncoin.fr/voitures/{car.reference}.htm\n"
        f"Référence : {car.stock_number}\n"
    )
    return mail.as_bytes()


def la_centrale_mail(random: Random, customer: Customer, car: Car, at: datetime) -> bytes:
    """A lead mail as La Centrale sends it."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "La Centrale <no_reply@lacentrale.fr>"
    mail["To"] = "leads@mercier.example.com"
    mail["Subject"] = (
        f"Nouveau message pour votre annonce E{random.randrange(10**8, 10**9)} - "
        f"{car.make.upper()} {car.model.upper()}"
    )
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{random.getrandbits(64):016x}@lacentrale.example.com>"
    mail.set_content(
        f"Bonjour,\n\nUn internaute vous contacte au sujet de votre annonce.\n\n"
        f"Nom : {customer.last_name}\nPrénom : {customer.first_name}\nTéléphone : {customer.national_phone}\n"
        f"Email : {customer.email}\nCode postal : {customer.postcode}\n"
        f"Véhicule : {car.title}\nImmatriculation : {car.plate}\n\n"
        f"Message : {sayings.request(random, car)}\n"
    )
    return mail.as_bytes()


def adf_document(random: Random, customer: Customer, car: Car, at: datetime) -> bytes:
    """An ADF 1.0 lead from an aggregator."""
    words = {
        name: escape(value)
        for name, value in {
            "make": car.make,
            "model": car.model,
            "first": customer.first_name,
            "last": customer.last_name,
            "email": customer.email,
            "city": customer.city,
            "message": sayings.request(random, car),
        }.items()
    }
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf><prospect status="new"><id sequence="1" source="AutoHub">{random.randrange(10**6)}</id>
<requestdate>{at.isoformat(timespec="seconds")}</requestdate>
<vehicle interest="buy" status="used"><year>{car.first_registration.year}</year><make>{words["make"]}</make>
<model>{words["model"]}</model><vin>{car.vin}</vin><stock>{car.stock_number}</stock></vehicle>
<customer><contact><name part="first">{words["first"]}</name><name part="last">{words["last"]}</name>
<email>{words["email"]}</email><phone type="cellphone">{customer.national_phone}</phone>
<address><city>{words["city"]}</city><postalcode>{customer.postcode}</postalcode></address></contact>
<comments>{words["message"]}</comments></customer>
<provider><name>AutoHub</name></provider></prospect></adf>
""".encode()


def csv_sheet(random: Random, customers: Sequence[Customer], car: Car) -> bytes:
    """A sheet from a car show, as French Excel writes it: semicolons and cp1252."""
    lines = ["Nom;Prénom;Téléphone;E-mail;Code postal;Véhicule;Message"]
    for customer in customers:
        lines.append(
            ";".join(
                (
                    customer.last_name,
                    customer.first_name,
                    customer.national_phone,
                    customer.email,
                    customer.postcode,
                    car.title,
                    sayings.request(random, car).replace(";", ","),
                )
            )
        )
    return "\r\n".join([*lines, ""]).encode("cp1252", errors="replace")


def reply_mail(random: Random, ours: bytes, at: datetime) -> bytes | None:
    """A customer's answer to one of our mails; None when it cannot be answered."""
    sent = message_from_bytes(ours, policy=policy.default)
    if not sent["Message-ID"] or not sent["To"] or sent["Auto-Submitted"]:
        return None
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = str(sent["To"])
    mail["To"] = str(sent["From"])
    mail["Subject"] = f"Re: {sent['Subject']}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{random.getrandbits(64):016x}@example.com>"
    mail["In-Reply-To"] = str(sent["Message-ID"])
    mail["References"] = str(sent["Message-ID"])
    mail.set_content(f"{sayings.answer(random)}\n\n> (votre message)\n")
    return mail.as_bytes()


class Arrivals(threading.Thread):
    """Writes leads and replies into the drop folder until stopped."""

    def __init__(
        self,
        drop: Path,
        sent: Path,
        cars: Sequence[Car],
        seed: int,
        speed: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(name="demo-arrivals", daemon=True)
        self._drop = drop
        self._sent = sent
        self._cars = cars
        self._random = Random(seed ^ 0xA11)
        self._cast = Cast(Random(seed ^ 0xCA57), start=_FIRST_ARRIVING)
        self._speed = max(speed, 0.01)
        self._now = now
        self._over = threading.Event()
        self._answered: set[str] = set()
        self._answers: list[tuple[datetime, bytes]] = []
        self._number = 0

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        due = self._now() + timedelta(seconds=6 / self._speed)
        while not self._over.wait(min(1.0, 1 / self._speed)):
            now = self._now()
            self._notice_sent(now)
            for at, mail in [answer for answer in self._answers if answer[0] <= now]:
                self._answers.remove((at, mail))
                self.drop("reponse.eml", mail)
            if now >= due:
                self.drop(*self.next_lead(now))
                due = now + timedelta(seconds=self._random.uniform(*BETWEEN) / self._speed)

    def next_lead(self, now: datetime) -> tuple[str, bytes]:
        """File name and content of the next arrival."""
        random, car = self._random, self._random.choice(self._cars)
        kind = random.choices(("leboncoin", "lacentrale", "adf", "csv"), (55, 25, 15, 5))[0]
        if kind == "csv":
            guests = [self._cast.next() for _ in range(random.randint(2, 4))]
            return "salon.csv", csv_sheet(random, guests, car)
        customer = self._cast.next()
        if kind == "adf":
            return "lead.xml", adf_document(random, customer, car, now)
        make = leboncoin_mail if kind == "leboncoin" else la_centrale_mail
        return f"{kind}.eml", make(random, customer, car, now)

    def drop(self, name: str, content: bytes) -> Path:
        """Put a file into the drop folder in one step, as a careful sender does."""
        self._number += 1
        target = self._drop / f"{self._number:05d}-{name}"
        half = target.with_suffix(target.suffix + ".part")
        half.write_bytes(content)
        return half.rename(target)

    def _notice_sent(self, now: datetime) -> None:
        for path in self._sent.glob("*.eml"):
            if path.name in self._answered:
                continue
            self._answered.add(path.name)
            mail = reply_mail(self._random, path.read_bytes(), now)
            if mail is not None and self._random.random() < _ANSWERING:
                after = timedelta(seconds=self._random.uniform(*ANSWER_AFTER) / self._speed)
                self._answers.append((now + after, mail))
