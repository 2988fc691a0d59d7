"""leboncoin: a relay address for each conversation, the customer's words between « and »."""

from tests.portal_mails.mailing import FILED, LEAD, TOUCH, Part, Sample, html, mail

NEW = 'Nouveau message pour "{}" sur leboncoin'
NO_REPLY = "no-reply@leboncoin.fr"
FOOT = "\nMerci de votre confiance et à très bientôt,\nL'équipe leboncoin\n\nVous recevez cet e-mail car vous avez déposé une annonce.\nConseils de sécurité : ne communiquez jamais vos coordonnées bancaires.\n"
COMMON = {"source": "leboncoin", "channel": "email"}


def relay(thread: str) -> str:
    return f"{thread}@messagerie.leboncoin.fr"


FULL = """Bonjour GARAGE EXEMPLE,
Camille vous a contacté sur leboncoin.

Prénom : Camille
Nom : Rivière
E-mail : camille.riviere@example.com
Téléphone : 06 39 98 12 01
Ville : Annecy 74000

« Bonjour, votre annonce m'intéresse !
Est-elle toujours disponible ? »

Répondre dans la messagerie

Peugeot 208 1.2 PureTech 100 Allure
12 990 €
Référence : VO-4512
Lien : https://www.leboncoin.fr/ad/voitures/2345678901.htm?utm_source=mail
"""
FULL_FIELDS = {
    **COMMON,
    "first_name": "Camille",
    "last_name": "Rivière",
    "emails": ["camille.riviere@example.com"],
    "phones": ["+33639981201"],
    "postcode": "74000",
    "city": "Annecy",
    "message": "Bonjour, votre annonce m'intéresse !\nEst-elle toujours disponible ?",
    "vehicle": "Peugeot 208 1.2 PureTech 100 Allure",
    "price": 12990,
    "stock": "VO-4512",
    "listing_ref": "2345678901",
    "listing_url": "https://www.leboncoin.fr/ad/voitures/2345678901.htm",
}
PAGE = """<p>Bonjour,</p><p>Jean vous a contact&eacute; sur leboncoin.</p>
<ul><li><span>Prénom : </span><strong>Jean</strong></li>
<li><span>Nom : </span><strong>DUPONT</strong></li>
<li><span>E-mail : </span><strong><a href="mailto:jean.dupont@example.org">jean.dupont@example.org</a></strong></li>
<li><span>Téléphone : </span><strong>0639985602</strong></li>
<li><span>Ville : </span><strong>Rennes (35000)</strong></li></ul>
<div>&laquo; Bonjour, reprenez-vous ma <b>Twingo</b> ?<br>Merci &raquo;</div>
<a href="https://www.leboncoin.fr/messages/id/aa11">Répondre dans la messagerie</a>
<table><tr><td><img src="https://img.example.com/1.jpg"></td>
<td style="padding-left: 24px;"><b>Renault Clio 4 0.9 TCe 90 Zen</b><br>8&#8239;490&nbsp;&euro;<br><span>Référence : </span>REP-77</td></tr></table>
<a href="https://www.leboncoin.fr/voitures/1987654321.htm">Voir l'annonce</a>
<div style="display:none">texte cach&eacute; 99 999 &euro; 06 39 98 99 99</div>
<p>L'équipe leboncoin</p>"""
PAGE_FIELDS = {
    **COMMON,
    "first_name": "Jean",
    "last_name": "DUPONT",
    "emails": ["jean.dupont@example.org"],
    "phones": ["+33639985602"],
    "postcode": "35000",
    "city": "Rennes",
    "message": "Bonjour, reprenez-vous ma Twingo ?\nMerci",
    "vehicle": "Renault Clio 4 0.9 TCe 90 Zen",
    "price": 8490,
    "stock": "REP-77",
    "listing_ref": "1987654321",
    "listing_url": "https://www.leboncoin.fr/voitures/1987654321.htm",
}
HISTORY = """Bonjour GARAGE EXEMPLE,
Vous avez un nouveau message.
jp

« Bonjour, le véhicule est-il toujours disponible ? »

Répondre dans la messagerie

Messages précédents
GARAGE EXEMPLE
14 nov. 2026 08:21:57
Bonjour, appelez-nous au 01 99 00 11 99

Citroën C3 PureTech 83
11000 €
Lien :
https://www.leboncoin.fr/ad/voitures/2456789012
"""

SAMPLES = (
    Sample(
        "lbc_text_complete",
        "leboncoin",
        mail(
            NEW.format("Peugeot 208 1.2 PureTech 100 Allure"),
            FULL + FOOT,
            sender=relay("c1f2a3"),
            name="Camille via leboncoin",
            message_id="<lbc-101@leboncoin.fr>",
        ),
        {**FULL_FIELDS, "relay_address": relay("c1f2a3")},
        reader="leboncoin",
    ),
    Sample(
        "lbc_html_quoted_printable",
        "leboncoin",
        mail(
            NEW.format("Renault Clio 4 0.9 TCe 90 Zen"),
            html(PAGE, coding="quoted-printable"),
            sender=relay("a9b8c7"),
            name="Jean via leboncoin",
            line_end="\r\n",
        ),
        {**PAGE_FIELDS, "relay_address": relay("a9b8c7")},
        reader="leboncoin",
    ),
    Sample(
        "lbc_stub_beside_html_base64",
        "leboncoin",
        mail(
            NEW.format("Renault Clio 4 0.9 TCe 90 Zen"),
            Part("Votre messagerie ne lit pas le HTML."),
            html(PAGE, coding="base64"),
            sender=NO_REPLY,
            name="leboncoin",
            reply_to=relay("b6b6b6"),
        ),
        {**PAGE_FIELDS, "relay_address": relay("b6b6b6")},
        reader="leboncoin",
    ),
    Sample(
        "lbc_older_subject_latin1",
        "leboncoin",
        mail(
            'Nouveau message concernant l\'annonce "Citroën C3 PureTech 82"',
            Part(
                "Vous avez reçu un message de Zoé.\n\nNom : Zoé Lefèvre\nEmail : zoe.lefevre@example.com\n"
                "Téléphone : 05.36.49.22.03\n\nMessage :\nEst-ce que la garantie est comprise ?\n\nCordialement,\nZoé\n"
                "\n-----------------------------\nPrix : 9 490 €\n"
                "http://www.leboncoin.fr/voitures/1876543210.htm?ca=12_s\n" + FOOT,
                charset="iso-8859-1",
                written_in="cp1252",
            ),
            sender=NO_REPLY,
            name="leboncoin.fr",
            reply_to=relay("d4d4d4"),
            subject_in="iso-8859-1",
        ),
        {
            **COMMON,
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "emails": ["zoe.lefevre@example.com"],
            "phones": ["+33536492203"],
            "message": "Est-ce que la garantie est comprise ?\n\nCordialement,\nZoé",
            "vehicle": "Citroën C3 PureTech 82",
            "price": 9490,
            "listing_ref": "1876543210",
            "listing_url": "http://www.leboncoin.fr/voitures/1876543210.htm",
            "relay_address": relay("d4d4d4"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_pseudonym_with_history",
        "leboncoin",
        mail(
            NEW.format("Citroën C3 PureTech 83"),
            HISTORY + FOOT,
            sender=relay("e5e5e5"),
            name="jp via leboncoin",
        ),
        {
            **COMMON,
            "full_name": "jp",
            "message": "Bonjour, le véhicule est-il toujours disponible ?",
            "vehicle": "Citroën C3 PureTech 83",
            "price": 11000,
            "listing_ref": "2456789012",
            "listing_url": "https://www.leboncoin.fr/ad/voitures/2456789012",
            "relay_address": relay("e5e5e5"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_address_only",
        "leboncoin",
        mail(
            NEW.format("Dacia Sandero"),
            "E-mail : client.discret@example.com\n« Bonjour, disponible ? »\n7 990 €\n",
            sender=relay("f1f1f1"),
            name="client via leboncoin",
        ),
        {
            **COMMON,
            "full_name": "client",
            "emails": ["client.discret@example.com"],
            "message": "Bonjour, disponible ?",
            "vehicle": "Dacia Sandero",
            "price": 7990,
            "relay_address": relay("f1f1f1"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_number_in_the_words_only",
        "leboncoin",
        mail(
            NEW.format("Toyota Yaris Hybride"),
            "Bonjour,\nAmélie vous a contacté sur leboncoin.\n\nPrénom : Amélie\nNom : de La Tour\n\n"
            "« Bonjour, je reprends contact au sujet de la Yaris.\nRappelez-moi au 06.39.98.44.05 après 18h.\n"
            "J'ai une Clio AA-229-BB de 2012 avec 145 000 km à reprendre. »\n\n"
            "Répondre dans la messagerie\n\nToyota Yaris Hybride\n15 490 €\n",
            sender=relay("a7a7a7"),
            name="Amélie via leboncoin",
        ),
        {
            **COMMON,
            "first_name": "Amélie",
            "last_name": "de La Tour",
            "phones": ["+33639984405"],
            "message": "Bonjour, je reprends contact au sujet de la Yaris.\nRappelez-moi au 06.39.98.44.05 après 18h.\n"
            "J'ai une Clio AA-229-BB de 2012 avec 145 000 km à reprendre.",
            "vehicle": "Toyota Yaris Hybride",
            "price": 15490,
            "relay_address": relay("a7a7a7"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_two_numbers_undeclared_cp1252",
        "leboncoin",
        mail(
            NEW.format("Kia Picanto"),
            Part(
                "Bonjour,\nRené vous a contacté sur leboncoin.\n\nPrénom : René\nNom : HOARAU\nE-mail : rene.hoarau@example.com\n"
                "Téléphone : 0639981406 / 02 61 91 40 06\nVille : Saint-Étienne 42000\n\n« Toujours à vendre ? »\n\nKia Picanto\n6 200 €\n",
                charset=None,
                written_in="cp1252",
            ),
            sender=relay("b8b8b8"),
            name="leboncoin",
        ),
        {
            **COMMON,
            "first_name": "René",
            "last_name": "HOARAU",
            "emails": ["rene.hoarau@example.com"],
            "phones": ["+33639981406", "+33261914006"],
            "postcode": "42000",
            "city": "Saint-Étienne",
            "message": "Toujours à vendre ?",
            "vehicle": "Kia Picanto",
            "price": 6200,
            "relay_address": relay("b8b8b8"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_quotation_in_the_words",
        "leboncoin",
        mail(
            NEW.format("Peugeot 3008 GT"),
            "Bonjour GARAGE EXEMPLE,\nMaud vous a contacté sur leboncoin.\n\nPrénom : Maud\nNom : Perrin\n"
            "E-mail : maud.perrin@example.com\n\n"
            "« Bonjour, c'est bien la version « GT »\navec le toit « Cielo » ?\n"
            "Prix : 20 000 possible, « dernier prix » ?\nCordialement,\nMaud »\n\nRépondre dans la messagerie\n\n"
            "Peugeot 3008 GT\n21 490 €\nRéférence : VO-3008\n" + FOOT,
            sender=relay("f7f7f7"),
            name="Maud via leboncoin",
        ),
        {
            **COMMON,
            "first_name": "Maud",
            "last_name": "Perrin",
            "emails": ["maud.perrin@example.com"],
            "message": "Bonjour, c'est bien la version « GT »\navec le toit « Cielo » ?\n"
            "Prix : 20 000 possible, « dernier prix » ?\nCordialement,\nMaud",
            "vehicle": "Peugeot 3008 GT",
            "price": 21490,
            "stock": "VO-3008",
            "relay_address": relay("f7f7f7"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_mark_never_opened_in_the_words",
        "leboncoin",
        mail(
            NEW.format("Fiat 500 Lounge"),
            html(
                "<p>Prénom : Ugo</p><p>Téléphone : 06 39 98 13 07</p>"
                "<div>&laquo; Lounge &raquo; ou Pop ?<br>le prix dit bas &raquo;<br>je viens samedi. &raquo;</div>"
                "<a href='https://www.leboncoin.fr/voitures/2567890123.htm'>Répondre dans la messagerie</a>"
                "<table><tr><td>Fiat 500 Lounge<br>9&nbsp;990 €</td></tr></table>"
                "<p>Un doute ? Touchez « Signaler »</p><p>L'équipe leboncoin</p>",
                coding="quoted-printable",
            ),
            sender=relay("g8g8g8"),
            name="Ugo via leboncoin",
        ),
        {
            **COMMON,
            "first_name": "Ugo",
            "phones": ["+33639981307"],
            "message": "Lounge » ou Pop ?\nle prix dit bas »\nje viens samedi.",
            "vehicle": "Fiat 500 Lounge",
            "price": 9990,
            "listing_ref": "2567890123",
            "listing_url": "https://www.leboncoin.fr/voitures/2567890123.htm",
            "relay_address": relay("g8g8g8"),
        },
        reader="leboncoin",
    ),
    Sample(
        "lbc_answer_with_a_number",
        "leboncoin",
        mail(
            "Re: Peugeot 208",
            "Bonjour,\nmon nouveau numéro : 06 39 98 12 34, ou sinon mon mari : 06 39 98 12 35.\n"
            "Mon mail direct : camille.riviere@example.com\n\nRépondre dans la messagerie\n\n"
            "Besoin d'aide ? 01 99 00 44 44, aide@leboncoin.fr\n"
            + FOOT
            + "\nLe lun. 23 nov. 2026 à 11:05, Garage Exemple "
            "<vo@garage-exemple.example.com> a écrit :\n> Notre numéro : 01 99 00 12 00\n",
            sender=relay("c1f2a3"),
            name="Camille via leboncoin",
            headers=["In-Reply-To: <out-78@garage-exemple.example.com>"],
        ),
        {
            **COMMON,
            "emails": ["camille.riviere@example.com"],
            "phones": ["+33639981234", "+33639981235"],
            "message": "Bonjour,\nmon nouveau numéro : 06 39 98 12 34, ou sinon mon mari : 06 39 98 12 35.\n"
            "Mon mail direct : camille.riviere@example.com\n\nRépondre dans la messagerie\n\n"
            "Besoin d'aide ? 01 99 00 44 44, aide@leboncoin.fr\n" + FOOT.rstrip(),
            "relay_address": relay("c1f2a3"),
        },
        outcome=TOUCH,
        reader="leboncoin",
    ),
    Sample(
        "lbc_favourite",
        "leboncoin",
        mail(
            'Un nouveau contact pour "Peugeot 208" sur leboncoin',
            "Votre bien est toujours disponible ? Faites-le lui savoir.\nPeugeot 208\n12 990 €\n" + FOOT,
            sender=relay("c9c9c9"),
            name="marc via leboncoin",
        ),
        outcome=FILED,
        filed_as="favourite",
        reader="leboncoin",
    ),
    Sample(
        "lbc_unreadable_number",
        "leboncoin",
        mail(
            NEW.format("Fiat 500"),
            "Prénom : Inès\nNom : Benali\nTéléphone : 06 39 98 (voir message)\nE-mail : ines.benali@example\n\n"
            "« Je préfère les SMS »\n\nFiat 500\n8 900 €\n",
            sender=relay("d1d1d1"),
            name="Inès via leboncoin",
        ),
        {
            **COMMON,
            "first_name": "Inès",
            "last_name": "Benali",
            "phones": ["06 39 98 (voir message)"],
            "invalid_emails": ["ines.benali@example"],
            "message": "Je préfère les SMS",
            "vehicle": "Fiat 500",
            "price": 8900,
            "relay_address": relay("d1d1d1"),
        },
        outcome=LEAD,
        reader="leboncoin",
    ),
)
