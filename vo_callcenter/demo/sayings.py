"""What invented customers and colleagues write. Customers write French whatever the console's language."""

from random import Random

from rules.vocabulary import Source, TaskKind
from vo_callcenter.demo.cast import Customer
from vo_callcenter.demo.garage import Car

PORTALS = {
    Source.LEBONCOIN: "leboncoin",
    Source.LA_CENTRALE: "La Centrale",
    Source.SITE: "mercier.example.com",
    Source.ADF: "AutoHub",
    Source.PHONE: "",
    Source.FACEBOOK: "Facebook",
    Source.FILE: "salon-auto.csv",
}
CHANNELS = {
    Source.LEBONCOIN: "email",
    Source.LA_CENTRALE: "email",
    Source.SITE: "form",
    Source.ADF: "form",
    Source.PHONE: "phone",
    Source.FACEBOOK: "social",
    Source.FILE: "file",
}
SUBJECTS = {
    Source.LEBONCOIN: "Nouveau message pour « {car} » sur leboncoin",
    Source.LA_CENTRALE: "Nouveau message pour votre annonce - {car}",
    Source.SITE: "Demande de contact : {car}",
    Source.ADF: "{car}",
    Source.PHONE: "",
    Source.FACEBOOK: "Formulaire Facebook : {car}",
    Source.FILE: "{car}",
}
SOURCES = (
    (Source.LEBONCOIN, 42),
    (Source.LA_CENTRALE, 20),
    (Source.SITE, 14),
    (Source.PHONE, 12),
    (Source.ADF, 6),
    (Source.FACEBOOK, 4),
    (Source.FILE, 2),
)

_REQUESTS = (
    "Bonjour, la {model} est-elle encore disponible ? Merci.",
    "Bonjour, je suis intéressé par votre {make} {model}. Acceptez-vous une reprise ? J'ai une Clio de 2014.",
    "Bonjour, quel est votre dernier prix pour la {model} ? Je peux passer samedi matin.",
    "Bonjour, serait-il possible d'essayer la {make} {model} cette semaine, après 18 h si possible ?",
    "Est-elle toujours à vendre ? Le carnet d'entretien est-il complet ?",
    "Bonjour, je cherche une voiture pour ma fille, la {model} me plaît. Quel financement proposez-vous ?",
    "Bonsoir, pouvez-vous me rappeler demain entre midi et deux ? Cordialement",
    "Bonjour, j'habite à 400 km, est-ce que vous livrez ? Peut-on tout faire à distance ?",
    "bonjour dispo ?",
    "Bonjour Madame, Monsieur, la courroie de distribution a-t-elle été faite ? Combien de propriétaires ?",
    "Bonjour, je voudrais savoir la mensualité en LOA sur 48 mois avec 2 000 € d'apport.",
    "Bonjour, le prix est-il négociable ? Paiement comptant.",
)
_ANSWERS = (
    "Oui toujours intéressé, vous pouvez m'appeler cet après-midi.",
    "Merci pour votre retour. Pouvez-vous m'envoyer des photos de l'intérieur ?",
    "Finalement je peux venir samedi à 10 h, c'est possible ?",
    "Et pour la reprise de ma voiture, vous pensez à combien ?",
    "D'accord, mais je voudrais d'abord connaître le montant de la garantie.",
    "Je suis disponible demain matin. Bonne journée",
)
_QUESTIONS = (
    "La distribution a-t-elle été faite, et à quel kilométrage ?",
    "Quelle valeur de reprise pour une Clio IV de 2014 à 128 000 km ?",
    "La livraison à Brest est-elle possible, et à quel coût ?",
    "Le véhicule est-il compatible E85 ?",
)
_TASKS = {
    TaskKind.RELAUNCH: ("Relancer : pas joint", "Reprendre contact", "Voir s'il a réfléchi au financement"),
    TaskKind.CALLBACK: ("Rappeler après 18 h", "Rappeler, il était en réunion", "Rappeler sur le mobile"),
}
ANSWERED = "Nous avons la réponse : tout est en ordre, le détail figure sur la facture d'entretien."


def request(random: Random, car: Car) -> str:
    """The first message of a customer about a car."""
    return random.choice(_REQUESTS).format(make=car.make, model=car.model)


def answer(random: Random) -> str:
    return random.choice(_ANSWERS)


def question(random: Random) -> str:
    return random.choice(_QUESTIONS)


def task(random: Random, kind: TaskKind) -> str:
    return random.choice(_TASKS[kind])


def missed_you(customer: Customer, car: Car) -> tuple[str, str]:
    """Subject and body of the mail sent when nobody answers the phone."""
    return (
        f"Votre demande : {car.make} {car.model}",
        f"Bonjour {customer.first_name},\n\nJ'ai essayé de vous joindre au sujet de la {car.title}. "
        "Quand puis-je vous rappeler ?\n\nBien cordialement,\nGroupe Mercier",
    )


def reply(customer: Customer, car: Car) -> tuple[str, str]:
    """Subject and body of a salesperson's answer."""
    return (
        f"Re: {car.title}",
        f"Bonjour {customer.first_name},\n\nMerci pour votre message. Je vous confirme que la {car.title} vous "
        "attend. Je vous propose un essai cette semaine.\n\nBien cordialement",
    )


def answers(random: Random, car: Car) -> dict[str, str]:
    """Answers to the qualification form, by field code."""
    financing = random.choice(("cash", "loan", "loan", "loa", "lld"))
    filled = {
        "car_still_wanted": "yes",
        "horizon": random.choice(
            ("within_15_days", "within_15_days", "within_month", "within_3_months", "later")
        ),
        "budget": str(round(car.price / 500) * 500),
        "financing": financing,
        "trade_in": random.choice(("yes", "no")),
        "preferred_channel": random.choice(("phone", "phone", "email", "sms")),
    }
    if random.random() < 0.5:
        filled["reachable_when"] = random.choice(("any_time", "morning", "noon", "evening", "saturday"))
    return filled
