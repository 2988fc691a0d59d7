"""The same mails passed on by a colleague, as Outlook, Gmail, Thunderbird, Apple Mail and attachments do it."""

from tests.portal_mails import argus, la_centrale, leboncoin
from tests.portal_mails.mailing import DEALER, FILED, Part, Sample, html, mail

COLLEAGUE = "julie.roux@garage-exemple.example.com"
LBC_SUBJECT = leboncoin.NEW.format("Peugeot 208 1.2 PureTech 100 Allure")
PASSED_ON = {"Julie Roux": "Tu peux t'en occuper ? Il passe samedi."}
NOTE = "Tu peux t'en occuper ? Il passe samedi.\n\n"
LC_TEXT = "Nom : NGUYEN Thi-Lan\nMail : thilan.nguyen@example.com\nTél : 06 39 98 31 32\nMessage : La révision est-elle faite ?\n\nRépondre à ce message\n"
LC_FIELDS = {
    **la_centrale.COMMON,
    "first_name": "Thi-Lan",
    "last_name": "NGUYEN",
    "emails": ["thilan.nguyen@example.com"],
    "phones": ["+33639983132"],
    "message": "La révision est-elle faite ?",
    "vehicle": "RENAULT CLIO V 1.0 TCE 90",
    "listing_ref": "E110220330",
}
LC_SUBJECT = la_centrale.NEW.format("E110220330", "RENAULT CLIO V 1.0 TCE 90")


def outlook(text: str, subject: str, sender: str) -> str:
    return (
        f"{NOTE}Julie Roux\nConseillère\n01 99 00 12 00\n\n________________________________\nDe : {sender}\nEnvoyé : lundi 23 novembre 2026 10:12\nÀ : VO <{DEALER}>\n"
        f"Objet : {subject}\n\n{text}"
    )


SAMPLES = (
    Sample(
        "fw_outlook_leboncoin",
        "forwarded",
        mail(
            f"TR: {LBC_SUBJECT}",
            Part(
                outlook(
                    leboncoin.FULL + leboncoin.FOOT,
                    LBC_SUBJECT,
                    "Camille via leboncoin <c1f2a3@messagerie.leboncoin.fr>",
                ),
                coding="quoted-printable",
            ),
            sender=COLLEAGUE,
            name="Julie Roux",
            headers=["In-Reply-To: <lbc-101@leboncoin.fr>", "References: <lbc-101@leboncoin.fr>"],
        ),
        {
            **leboncoin.FULL_FIELDS,
            "relay_address": leboncoin.relay("c1f2a3"),
            "extra": {
                "Julie Roux": "Tu peux t'en occuper ? Il passe samedi.\n\nJulie Roux\nConseillère\n01 99 00 12 00"
            },
        },
        reader="leboncoin",
    ),
    Sample(
        "fw_gmail_la_centrale",
        "forwarded",
        mail(
            f"Fwd: {LC_SUBJECT}",
            f"{NOTE}---------- Forwarded message ---------\nDe : La Centrale <no_reply@lacentrale.fr>\nDate: lun. 23 nov. 2026 à 11:30\n"
            f"Subject: {LC_SUBJECT}\nTo: <{DEALER}>\n\n\n{LC_TEXT}",
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        {**LC_FIELDS, "extra": PASSED_ON},
        reader="La Centrale",
    ),
    Sample(
        "fw_thunderbird_la_centrale",
        "forwarded",
        mail(
            f"Tr : {LC_SUBJECT}",
            f"-------- Message transféré --------\nSujet :\t{LC_SUBJECT}\nDate :\tMon, 23 Nov 2026 11:30:00 +0100\n"
            f"De :\tLa Centrale <no_reply@lacentrale.fr>\nRépondre à :\tab12cd@messagerie.lacentrale.fr\nPour :\t{DEALER}\n\n{LC_TEXT}",
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        {**LC_FIELDS, "relay_address": la_centrale.relay("ab12cd")},
        reader="La Centrale",
    ),
    Sample(
        "fw_apple_leboncoin_quoted",
        "forwarded",
        mail(
            f"Fwd: {LBC_SUBJECT}",
            "\nDébut du message réexpédié :\n\n> De: leboncoin <no-reply@leboncoin.fr>\n> Objet: "
            + LBC_SUBJECT
            + f"\n> Date: 23 novembre 2026 à 10:12:00 UTC+1\n> À: {DEALER}\n> Répondre à: c1f2a3@messagerie.leboncoin.fr\n> \n"
            + "".join(f"> {line}\n" for line in (leboncoin.FULL + leboncoin.FOOT).split("\n")),
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        {**leboncoin.FULL_FIELDS, "relay_address": leboncoin.relay("c1f2a3")},
        reader="leboncoin",
    ),
    Sample(
        "fw_outlook_html_argus",
        "forwarded",
        mail(
            "TR : Nouveau contact pour votre annonce VOLKSWAGEN Touran",
            html(
                "<p>Tu peux t'en occuper ? Il passe samedi.</p><hr><p><b>De :</b> L'argus &lt;ne-pas-repondre@largus.fr&gt;<br><b>Envoyé :</b> lundi 23 novembre 2026 10:12<br>"
                f"<b>À :</b> {DEALER}<br><b>Objet :</b> Nouveau contact pour votre annonce VOLKSWAGEN Touran</p>"
                f"<p>Bonjour,<br><br>{argus.OPENING}<br>Nom : Sabine Girard<br>Email : sabine.girard@example.com<br>Téléphone : 0639987812<br>"
                "Le véhicule concerné est : VOLKSWAGEN Touran 1.6 TDI (FJ-720-AE)<br>Prix : 24490.0 EUR</p>",
                coding="base64",
            ),
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        {
            **argus.COMMON,
            "first_name": "Sabine",
            "last_name": "Girard",
            "emails": ["sabine.girard@example.com"],
            "phones": ["+33639987812"],
            "vehicle": "VOLKSWAGEN Touran 1.6 TDI (FJ-720-AE)",
            "plate": "FJ-720-AE",
            "price": 24490,
            "extra": PASSED_ON,
        },
        reader="L'Argus",
    ),
    Sample(
        "fw_as_attachment",
        "forwarded",
        mail(
            f"TR: {LBC_SUBJECT}",
            Part(NOTE),
            Part(
                mail(
                    LBC_SUBJECT,
                    leboncoin.FULL + leboncoin.FOOT,
                    sender=leboncoin.relay("c1f2a3"),
                    name="Camille via leboncoin",
                ),
                "message/rfc822",
                coding="",
            ),
            sender=COLLEAGUE,
            name="Julie Roux",
            kind="mixed",
        ),
        {**leboncoin.FULL_FIELDS, "relay_address": leboncoin.relay("c1f2a3"), "extra": PASSED_ON},
        reader="leboncoin",
    ),
    Sample(
        "fw_a_persons_mail",
        "forwarded",
        mail(
            "TR: essai clio",
            f"{NOTE}-----Message d'origine-----\nDe : Paul Petit [mailto:paul.petit@example.com]\nEnvoyé : lundi 23 novembre 2026 09:40\nÀ : {DEALER}\nObjet : essai clio\n\n"
            "Bonjour, puis-je essayer la Clio FG-321-HJ vendredi ?\nPaul Petit\n06 39 98 51 52\n",
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        {
            "source": "other",
            "channel": "email",
            "first_name": "Paul",
            "last_name": "Petit",
            "emails": ["paul.petit@example.com"],
            "phones": ["+33639985152"],
            "plate": "FG-321-HJ",
            "message": "Bonjour, puis-je essayer la Clio FG-321-HJ vendredi ?\nPaul Petit\n06 39 98 51 52",
            "extra": PASSED_ON,
        },
    ),
    Sample(
        "fw_favourite",
        "forwarded",
        mail(
            'TR: Un nouveau contact pour "Peugeot 208" sur leboncoin',
            outlook(
                "Votre bien est toujours disponible ? Faites-le lui savoir.\nPeugeot 208\n",
                'Un nouveau contact pour "Peugeot 208" sur leboncoin',
                "marc via leboncoin <c9c9c9@messagerie.leboncoin.fr>",
            ),
            sender=COLLEAGUE,
            name="Julie Roux",
        ),
        outcome=FILED,
        filed_as="favourite",
        reader="leboncoin",
    ),
)
