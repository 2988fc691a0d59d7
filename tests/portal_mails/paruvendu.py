"""ParuVendu: the car in one line, « modèle – énergie – année – km – CP ville », which is where the car stands."""

from tests.portal_mails.mailing import FILED, Part, Sample, html, mail

SENDER, NAME = "contact@paruvendu.fr", "ParuVendu.fr"
COMMON = {"source": "paruvendu", "channel": "email"}
URL = "https://www.paruvendu.fr/a/voiture-occasion/volkswagen/polo/1244846126A1KVVOVWPOL"


def page(
    person: str, phone: str, address: str, words: str, stock: str, price: str, car: str, url: str
) -> Part:
    return html(
        f"<p>Contact reçu sur ParuVendu.fr (Internet)</p><div>{person}</div>\n<span>Téléphone : {phone}</span><br>"
        f"<span>Email : {address}</span><br><p>Son message :</p><p>{words}</p>"
        "<a href='https://www.paruvendu.fr/pro/repondre'>Répondre</a>"
        f"<table><tr><td><span>Réf. Pro : {stock}</span><br>{price} &euro;<br>{car}</td></tr></table>"
        f'<a href="{url}?xtor=EREC-1">Voir l\'annonce</a>',
        coding="quoted-printable",
    )


SAMPLES = (
    Sample(
        "pv_html_complete",
        "paruvendu",
        mail(
            "Demande de contact pour votre annonce Volkswagen Polo",
            page(
                "M Mathieu AKSOY",
                "0639987517",
                "mathieu.aksoy@example.com",
                "Bonjour, je suis intéressé par l'annonce Volkswagen Polo à 8 990 , pouvez-vous me recontacter ?",
                "VO111129",
                "8&nbsp;990",
                "Volkswagen Polo 1.6 TDI 90 Match II DSG7<br>Berline - Diesel - Année 2014 - 77 872 km - 91940 Les Ulis",
                URL,
            ),
            sender=SENDER,
            name=NAME,
            reply_to="mathieu.aksoy@example.com",
        ),
        {
            **COMMON,
            "title": "M.",
            "first_name": "Mathieu",
            "last_name": "AKSOY",
            "emails": ["mathieu.aksoy@example.com"],
            "phones": ["+33639987517"],
            "message": "Bonjour, je suis intéressé par l'annonce Volkswagen Polo à 8 990 , pouvez-vous me recontacter ?",
            "stock": "VO111129",
            "price": 8990,
            "vehicle": "Volkswagen Polo 1.6 TDI 90 Match II DSG7",
            "fuel": "Diesel",
            "year": "2014",
            "mileage": 77872,
            "listing_url": URL,
            "listing_ref": "1244846126A1KVVOVWPOL",
        },
        reader="ParuVendu",
    ),
    Sample(
        "pv_text_with_dashes",
        "paruvendu",
        mail(
            "ParuVendu - contact sur votre annonce",
            "Nom : Carine BOURLIER\nTéléphone : 06 39 98 50 16\nEmail : carine.bourlier@example.org\n\nMessage : Bonjour, votre annonce référence "
            "VO110993 m'intéresse, merci de me recontacter.\n\nhttps://www.paruvendu.fr/a/voiture-occasion/renault/twingo-iii/1242556668A1KVVORETW3\n"
            "Réf. Pro : VO110993\nRenault Twingo III 1.0 SCe 70 Life – Essence – 2018 – 20 063 km – 91940 Les Ulis\n8 390 €\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Carine",
            "last_name": "BOURLIER",
            "emails": ["carine.bourlier@example.org"],
            "phones": ["+33639985016"],
            "message": "Bonjour, votre annonce référence VO110993 m'intéresse, merci de me recontacter.",
            "stock": "VO110993",
            "price": 8390,
            "vehicle": "Renault Twingo III 1.0 SCe 70 Life",
            "fuel": "Essence",
            "year": "2018",
            "mileage": 20063,
            "listing_url": "https://www.paruvendu.fr/a/voiture-occasion/renault/twingo-iii/1242556668A1KVVORETW3",
            "listing_ref": "1242556668A1KVVORETW3",
        },
        reader="ParuVendu",
    ),
    Sample(
        "pv_number_only",
        "paruvendu",
        mail(
            "Demande de rappel pour votre annonce Dacia Logan MCV",
            Part(
                "Un internaute souhaite être rappelé.\n\nTéléphone : 02 61 91 47 62\n\nRéf. Pro : 10457\n"
                "Dacia Logan MCV - Diesel - 2015 - 141 000 km - 53000 Laval\n",
                charset="iso-8859-15",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "phones": ["+33261914762"],
            "stock": "10457",
            "vehicle": "Dacia Logan MCV",
            "fuel": "Diesel",
            "year": "2015",
            "mileage": 141000,
        },
        reader="ParuVendu",
    ),
    Sample(
        "pv_statistics",
        "paruvendu",
        mail(
            "Les statistiques de vos annonces ParuVendu",
            "Vos 42 annonces ont été vues 1 230 fois cette semaine.\n",
            sender="newsletter@paruvendu.fr",
            name=NAME,
            headers=["List-Unsubscribe: <https://www.paruvendu.fr/stop>", "Precedence: bulk"],
        ),
        outcome=FILED,
        filed_as="newsletter",
    ),
)
