"""Answering services: a card of labels, or what the operator heard, in prose."""

from tests.portal_mails.mailing import TO_SORT, Part, Sample, html, mail, rows

SENDER, NAME = "messages@permanence.example.com", "Permanence téléphonique"
COMMON = {"source": "phone", "channel": "phone"}
READER = "Permanence téléphonique"

SAMPLES = (
    Sample(
        "call_card",
        "answering",
        mail(
            "Nouveau message - appel du 23/11/2026 à 12:31",
            "Date et heure : 23/11/2026 12:31\nSociété appelée : Garage Exemple\nNom : DUPONT Jean\nTéléphone : 06 39 98 55 01\nE-mail : \n"
            "Objet de l'appel : Peugeot 208 vue sur leboncoin, réf VO-4512.\nSouhaite savoir si elle est encore disponible.\nÀ rappeler : avant 18h\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "first_name": "Jean",
            "last_name": "DUPONT",
            "phones": ["+33639985501"],
            "requested_at": "2026-11-23T11:31:00Z",
            "message": "Peugeot 208 vue sur leboncoin, réf VO-4512.\nSouhaite savoir si elle est encore disponible.",
            "reachable_when": "avant 18h",
            "extra": {"Société appelée": "Garage Exemple"},
        },
        reader=READER,
    ),
    Sample(
        "call_prose",
        "answering",
        mail(
            "Message de votre permanence téléphonique",
            "Bonjour,\n\nMme MARTIN Claire a appelé à 14h05 au sujet de la Renault Captur immatriculée CD-234-EF affichée à 14 990 €.\n"
            "Elle souhaite un essai samedi matin.\nMerci de la rappeler au 06.39.98.55.02.\n\nBien cordialement,\nVotre permanence téléphonique\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "title": "Mme",
            "first_name": "Claire",
            "last_name": "MARTIN",
            "phones": ["+33639985502"],
            "plate": "CD-234-EF",
            "price": 14990,
            "message": "Mme MARTIN Claire a appelé à 14h05 au sujet de la Renault Captur immatriculée CD-234-EF affichée à 14 990 €.\n"
            "Elle souhaite un essai samedi matin.\nMerci de la rappeler au 06.39.98.55.02.",
        },
        reader=READER,
    ),
    Sample(
        "call_html_card_quoted_printable",
        "answering",
        mail(
            "Fiche d'appel n° 20261123-017",
            html(
                rows(
                    [
                        ("Appelant", "M. LE GALL Yann"),
                        ("Numéro", "+33 6 39 98 55 03"),
                        ("Appel du", "23/11/2026 à 17h48"),
                        ("Motif", "Demande le prix de la Clio<br>et une reprise"),
                    ]
                ),
                coding="quoted-printable",
            ),
            sender="fiches@accueil-pro.example.com",
            name="Accueil Pro",
        ),
        {
            **COMMON,
            "title": "M.",
            "first_name": "Yann",
            "last_name": "LE GALL",
            "phones": ["+33639985503"],
            "requested_at": "2026-11-23T16:48:00Z",
            "message": "Demande le prix de la Clio\net une reprise",
            "lead_ref": "20261123-017",
        },
        reader=READER,
    ),
    Sample(
        "call_missed_by_the_telephone_system",
        "answering",
        mail(
            "Appel manqué",
            "Appel manqué du 06 39 98 66 77 le 23/11/2026 à 12:30 sur la ligne Ventes.\n",
            sender="notification@pbx.example.com",
            name="Standard",
        ),
        {
            **COMMON,
            "phones": ["+33639986677"],
            "requested_at": "2026-11-23T11:30:00Z",
            "is_missed_call": True,
            "message": "Appel manqué du 06 39 98 66 77 le 23/11/2026 à 12:30 sur la ligne Ventes.",
        },
    ),
    Sample(
        "call_prose_of_two_cars",
        "answering",
        mail(
            "Message de votre permanence téléphonique",
            "Bonjour,\nMme GIRARD demande la reprise de sa Clio immatriculée AB-214-CD contre le 3008 immatriculé GH-456-KL.\n"
            "La rappeler au 06 39 98 66 20.\n",
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "title": "Mme",
            "last_name": "GIRARD",
            "phones": ["+33639986620"],
            "plate": "GH-456-KL",
            "trade_plate": "AB-214-CD",
            "message": "Mme GIRARD demande la reprise de sa Clio immatriculée AB-214-CD contre le 3008 immatriculé GH-456-KL.\n"
            "La rappeler au 06 39 98 66 20.",
        },
        reader="Permanence téléphonique",
    ),
    Sample(
        "call_prose_withheld_number",
        "answering",
        mail(
            "Message de votre permanence téléphonique",
            Part(
                "M. PETIT a appelé à 9h12 (numéro masqué), il rappellera demain au sujet de la 3008.\n",
                charset="iso-8859-1",
            ),
            sender=SENDER,
            name=NAME,
        ),
        {
            **COMMON,
            "title": "M.",
            "last_name": "PETIT",
            "message": "M. PETIT a appelé à 9h12 (numéro masqué), il rappellera demain au sujet de la 3008.",
        },
        outcome=TO_SORT,
    ),
    Sample(
        "call_voicemail",
        "answering",
        mail(
            "Nouveau message vocal de 0536495504",
            Part("Vous avez reçu un message vocal de 0536495504 le 23/11/2026 à 19:02. Durée : 0:42.\n"),
            Part(b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav", coding="base64", name="message.wav"),
            sender="voicemail@pbx.example.com",
            name="Messagerie",
            kind="mixed",
        ),
        {
            **COMMON,
            "phones": ["+33536495504"],
            "requested_at": "2026-11-23T18:02:00Z",
            "is_missed_call": True,
            "message": "Vous avez reçu un message vocal de 0536495504 le 23/11/2026 à 19:02. Durée : 0:42.",
        },
    ),
    Sample(
        "standard_called_line_first",
        "answering",
        mail(
            "Nouveau message vocal",
            "Ligne appelée : 01 99 00 12 34\nCorrespondant : 06 39 98 10 11\nDurée : 0:32\n",
            sender="voicemail@pbx.example.com",
            name="Messagerie",
        ),
        {
            **COMMON,
            "phones": ["+33639981011"],
            "message": "Ligne appelée : 01 99 00 12 34",
            "is_missed_call": True,
        },
        reader="Standard téléphonique",
    ),
    Sample(
        "standard_caller_in_the_subject",
        "answering",
        mail(
            "Appel manqué de 0639981011",
            "Vers : 0199001234 (Standard)\nHeure : 10:12\n",
            sender="notification@pbx.example.com",
        ),
        {
            **COMMON,
            "phones": ["+33639981011"],
            "message": "Vers : 0199001234 (Standard)\nHeure : 10:12",
            "is_missed_call": True,
        },
        reader="Standard téléphonique",
    ),
    Sample(
        "standard_hidden_caller",
        "answering",
        mail(
            "Appel manqué",
            "Appel masqué reçu sur la ligne 01 99 00 12 34\n",
            sender="notification@pbx.example.com",
        ),
        {**COMMON, "message": "Appel masqué reçu sur la ligne 01 99 00 12 34", "is_missed_call": True},
        outcome=TO_SORT,
    ),
)
