"""What is sent in to the demonstration's group: portal mails, ADF, sheets, replies, and mail nobody expected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape

from vo_callcenter.demo import sayings
from vo_callcenter.demo.cast import Customer
from vo_callcenter.demo.garage import Car


def leboncoin_mail(random: Random, customer: Customer, car: Car, at: datetime) -> bytes:
    """A lead mail as LeBonCoin sends it: a relay address and labelled lines."""
    thread = f"{random.getrandbits(48):012x}"
    subject = f'Nouveau message pour "{car.make} {car.model}" sur leboncoin'
    mail = _mail(random, f"leboncoin <{thread}@messagerie.leboncoin.fr>", subject, at)
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
    advert = f"E{random.randrange(10**8, 10**9)}"
    subject = f"Nouveau message pour votre annonce {advert} - {car.make.upper()} {car.model.upper()}"
    mail = _mail(random, "La Centrale <no_reply@lacentrale.fr>", subject, at)
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
    mail = _mail(random, str(sent["To"]), f"Re: {sent['Subject']}", at, to=str(sent["From"]))
    mail["In-Reply-To"] = str(sent["Message-ID"])
    mail["References"] = str(sent["Message-ID"])
    mail.set_content(f"{sayings.answer(random)}\n\n> (votre message)\n")
    return mail.as_bytes()


def unknown_portal_mail(random: Random, customer: Customer, car: Car, at: datetime) -> bytes:
    """A portal that no description knows yet, in free words: somebody has to sort it, and can teach it."""
    mail = _mail(
        random,
        "Occasions du Rhône <contact@occasions-rhone.example.net>",
        "Un internaute s'intéresse à vous",
        at,
    )
    mail.set_content(
        f"Bonjour,\n\n{customer.first_name} {customer.last_name} ({customer.city}) a consulté votre "
        f"{car.title} et souhaite être rappelé(e) au "
        f"{customer.national_phone}.\n\n{sayings.request(random, car)}\n\n"
        "L'équipe Occasions du Rhône\nwww.occasions-rhone.example.net\n"
    )
    return mail.as_bytes()


def newsletter(random: Random, at: datetime) -> bytes:
    """What is no lead: filed where one can see it."""
    mail = _mail(random, "Argus Pro <actus@lettre.example.net>", "Votre lettre de la semaine", at)
    mail["Precedence"], mail["List-Id"] = "bulk", "Argus Pro <actus.lettre.example.net>"
    mail["List-Unsubscribe"] = f"<mailto:stop-{random.getrandbits(24):06x}@lettre.example.net>"
    mail.set_content(
        "Le marché de l'occasion cette semaine : les hybrides montent, le diesel se maintient.\n"
    )
    return mail.as_bytes()


def misspelt(random: Random, customer: Customer, phone: str) -> Customer:
    """The same person in haste: a letter of the name is missing, another provider, another number."""
    place = random.randrange(1, len(customer.last_name))
    last_name = customer.last_name[:place] + customer.last_name[place + 1 :]
    return replace(customer, last_name=last_name, phone=phone, email=customer.email.replace(".com", ".org"))


def _mail(
    random: Random, sender: str, subject: str, at: datetime, to: str = "leads@mercier.example.com"
) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{random.getrandbits(64):016x}@example.com>"
    return mail
