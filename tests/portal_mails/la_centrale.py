"""La Centrale: the advert's number in the subject, three layouts, one of them ADF-like XML attached."""

from tests.portal_mails.mailing import FILED, Part, Sample, html, mail, rows

SENDER, NAME = "no_reply@lacentrale.fr", "La Centrale"
NEW = "Nouveau message pour votre annonce {} - {}"
COMMON = {"source": "la_centrale", "channel": "email"}


def relay(thread: str) -> str:
    return f"{thread}@messagerie.lacentrale.fr"


XML = """<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf><prospect status="new"><id sequence="1" source="La Centrale">LC-77812</id>
<requestdate>2026-11-23T11:29:00+01:00</requestdate>
<vehicle interest="buy" status="used"><make>SEAT</make><model>LEON IV ST</model><year>2021</year>
<comments>1.5 ETSI 150 FR ONE DSG</comments></vehicle>
<customer><contact><name part="full">Le Goff Mickaël</name><email>mickael.legoff@example.com</email>
<phone>0639987508</phone></contact>
<comments>Bonjour, ce véhicule est-il hybride rechargeable ? Merci</comments></customer>
<vendor><id>4412</id><vendorname>GARAGE EXEMPLE LYON</vendorname></vendor>
<provider><name>La Centrale</name></provider></prospect></adf>
"""

SAMPLES = (
    Sample(
        "lc_text_relay",
        "la_centrale",
        mail(
            NEW.format("E109620631", "SEAT LEON III (2) 1.6 TDI 115 STYLE BUSINESS"),
            "Vous avez reçu un nouveau message concernant votre annonce E109620631.\n\n"
            "Nom : jean-baptiste roy\nMail : 1cc8bfd6-0009@messagerie.lacentrale.fr\nTél : \n\n"
            "Message :\nbonjour. je possède une seat Leon 2 de 2010, 250000km.\n"
            "j'aimerais savoir si il y a une possibilité de reprise.\n\nRépondre à ce message\n\n"
            "La Centrale - 22 rue de l'Exemple 75000 Paris\nTél. service client : 01 99 00 90 00\n",
            sender=SENDER,
            name=NAME,
            reply_to=relay("1cc8bfd6-0009"),
        ),
        {
            **COMMON,
            "first_name": "jean-baptiste",
            "last_name": "roy",
            "message": "bonjour. je possède une seat Leon 2 de 2010, 250000km.\n"
            "j'aimerais savoir si il y a une possibilité de reprise.",
            "vehicle": "SEAT LEON III (2) 1.6 TDI 115 STYLE BUSINESS",
            "listing_ref": "E109620631",
            "relay_address": relay("1cc8bfd6-0009"),
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_words_like_labels",
        "la_centrale",
        mail(
            NEW.format("E109620632", "SEAT LEON"),
            "Nom : roy\nMail : roy@example.com\nTél : \n\n"
            "Message :\nBonjour\nTel : 06 39 98 10 25\nAdresse : Lyon\nPrix : 9000 possible ?\nJe peux venir samedi.\n\n"
            "Répondre à ce message\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "last_name": "roy",
            "emails": ["roy@example.com"],
            "phones": ["+33639981025"],
            "message": "Bonjour\nTel : 06 39 98 10 25\nAdresse : Lyon\nPrix : 9000 possible ?\nJe peux venir samedi.",
            "vehicle": "SEAT LEON",
            "listing_ref": "E109620632",
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_html_older_layout",
        "la_centrale",
        mail(
            NEW.format("E105644463", "TOYOTA YARIS III HYBRID 100H DYNAMIC 5P"),
            html(
                rows(
                    [
                        ("Contact&nbsp;", "Monsieur LANG"),
                        ("Email&nbsp;", "li.lang@example.com"),
                        ("T&eacute;l&eacute;phone&nbsp;", "0639981109"),
                        (
                            "Message&nbsp;",
                            "Bonjour,<br>Je suis int&eacute;ress&eacute; par votre Toyota Yaris à 9 490€.<br>"
                            "Pourrions-nous convenir d'un rendez-vous le 7/12/2026 ?<br>Cordialement",
                        ),
                    ],
                    ":",
                ),
                charset="iso-8859-1",
            ),
            sender=SENDER,
            name=NAME,
            reply_to="li.lang@example.com",
        ),
        {
            **COMMON,
            "title": "M.",
            "last_name": "LANG",
            "emails": ["li.lang@example.com"],
            "phones": ["+33639981109"],
            "message": "Bonjour,\nJe suis intéressé par votre Toyota Yaris à 9 490€.\n"
            "Pourrions-nous convenir d'un rendez-vous le 7/12/2026 ?\nCordialement",
            "vehicle": "TOYOTA YARIS III HYBRID 100H DYNAMIC 5P",
            "listing_ref": "E105644463",
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_html_newer_layout_base64",
        "la_centrale",
        mail(
            NEW.format("E107923106", "TOYOTA C-HR 1.8 HYBRIDE 122 DYNAMIC"),
            html(
                "<h1>Vous avez un nouveau message</h1>"
                "<table><tr><td>Nom : Maxime Mellet</td></tr><tr><td>Mail : maxime.mellet@example.org</td></tr>"
                "<tr><td>Tél : +33639986410</td></tr></table>"
                "<table><tr><td><b>Message de Maxime Mellet</b></td></tr><tr><td>Bonjour,<br/>Je suis intéressé par votre "
                "Toyota C-hr 1.8 hybride 122 dynamic à 17&nbsp;990€.<br/>Le véhicule est-il toujours disponible ?<br/>Cordialement"
                "</td></tr></table><p><a href='https://www.lacentrale.fr/auto-occasion-annonce-69107923106.html'>Voir l'annonce</a></p>"
                "<p>Bonne vente,<br>L'équipe La Centrale</p>",
                coding="base64",
            ),
            sender=SENDER,
            name=NAME,
            reply_to=relay("60055373-7e0e"),
        ),
        {
            **COMMON,
            "first_name": "Maxime",
            "last_name": "Mellet",
            "emails": ["maxime.mellet@example.org"],
            "phones": ["+33639986410"],
            "message": "Bonjour,\nJe suis intéressé par votre Toyota C-hr 1.8 hybride 122 dynamic à 17 990€.\n"
            "Le véhicule est-il toujours disponible ?\nCordialement",
            "vehicle": "TOYOTA C-HR 1.8 HYBRIDE 122 DYNAMIC",
            "listing_ref": "E107923106",
            "listing_url": "https://www.lacentrale.fr/auto-occasion-annonce-69107923106.html",
            "relay_address": relay("60055373-7e0e"),
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_window_of_the_dealer",
        "la_centrale",
        mail(
            "Demande d'information depuis votre vitrine La Centrale",
            html(
                "<p>Un internaute vous a contacté depuis votre vitrine.</p><p><strong>VOLKSWAGEN - POLO 3</strong><br>"
                "Réf. annonce : E106757071</p><p><strong>  M. FERRER Clément</strong><br>"
                "Tél : <strong> 06 39 98 59 11 </strong><br>E-mail : <a href='mailto:clement.ferrer@example.net'>clement.ferrer@example.net</a></p>"
                "<table><tr><td>Message :</td></tr><tr><td>Bonjour, je peux venir la chercher dans la journée.<br>Cordialement,<br>FERRER Clément</td></tr></table>"
            ),
            sender="contact@lacentrale.fr",
            name=NAME,
        ),
        {
            **COMMON,
            "title": "M.",
            "first_name": "Clément",
            "last_name": "FERRER",
            "emails": ["clement.ferrer@example.net"],
            "phones": ["+33639985911"],
            "message": "Bonjour, je peux venir la chercher dans la journée.\nCordialement,\nFERRER Clément",
            "vehicle": "VOLKSWAGEN - POLO 3",
            "listing_ref": "E106757071",
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_adf_attached",
        "la_centrale",
        mail(
            NEW.format("E107480127", "SEAT LEON IV ST 1.5 ETSI 150 FR ONE DSG"),
            Part("Vous avez un nouveau message, voir la pièce jointe.\n"),
            Part(XML, "application/xml", coding="base64", name="E107480127.xml"),
            sender=SENDER,
            name=NAME,
            reply_to=relay("f8f8f8"),
            kind="mixed",
        ),
        {
            "source": "la_centrale",
            "channel": "email",
            "first_name": "Mickaël",
            "last_name": "Le Goff",
            "emails": ["mickael.legoff@example.com"],
            "phones": ["+33639987508"],
            "message": "Bonjour, ce véhicule est-il hybride rechargeable ? Merci\n1.5 ETSI 150 FR ONE DSG",
            "make": "SEAT",
            "model": "LEON IV ST",
            "year": "2021",
            "lead_ref": "LC-77812",
            "listing_ref": "E107480127",
            "vendor": "GARAGE EXEMPLE LYON",
            "requested_at": "2026-11-23T10:29:00Z",
            "relay_address": relay("f8f8f8"),
        },
        reader="adf",
    ),
    Sample(
        "lc_quoted_printable_number_with_dots",
        "la_centrale",
        mail(
            NEW.format("E107655009", "VOLKSWAGEN COCCINELLE CABRIOLET 1.2 TSI 105 VINTAGE DSG7"),
            Part(
                "Nom : GALBERT\nEmail : 23ef9528@messagerie.lacentrale.fr\nTél : 06.39.98.08.12\nCode postal : 89000\n"
                "Véhicule : VOLKSWAGEN COCCINELLE CABRIOLET 1.2 TSI 105 VINTAGE DSG7\nPrix : 14 990 €\nKilométrage : 61 250 km\nImmatriculation : GB-456-KL\n"
                "Message : Bonjour,\nCe véhicule est-il toujours disponible ?\nQuel est l'état de l'intérieur (rayures, tâches...) ?\n"
                "Cordialement\nChristel GALBERT\n\nRépondre à ce message\n",
                coding="quoted-printable",
            ),
            sender=SENDER,
            name=NAME,
            reply_to=relay("23ef9528"),
            line_end="\r\n",
        ),
        {
            **COMMON,
            "last_name": "GALBERT",
            "phones": ["+33639980812"],
            "postcode": "89000",
            "message": "Bonjour,\nCe véhicule est-il toujours disponible ?\nQuel est l'état de l'intérieur (rayures, tâches...) ?\n"
            "Cordialement\nChristel GALBERT",
            "vehicle": "VOLKSWAGEN COCCINELLE CABRIOLET 1.2 TSI 105 VINTAGE DSG7",
            "price": 14990,
            "mileage": 61250,
            "plate": "GB-456-KL",
            "listing_ref": "E107655009",
            "relay_address": relay("23ef9528"),
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_one_missed_call",
        "la_centrale",
        mail(
            "Appel manqué pour votre annonce E107655010 - DACIA DUSTER",
            "Vous avez manqué l'appel d'un acheteur.\n\nNuméro de l'appelant : 06 39 98 77 13\nDate de l'appel : 23/11/2026 à 12h47\n"
            "Annonce : DACIA DUSTER 1.5 dCi 110\n\nRappelez-le vite !\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            "source": "la_centrale",
            "channel": "phone",
            "phones": ["+33639987713"],
            "requested_at": "2026-11-23T11:47:00Z",
            "vehicle": "DACIA DUSTER 1.5 dCi 110",
            "listing_ref": "E107655010",
            "is_missed_call": True,
        },
        reader="La Centrale",
    ),
    Sample(
        "lc_report_of_missed_calls",
        "la_centrale",
        mail(
            "Rapport de vos appels manqués du 22/11/2026",
            "GARAGE EXEMPLE, vous avez manqué 3 appels hier :\n01 99 00 11 22\n06 39 98 11 22\n01 99 00 33 44\n",
            sender="info@info.lacentrale.fr",
            name=NAME,
        ),
        outcome=FILED,
        filed_as="call_report",
        reader="La Centrale",
    ),
    Sample(
        "lc_job_application",
        "la_centrale",
        mail(
            "Nouveau message - Candidature vendeur automobile",
            "Nom : Blanc Lucas\nMail : lucas.blanc@example.org\nTél : 06 39 98 00 11\nMessage : Veuillez trouver mon CV.\n",
            sender=SENDER,
            name=NAME,
        ),
        outcome=FILED,
        filed_as="job_application",
        reader="La Centrale",
    ),
    Sample(
        "lc_job_application_in_the_words",
        "la_centrale",
        mail(
            "Nouveau message pour votre annonce",
            "Nom : Laroche\nMail : fe7d7cf5@messagerie.lacentrale.fr\n\nMessage :\nBonjour, j'ai vu votre offre d'emploi de préparateur de véhicules "
            "pour laquelle j'ai postulé. J'ai déjà de l'expérience dans ce domaine, merci beaucoup.\n",
            sender=SENDER,
            name=NAME,
            reply_to=relay("fe7d7cf5"),
        ),
        outcome=FILED,
        filed_as="job_application",
    ),
    Sample(
        "lc_test",
        "la_centrale",
        mail(
            "Nouveau message pour votre annonce E118623845 - RENAULT KADJAR",
            "Nom : PRESTATAIRE EXEMPLE\nMail : essais@example.com\nTél : 01 99 00 99 99\nMessage : CECI EST UN TEST\n",
            sender=SENDER,
            name=NAME,
        ),
        outcome=FILED,
        filed_as="test",
    ),
)
