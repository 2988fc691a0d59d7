"""Mails no description fits: people writing as they please, and forms nobody described."""

from tests.portal_mails.mailing import DEALER, TO_SORT, TOUCH, Part, Sample, html, mail

COMMON = {"source": "other", "channel": "email"}

SAMPLES = (
    Sample(
        "person_with_plate_undeclared_latin1",
        "plain",
        mail(
            "Votre annonce Peugeot 3008",
            Part(
                "Bonjour, je suis intéressée par le véhicule immatriculé CD-234-EF à 21 500 EUR, 45 000 km. Mon numéro : 06.39.98.22.33.\nSophie",
                charset=None,
                written_in="iso-8859-1",
            ),
            sender="sophie.bernier@example.com",
            name="Sophie Bernier",
        ),
        {
            **COMMON,
            "first_name": "Sophie",
            "last_name": "Bernier",
            "emails": ["sophie.bernier@example.com"],
            "phones": ["+33639982233"],
            "plate": "CD-234-EF",
            "price": 21500,
            "mileage": 45000,
            "message": "Bonjour, je suis intéressée par le véhicule immatriculé CD-234-EF à 21 500 EUR, 45 000 km. Mon numéro : 06.39.98.22.33.\nSophie",
        },
    ),
    Sample(
        "person_with_vin_and_reference",
        "plain",
        mail(
            "Question",
            "Bonjour,\nla Captur réf. VO-7781 (VIN VF1RJB00066123456) a-t-elle eu un ou deux propriétaires ?\n\nCordialement,\nMarc\nTél 06 39 98 61 62",
            sender="marc.olivier@example.org",
            name="OLIVIER Marc",
        ),
        {
            **COMMON,
            "first_name": "Marc",
            "last_name": "OLIVIER",
            "emails": ["marc.olivier@example.org"],
            "phones": ["+33639986162"],
            "vin": "VF1RJB00066123456",
            "listing_ref": "VO-7781",
            "message": "Bonjour,\nla Captur réf. VO-7781 (VIN VF1RJB00066123456) a-t-elle eu un ou deux propriétaires ?\n\nCordialement,\nMarc\nTél 06 39 98 61 62",
        },
    ),
    Sample(
        "unknown_portal_with_labels",
        "plain",
        mail(
            "Un acheteur vous attend !",
            html(
                "<p>Nom: Tessier Ophélie<br>Mail: ophelie.tessier@example.net<br>Tél: 04 65 71 30 31<br>Véhicule: Nissan Juke 1.0 DIG-T<br>"
                "Prix: 16 490 €<br>Réf: JUK-220</p><p>Message: Peut-on la réserver ?</p>"
            ),
            sender="no-reply@nouveau-portail.example",
            name="Nouveau Portail",
        ),
        {
            **COMMON,
            "first_name": "Ophélie",
            "last_name": "Tessier",
            "emails": ["ophelie.tessier@example.net"],
            "phones": ["+33465713031"],
            "vehicle": "Nissan Juke 1.0 DIG-T",
            "price": 16490,
            "listing_ref": "JUK-220",
            "message": "Peut-on la réserver ?",
        },
    ),
    Sample(
        "person_asks_for_a_drive",
        "plain",
        mail(
            "essai clio",
            html(
                "<div>Bonjour</div><div>possible d'essayer la clio bleue demain&nbsp;?</div><div><br></div><div>Nadia</div>"
            ),
            sender="nadia.k@example.com",
        ),
        {
            **COMMON,
            "emails": ["nadia.k@example.com"],
            "message": "Bonjour\npossible d'essayer la clio bleue demain ?\n\nNadia",
        },
    ),
    Sample(
        "person_answers_us",
        "plain",
        mail(
            "Re: Votre demande",
            "D'accord pour 13 000 €, à demain.\n\nLéa\n\nEnvoyé de mon iPhone\n\nLe lun. 23 nov. 2026 à 17:05, Garage Exemple\n<vo@garage-exemple.example.com> a écrit :\n> Bonjour Léa,\n> Téléphone : 01 99 00 00 11\n",
            sender="lea.moreau@example.com",
            name="Léa Moreau",
            headers=["In-Reply-To: <out-45@garage-exemple.example.com>"],
        ),
        {
            **COMMON,
            "first_name": "Léa",
            "last_name": "Moreau",
            "emails": ["lea.moreau@example.com"],
            "message": "D'accord pour 13 000 €, à demain.\n\nLéa",
        },
        outcome=TOUCH,
    ),
    Sample(
        "person_answers_with_another_number_and_signature",
        "plain",
        mail(
            "Re: Votre demande",
            "Bonjour,\nvous pouvez me joindre au 06 39 98 31 32, j'ai essayé votre standard au 01 99 00 00 11 en vain.\n"
            "Je lis aussi lea.perso@example.org.\n\nLéa Moreau\nCabinet Moreau\nTél. 03 53 01 31 33\nFax : 03 53 01 31 34\n\n"
            "Le lun. 23 nov. 2026 à 17:05, Garage Exemple\n<vo@garage-exemple.example.com> a écrit :\n> Bonjour Léa,\n"
            "> Téléphone : 01 99 00 00 12, julie.roux@garage-exemple.example.com\n",
            sender="lea.moreau@example.com",
            name="Léa Moreau",
            headers=["In-Reply-To: <out-46@garage-exemple.example.com>"],
        ),
        {
            **COMMON,
            "first_name": "Léa",
            "last_name": "Moreau",
            "emails": ["lea.moreau@example.com", "lea.perso@example.org"],
            "phones": ["+33639983132", "+33353013133"],
            "message": "Bonjour,\nvous pouvez me joindre au 06 39 98 31 32, j'ai essayé votre standard au 01 99 00 00 11 en vain.\n"
            "Je lis aussi lea.perso@example.org.\n\nLéa Moreau\nCabinet Moreau\nTél. 03 53 01 31 33\nFax : 03 53 01 31 34",
        },
        outcome=TOUCH,
    ),
    Sample(
        "person_without_a_car",
        "plain",
        mail(
            "bonjour",
            "Pouvez-vous me rappeler ? Merci",
            sender="x.inconnu@example.org",
        ),
        {**COMMON, "emails": ["x.inconnu@example.org"], "message": "Pouvez-vous me rappeler ? Merci"},
        outcome=TO_SORT,
    ),
    Sample(
        "person_old_plate_base64",
        "plain",
        mail(
            "Reprise",
            Part(
                "Bonjour,\nje voudrais faire reprendre ma voiture, une Mégane immatriculée 1234 AB 53, 187 000 km, contre une voiture plus récente.\nHervé Kermarrec\n02 61 91 80 81\n",
                coding="base64",
            ),
            sender="h.kermarrec@example.net",
            name="Hervé KERMARREC",
            line_end="\r\n",
        ),
        {
            **COMMON,
            "first_name": "Hervé",
            "last_name": "KERMARREC",
            "emails": ["h.kermarrec@example.net"],
            "phones": ["+33261918081"],
            "trade_plate": "1234 AB 53",
            "trade_mileage": 187000,
            "message": "Bonjour,\nje voudrais faire reprendre ma voiture, une Mégane immatriculée 1234 AB 53, 187 000 km, contre une voiture plus récente.\nHervé Kermarrec\n02 61 91 80 81",
        },
    ),
    Sample(
        "person_names_two_cars_in_one_sentence",
        "plain",
        mail(
            "Peugeot 3008",
            "Bonjour,\nvotre 3008 GH-456-KL (45 000 km) m'intéresse avec la reprise de ma Clio AB-123-CD, 98 000 km.\n"
            "Bruno Keller\n",
            sender="bruno.keller@example.com",
            name="Bruno Keller",
        ),
        {
            **COMMON,
            "first_name": "Bruno",
            "last_name": "Keller",
            "emails": ["bruno.keller@example.com"],
            "plate": "GH-456-KL",
            "mileage": 45000,
            "trade_plate": "AB-123-CD",
            "trade_mileage": 98000,
            "message": "Bonjour,\nvotre 3008 GH-456-KL (45 000 km) m'intéresse avec la reprise de ma Clio AB-123-CD, 98 000 km.\n"
            "Bruno Keller",
        },
    ),
    Sample(
        "person_whose_plate_may_be_either_cars",
        "plain",
        mail(
            "Reprise",
            "Bonjour,\nAB-123-CD roule très bien, ma Clio contre votre 3008, ça vous irait ?\nInès\n",
            sender="ines.roche@example.com",
            name="Inès Roche",
        ),
        {
            **COMMON,
            "first_name": "Inès",
            "last_name": "Roche",
            "emails": ["ines.roche@example.com"],
            "extra": {"Immatriculation": "AB-123-CD"},
            "message": "Bonjour,\nAB-123-CD roule très bien, ma Clio contre votre 3008, ça vous irait ?\nInès",
        },
    ),
    Sample(
        "dealer_copies_itself",
        "plain",
        mail(
            "Client passé au garage",
            f"Nom : ROBIN Chloé\nTél : 06 39 98 90 91\nMail : {DEALER}\nVéhicule : Fiat 500\n",
            sender="julie.roux@garage-exemple.example.com",
            name="Julie ROUX",
        ),
        {
            **COMMON,
            "first_name": "Chloé",
            "last_name": "ROBIN",
            "phones": ["+33639989091"],
            "vehicle": "Fiat 500",
        },
    ),
)
