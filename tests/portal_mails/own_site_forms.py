"""Forms of own sites beyond their labels: a reason beside the message, headings, words that look like labels."""

from tests.portal_mails.mailing import Sample, html, mail, rows
from tests.portal_mails.own_sites import COMMON, SENDER

SAMPLES = (
    Sample(
        "site_reason_and_message",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site internet",
            html(
                rows(
                    [
                        ("Objet de la demande", "Demande d'essai"),
                        ("Nom", "Garnier"),
                        ("Prénom", "Lucie"),
                        ("Email", "lucie.garnier@example.com"),
                        ("Véhicule", "Peugeot 3008"),
                        ("Message", "Je viens samedi. Rappelez-moi au 06 39 98 10 99, j'ai une reprise."),
                    ]
                )
            ),
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "Lucie",
            "last_name": "Garnier",
            "emails": ["lucie.garnier@example.com"],
            "phones": ["+33639981099"],
            "vehicle": "Peugeot 3008",
            "message": "Demande d'essai\nJe viens samedi. Rappelez-moi au 06 39 98 10 99, j'ai une reprise.",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_numbered_labels",
        "own_sites",
        mail(
            "Nouvelle demande de contact",
            "Nom : Weber\nPrénom : Élise\nN° de tél. : 03 53 01 44 10\nN° de portable : 06 39 98 44 10\n"
            "Véhicule : Dacia Duster\nMessage : Le Duster est-il garanti ?\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "Élise",
            "last_name": "Weber",
            "phones": ["+33353014410", "+33639984410"],
            "vehicle": "Dacia Duster",
            "message": "Le Duster est-il garanti ?",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_own_car_in_the_words",
        "own_sites",
        mail(
            "Demande d'information",
            "Nom : Petit\nTéléphone : 06 39 98 10 24\nVéhicule : Peugeot 3008\nMessage : Bonjour,\n"
            "Voiture : Clio 4 de 2014 en reprise\nKm : 150 000\nMerci de me dire combien\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "last_name": "Petit",
            "phones": ["+33639981024"],
            "vehicle": "Peugeot 3008",
            "message": "Bonjour,\nVoiture : Clio 4 de 2014 en reprise\nKm : 150 000\nMerci de me dire combien",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_estimation_of_own_car",
        "own_sites",
        mail(
            "Demande d'estimation",
            "Nom : Garnier\nEmail : lucie.garnier@example.com\nMarque : Renault\nModèle : Clio 3\n"
            "Immatriculation : AB-455-CD\nKilométrage : 168 000\nAnnée : 2011\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "last_name": "Garnier",
            "emails": ["lucie.garnier@example.com"],
            "trade_plate": "AB-455-CD",
            "trade_make": "Renault",
            "trade_model": "Clio 3",
            "trade_year": "2011",
            "trade_mileage": 168000,
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_sections",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site internet",
            html(
                "<h3>Concession</h3>"
                + rows([("Nom", "Garage Exemple Nord"), ("Email", "nord@garage-exemple.example.com")])
                + "<h3>Client</h3>"
                + rows([("Nom", "Garnier"), ("Email", "lucie.garnier@example.com")])
                + "<h3>Véhicule souhaité</h3>"
                + rows([("Marque", "Peugeot"), ("Modèle", "3008")])
                + "<h3>Votre véhicule à reprendre</h3>"
                + rows([("Marque", "Renault"), ("Modèle", "Clio 3"), ("Kilométrage", "168 000")])
                + "<h3>Message</h3><p>Je viens samedi.</p>"
            ),
            sender=SENDER,
        ),
        {
            **COMMON,
            "last_name": "Garnier",
            "emails": ["lucie.garnier@example.com"],
            "vendor": "Garage Exemple Nord",
            "make": "Peugeot",
            "model": "3008",
            "trade_make": "Renault",
            "trade_model": "Clio 3",
            "trade_mileage": 168000,
            "message": "Je viens samedi.",
            "extra": {"Concession – Email": "nord@garage-exemple.example.com"},
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_address_of_nobody",
        "own_sites",
        mail(
            "Demande de contact",
            "Nom : MARTIN Claire\nEmail : nomail@nomail.example.com\nTéléphone : 06 39 98 20 01 (après 18h30)\n"
            "Véhicule : Peugeot 208\nMessage : dispo ?\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "Claire",
            "last_name": "MARTIN",
            "invalid_emails": ["nomail@nomail.example.com"],
            "phones": ["+33639982001"],
            "vehicle": "Peugeot 208",
            "message": "dispo ?",
        },
        reader="Formulaire du site",
    ),
)
