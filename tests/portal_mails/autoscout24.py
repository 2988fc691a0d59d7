"""AutoScout24: the person's block, then the car's; figures in the German or the French manner."""

from tests.portal_mails.mailing import FILED, Part, Sample, html, mail, rows

SENDER, NAME = "no-reply@autoscout24.com", "AutoScout24"
COMMON = {"source": "autoscout24", "channel": "email"}
TEXT = """Bonjour,

Vous avez reçu une demande concernant votre véhicule sur AutoScout24.

Nom : {name}
E-mail : {mail}
Téléphone : {phone}

Message :
{message}

Votre véhicule
{car}
Numéro d'annonce : {ref}
Prix : {price}
Kilométrage : {km}
Première immatriculation : {first}
{plate}
Cordialement,
Votre équipe AutoScout24
"""

SAMPLES = (
    Sample(
        "as24_text_complete",
        "autoscout24",
        mail(
            "Demande concernant votre véhicule Peugeot 3008 1.5 BlueHDi GT",
            TEXT.format(
                name="Hélène d'Arc",
                mail="helene.darc@example.com",
                phone="+33 (0)6 39 98 21 04",
                message="Bonjour,\nacceptez-vous une reprise ?",
                car="Peugeot 3008 1.5 BlueHDi GT",
                ref="398765432",
                price="€ 21.490,-",
                km="45.210 km",
                first="03/2019",
                plate="Plaque d'immatriculation : FB-123-GH\n",
            ),
            sender=SENDER,
            name=NAME,
            reply_to="helene.darc@example.com",
        ),
        {
            **COMMON,
            "first_name": "Hélène",
            "last_name": "d'Arc",
            "emails": ["helene.darc@example.com"],
            "phones": ["+33639982104"],
            "message": "Bonjour,\nacceptez-vous une reprise ?",
            "vehicle": "Peugeot 3008 1.5 BlueHDi GT",
            "listing_ref": "398765432",
            "price": 21490,
            "mileage": 45210,
            "year": "03/2019",
            "plate": "FB-123-GH",
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_html_table",
        "autoscout24",
        mail(
            "Demande concernant votre véhicule Ford Fiesta",
            html(
                "<h2>Nouvelle demande</h2>"
                + rows(
                    [
                        ("Nom", "Karim Haddad"),
                        ("E-mail", "karim.haddad@example.org"),
                        ("Téléphone", "06 39 98 40 41"),
                        ("Message", "Possible de la voir samedi ?"),
                    ]
                )
                + "<h3>Votre véhicule</h3>"
                + rows(
                    [
                        ("Véhicule", "Ford Fiesta 1.0 EcoBoost ST-Line"),
                        ("Numéro d'annonce", "401122334"),
                        ("Prix", "13 490 €"),
                        ("Kilométrage", "38 700 km"),
                    ]
                )
                + "<a href='https://www.autoscout24.fr/offres/ford-fiesta-1-0-ecoboost-essence-bleu-5f3c?utm=1'>Voir l'annonce</a>",
                coding="base64",
            ),
            sender=SENDER,
            name=NAME,
            line_end="\r\n",
        ),
        {
            **COMMON,
            "first_name": "Karim",
            "last_name": "Haddad",
            "emails": ["karim.haddad@example.org"],
            "phones": ["+33639984041"],
            "message": "Possible de la voir samedi ?",
            "vehicle": "Ford Fiesta 1.0 EcoBoost ST-Line",
            "listing_ref": "401122334",
            "price": 13490,
            "mileage": 38700,
            "listing_url": "https://www.autoscout24.fr/offres/ford-fiesta-1-0-ecoboost-essence-bleu-5f3c",
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_without_number",
        "autoscout24",
        mail(
            "Demande concernant votre véhicule Opel Corsa",
            Part(
                TEXT.format(
                    name="Jörg Müller",
                    mail="j.mueller@example.com",
                    phone="-",
                    message="Ist das Auto noch verfügbar? / La voiture est-elle disponible ?",
                    car="Opel Corsa 1.2",
                    ref="402000111",
                    price="€ 9.950,-",
                    km="-",
                    first="11/2017",
                    plate="",
                ),
                coding="quoted-printable",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Jörg",
            "last_name": "Müller",
            "emails": ["j.mueller@example.com"],
            "message": "Ist das Auto noch verfügbar? / La voiture est-elle disponible ?",
            "vehicle": "Opel Corsa 1.2",
            "listing_ref": "402000111",
            "price": 9950,
            "year": "11/2017",
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_customer_signs_and_goes_on",
        "autoscout24",
        mail(
            "Demande concernant votre véhicule Renault Captur",
            TEXT.format(
                name="Noé Blanchard",
                mail="noe.blanchard@example.com",
                phone="06 39 98 21 77",
                message="Votre véhicule m'intéresse beaucoup.\nVotre équipe est-elle là samedi ?\n\n"
                "Cordialement,\n\nNoé Blanchard\nPS : je règle comptant.",
                car="Renault Captur TCe 90 Intens",
                ref="404111222",
                price="€ 12.490,-",
                km="61.300 km",
                first="05/2018",
                plate="",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Noé",
            "last_name": "Blanchard",
            "emails": ["noe.blanchard@example.com"],
            "phones": ["+33639982177"],
            "message": "Votre véhicule m'intéresse beaucoup.\nVotre équipe est-elle là samedi ?\n\n"
            "Cordialement,\n\nNoé Blanchard\nPS : je règle comptant.",
            "vehicle": "Renault Captur TCe 90 Intens",
            "listing_ref": "404111222",
            "price": 12490,
            "mileage": 61300,
            "year": "05/2018",
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_words_last_then_the_portals_own_ending",
        "autoscout24",
        mail(
            "Demande concernant votre véhicule Seat Ibiza",
            html(
                rows(
                    [
                        ("Nom", "Ana Ribeiro"),
                        ("E-mail", "ana.ribeiro@example.com"),
                        ("Véhicule", "Seat Ibiza 1.0"),
                    ]
                )
                + "<p>Message :</p><p>Bonjour, la voiture est-elle visible dimanche ?</p><p>Cordialement,</p><p>Ana</p>"
                "<p>Cordialement,</p><p>Votre équipe AutoScout24</p><p>AutoScout24 GmbH, Munich</p>"
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Ana",
            "last_name": "Ribeiro",
            "emails": ["ana.ribeiro@example.com"],
            "message": "Bonjour, la voiture est-elle visible dimanche ?\n\nCordialement,\n\nAna",
            "vehicle": "Seat Ibiza 1.0",
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_english",
        "autoscout24",
        mail(
            "New enquiry for your vehicle: Volvo XC40",
            "Name: Emily O'Neill\nE-mail: emily.oneill@example.com\nPhone: +33 4 65 71 20 20\nMessage: Is it still available?\n\n"
            "Vehicle: Volvo XC40 T3\nListing ID: 403555777\nPrice: € 27,900\nMileage: 31,000 km\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Emily",
            "last_name": "O'Neill",
            "emails": ["emily.oneill@example.com"],
            "phones": ["+33465712020"],
            "message": "Is it still available?",
            "vehicle": "Volvo XC40 T3",
            "listing_ref": "403555777",
            "price": 27900,
            "mileage": 31000,
        },
        reader="AutoScout24",
    ),
    Sample(
        "as24_saved",
        "autoscout24",
        mail(
            "Votre véhicule a été ajouté aux favoris",
            "Un acheteur potentiel a ajouté votre Peugeot 3008 à ses favoris.\n",
            sender=SENDER,
            name=NAME,
        ),
        outcome=FILED,
        filed_as="favourite",
        reader="AutoScout24",
    ),
)
