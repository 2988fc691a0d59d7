"""Ouest-France Auto: the person's words and a line « Référence – prix – km »."""

from tests.portal_mails.mailing import Part, Sample, html, mail, rows

SENDER, NAME = "contact@ouestfrance-auto.com", "ouestfrance-auto"
COMMON = {"source": "ouest_france", "channel": "email"}

SAMPLES = (
    Sample(
        "ofa_html_complete",
        "ouest_france",
        mail(
            "Un client a consulté votre annonce BMW Serie 1",
            html(
                "<p>Un client a consulté votre annonce <strong>BMW Serie 1</strong></p>"
                "<p><span>17&nbsp;290 &euro; | 40&nbsp;699 km | Diesel</span></p>"
                "<table><tr><td>Référence :</td><td>L20374</td></tr></table>"
                + rows(
                    [
                        ("<strong>Message de</strong>", "Alice Lefort"),
                        ("E-mail", "alice.lefort@example.com"),
                        ("Téléphone", "<a href='tel:0639981558'>06 39 98 15 58</a>"),
                    ]
                )
                + "<div>Bonjour,<br>Est-ce que la BMW Serie 1 est toujours disponible ?<br>Merci.</div>"
                "<p><a href='https://www.ouestfrance-auto.com/voiture-occasion/bmw-serie-1-diesel-lorient-16904748.html?utm_source=trigger'>Visualiser l'annonce</a></p>",
                coding="quoted-printable",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Alice",
            "last_name": "Lefort",
            "emails": ["alice.lefort@example.com"],
            "phones": ["+33639981558"],
            "message": "Bonjour,\nEst-ce que la BMW Serie 1 est toujours disponible ?\nMerci.",
            "vehicle": "BMW Serie 1",
            "price": 17290,
            "mileage": 40699,
            "fuel": "Diesel",
            "stock": "L20374",
            "listing_url": "https://www.ouestfrance-auto.com/voiture-occasion/bmw-serie-1-diesel-lorient-16904748.html",
            "listing_ref": "16904748",
        },
        reader="Ouest-France Auto",
    ),
    Sample(
        "ofa_text_reference_line",
        "ouest_france",
        mail(
            "Un client a consulté votre annonce Mini Countryman",
            "Message de Linda Aït-Bouzid\nE-mail : linda.ait-bouzid@example.org\nTéléphone : 06 39 98 97 23\n\nMessage de la personne intéressée :\nBonjour,\n"
            "Je souhaiterais obtenir plus d'informations sur ce véhicule,\nMerci.\n\nRéférence: PO83743845 - 15360€ - 43000km - hybride\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Linda",
            "last_name": "Aït-Bouzid",
            "emails": ["linda.ait-bouzid@example.org"],
            "phones": ["+33639989723"],
            "message": "Bonjour,\nJe souhaiterais obtenir plus d'informations sur ce véhicule,\nMerci.",
            "vehicle": "Mini Countryman",
            "price": 15360,
            "mileage": 43000,
            "fuel": "hybride",
            "stock": "PO83743845",
        },
        reader="Ouest-France Auto",
    ),
    Sample(
        "ofa_about_no_car",
        "ouest_france",
        mail(
            "Demande d'information",
            html(
                rows(
                    [
                        ("<strong>Message de </strong>", "ALEXIS ROLLAND"),
                        ("E-mail", "a.rolland@example.net"),
                        ("Téléphone", "0639983149"),
                        (
                            "Message de la personne int&eacute;ress&eacute;e",
                            "Bonjour je souhaiterais obtenir plus d'information sur un v&eacute;hicule",
                        ),
                    ]
                ),
                charset="iso-8859-1",
                coding="base64",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "ALEXIS",
            "last_name": "ROLLAND",
            "emails": ["a.rolland@example.net"],
            "phones": ["+33639983149"],
            "message": "Bonjour je souhaiterais obtenir plus d'information sur un véhicule",
        },
        reader="Ouest-France Auto",
    ),
    Sample(
        "ofa_free_text",
        "ouest_france",
        mail(
            "Un client a consulté votre annonce Citroen C3 Aircross",
            Part(
                "Message de Daniel SAVATIER\nE-mail : d.savatier@example.com\nTéléphone : 02.61.91.16.70\n\nMessage de la personne intéressée :\n"
                "Bonjour,\nje souhaite être rappelé après 18h\net une offre de reprise de mon 3008, 110.000km, blanc nacré.\n\n"
                "Référence : 166623 – 21 390 € – 12 500 km\n",
                charset="windows-1252",
                coding="quoted-printable",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Daniel",
            "last_name": "SAVATIER",
            "emails": ["d.savatier@example.com"],
            "phones": ["+33261911670"],
            "message": "Bonjour,\nje souhaite être rappelé après 18h\net une offre de reprise de mon 3008, 110.000km, blanc nacré.",
            "vehicle": "Citroen C3 Aircross",
            "price": 21390,
            "mileage": 12500,
            "stock": "166623",
        },
        reader="Ouest-France Auto",
    ),
)
