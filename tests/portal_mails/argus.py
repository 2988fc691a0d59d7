"""L'Argus: one sentence a field, the plate in brackets behind the car, any of them missing."""

from tests.portal_mails.mailing import Part, Sample, html, mail

SENDER, NAME = "ne-pas-repondre@largus.fr", "L'argus"
OPENING = "Un client est intéressé par l'une de vos annonces diffusées sur les sites de la Galaxie Argus (incluant la Marketplace Facebook)."
COMMON = {"source": "argus", "channel": "email"}
CLOSING = "Connectez-vous à votre espace : https://pro.largus.fr/login/"


def page(*lines: str) -> Part:
    return html(f"<p>Bonjour,<br><br>{OPENING}<br><br>" + "<br>\n".join(lines) + f"<br><br>{CLOSING}</p>")


SAMPLES = (
    Sample(
        "argus_html_complete",
        "argus",
        mail(
            "Nouveau contact pour votre annonce VOLKSWAGEN Touran",
            page(
                "Voici ses coordonnées :",
                "Nom : Sabine Girard",
                "Email : sabine.girard@example.com",
                "Téléphone : 0639987812",
                "",
                "Veuillez trouver également plus d’informations :",
                "Le véhicule concerné est : VOLKSWAGEN Touran 1.6 TDI 115ch FAP 7 places (FJ-720-AE)",
                "ID du véhicule : Spg-540bf073-ce95-4a45-8bc4-ab433c0f49e7",
                "Prix : 24490.0 EUR",
                "Type de carburant: DIESEL",
                "Couleur du véhicule : REFLET D ARGENT",
                "Année du véhicule : 2019",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Sabine",
            "last_name": "Girard",
            "emails": ["sabine.girard@example.com"],
            "phones": ["+33639987812"],
            "vehicle": "VOLKSWAGEN Touran 1.6 TDI 115ch FAP 7 places (FJ-720-AE)",
            "plate": "FJ-720-AE",
            "listing_ref": "Spg-540bf073-ce95-4a45-8bc4-ab433c0f49e7",
            "price": 24490,
            "fuel": "DIESEL",
            "colour": "REFLET D ARGENT",
            "year": "2019",
        },
        reader="L'Argus",
    ),
    Sample(
        "argus_text_without_address",
        "argus",
        mail(
            "Nouveau contact pour votre annonce VOLKSWAGEN Tiguan",
            Part(
                f"Bonjour,\n\n{OPENING}\n\nNom : Denis Desquesnes\nTéléphone : 07 00 00 12\nTéléphone 2 : 06 39 98 49 27\n\n"
                "Le véhicule concerné est : VOLKSWAGEN Tiguan 2.0 TDI 150ch Lounge (EA-181-QP)\nPrix : 17390.0 EUR\n"
                "Type de carburant : DIESEL\nAnnée du véhicule : 2016\n",
                coding="quoted-printable",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Denis",
            "last_name": "Desquesnes",
            "phones": ["07 00 00 12", "+33639984927"],
            "vehicle": "VOLKSWAGEN Tiguan 2.0 TDI 150ch Lounge (EA-181-QP)",
            "plate": "EA-181-QP",
            "price": 17390,
            "fuel": "DIESEL",
            "year": "2016",
        },
        reader="L'Argus",
    ),
    Sample(
        "argus_without_number_and_plate",
        "argus",
        mail(
            "Nouveau contact pour votre annonce AUDI A3",
            page(
                "Nom : Ben Farah Mourad",
                "Email : mourad.ben-farah@example.net",
                "Téléphone : ",
                "Le véhicule concerné est : AUDI A3 Sportback 35 TDI 150ch S line",
                "ID du véhicule : Spg-ba026201",
                "Prix : 28900.0 EUR",
                "Couleur du véhicule : BLANC IBIS",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Mourad",
            "last_name": "Ben Farah",
            "emails": ["mourad.ben-farah@example.net"],
            "vehicle": "AUDI A3 Sportback 35 TDI 150ch S line",
            "listing_ref": "Spg-ba026201",
            "price": 28900,
            "colour": "BLANC IBIS",
        },
        reader="L'Argus",
    ),
    Sample(
        "argus_with_a_message_latin1",
        "argus",
        mail(
            "L'argus : un internaute vous a contacté",
            Part(
                f"{OPENING}\n\nNom : MOREAU Zoë\nEmail : zoe.moreau@example.org\nTéléphone : +33 6 39 98 33 10\n"
                "Message : Bonjour, la distribution a-t-elle été faite ?\nMerci d'avance\n\n"
                "Le véhicule concerné est : PEUGEOT 308 1.2 PureTech 130ch Allure (GC-482-LM)\nPrix : 15990 EUR\nKilométrage : 54 300 km\n",
                charset="iso-8859-1",
            ),
            sender=SENDER,
            name=NAME,
            reply_to="zoe.moreau@example.org",
        ),
        {
            **COMMON,
            "first_name": "Zoë",
            "last_name": "MOREAU",
            "emails": ["zoe.moreau@example.org"],
            "phones": ["+33639983310"],
            "message": "Bonjour, la distribution a-t-elle été faite ?\nMerci d'avance",
            "vehicle": "PEUGEOT 308 1.2 PureTech 130ch Allure (GC-482-LM)",
            "plate": "GC-482-LM",
            "price": 15990,
            "mileage": 54300,
        },
        reader="L'Argus",
    ),
    Sample(
        "argus_nobody_to_answer",
        "argus",
        mail(
            "Nouveau contact pour votre annonce FIAT Panda",
            page(
                "Nom : ", "Email : ", "Téléphone : ", "Le véhicule concerné est : FIAT Panda 1.2 (EK-220-XA)"
            ),
            sender=SENDER,
            name=NAME,
        ),
        {**COMMON, "vehicle": "FIAT Panda 1.2 (EK-220-XA)", "plate": "EK-220-XA"},
        outcome="to_sort",
        reader="L'Argus",
    ),
)
