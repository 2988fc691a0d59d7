"""Forms of the dealers' own sites: every builder of sites writes them in another way."""

from tests.portal_mails.mailing import FILED, TO_SORT, Part, Sample, html, mail, rows

SENDER = "noreply@garage-exemple.example.com"
COMMON = {"source": "site", "channel": "email"}

SAMPLES = (
    Sample(
        "site_contact_form",
        "own_sites",
        mail(
            "[Garage Exemple] Demande de contact",
            "De : Hugo Marchand <hugo.marchand@example.com>\nObjet : Peugeot 2008\nTéléphone : 0536490011\n\nCorps du message :\n"
            "Bonjour,\nEst-elle visible demain ?\n\n-- \nCet e-mail a été envoyé via le formulaire de contact de Garage Exemple (https://www.garage-exemple.example.com)\n",
            sender="wordpress@garage-exemple.example.com",
            name="Garage Exemple",
            reply_to="hugo.marchand@example.com",
        ),
        {
            **COMMON,
            "first_name": "Hugo",
            "last_name": "Marchand",
            "emails": ["hugo.marchand@example.com"],
            "phones": ["+33536490011"],
            "message": "Bonjour,\nEst-elle visible demain ?",
            "extra": {"Objet": "Peugeot 2008"},
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_full_form",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site internet",
            "Civilité : M.\nNom : Martin\nPrénom : Hugo\nMél : hugo.martin@example.test\nTél : 0536490012\nCP Ville : 31000 Toulouse\n"
            "Véhicule : Toyota Yaris Hybride\nPlaque : EF-789-GH\nVIN : VF1RFB00066666666\nPrix : 15 990 €\nKilométrage : 32 000\n"
            "Canal préféré : par téléphone\nJoignable : après 18 h\nDélai d'achat : moins d'un mois\nReprise : Clio 3 AA-111-BB\n"
            "Date de la demande : 23/11/2026 09:58\nMessage : Est-elle visible demain ?\n",
            sender=SENDER,
            name="Site web",
        ),
        {
            **COMMON,
            "title": "M.",
            "first_name": "Hugo",
            "last_name": "Martin",
            "emails": ["hugo.martin@example.test"],
            "phones": ["+33536490012"],
            "postcode": "31000",
            "city": "Toulouse",
            "vehicle": "Toyota Yaris Hybride",
            "plate": "EF-789-GH",
            "vin": "VF1RFB00066666666",
            "price": 15990,
            "mileage": 32000,
            "preferred_channel": "phone",
            "reachable_when": "après 18 h",
            "timeframe": "moins d'un mois",
            "trade_in": "Clio 3 AA-111-BB",
            "trade_plate": "AA-111-BB",
            "requested_at": "2026-11-23T08:58:00Z",
            "message": "Est-elle visible demain ?",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_table_of_a_site_builder",
        "own_sites",
        mail(
            "Nouveau lead - Contact véhicule d'occasion",
            html(
                rows(
                    [
                        ("Prénom", "Pascal"),
                        ("Nom", "MALLET"),
                        ("Email", "<a href='mailto:p.mallet@example.net'>p.mallet@example.net</a>"),
                        ("Téléphone", "06 39 98 14 15"),
                        ("Marque", "Dacia"),
                        ("Modèle", "Sandero"),
                        ("Version", "1.5 dCi 90 FAP Lauréate"),
                        ("Immatriculation", "EW-242-EC"),
                        ("Vehicle Identification Number", "UU15SDCL551539949"),
                        ("ID DMS", "VO111364"),
                        ("Prix", "8490 €"),
                        ("Concession", "Garage Exemple Nord"),
                        ("Notes", "Bonjour, ce véhicule est-il toujours disponible ?"),
                        (
                            "URL de provenance",
                            "https://www.garage-exemple.example.com/voitures/occasion/dacia/sandero/134064/",
                        ),
                    ],
                    ":",
                ),
                coding="quoted-printable",
            ),
            sender="leads@sites-auto.example.com",
            name="Garage Exemple",
        ),
        {
            **COMMON,
            "first_name": "Pascal",
            "last_name": "MALLET",
            "emails": ["p.mallet@example.net"],
            "phones": ["+33639981415"],
            "make": "Dacia",
            "model": "Sandero",
            "trim": "1.5 dCi 90 FAP Lauréate",
            "plate": "EW-242-EC",
            "vin": "UU15SDCL551539949",
            "stock": "VO111364",
            "price": 8490,
            "vendor": "Garage Exemple Nord",
            "message": "Bonjour, ce véhicule est-il toujours disponible ?",
            "listing_url": "https://www.garage-exemple.example.com/voitures/occasion/dacia/sandero/134064/",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_test_drive",
        "own_sites",
        mail(
            "Demande d'essai",
            Part(
                "Nom: de La Fontaine\nPrénom: Anne-Sophie\nE-mail: annesophie@example.org\nPortable: 06 39 98 71 72\nCode postal: 20090\nVille: Ajaccio\n"
                "Modèle: C5 Aircross\nMarque: Citroën\nDate: 28/11/2026\nSouhaite être contacté par: SMS\nCommentaire: le matin si possible\n",
                charset="iso-8859-1",
                coding="quoted-printable",
            ),
            sender="formulaire@garage-exemple.example.com",
        ),
        {
            **COMMON,
            "first_name": "Anne-Sophie",
            "last_name": "de La Fontaine",
            "emails": ["annesophie@example.org"],
            "phones": ["+33639987172"],
            "postcode": "20090",
            "city": "Ajaccio",
            "make": "Citroën",
            "model": "C5 Aircross",
            "preferred_channel": "sms",
            "message": "le matin si possible",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_trade_in",
        "own_sites",
        mail(
            "Demande d'estimation de reprise",
            "Nom complet : M. et Mme DURAND Paul\nEmail : durand.paul@example.com\nTéléphone : 0639983344\n"
            "Immatriculation reprise : 1234 AB 53\nMarque reprise : Renault\nModèle reprise : Mégane\nAnnée reprise : 2006\nKilométrage reprise : 187.500 km\n",
            sender="contact@garage-exemple.example.com",
        ),
        {
            **COMMON,
            "title": "M. et Mme",
            "first_name": "Paul",
            "last_name": "DURAND",
            "emails": ["durand.paul@example.com"],
            "phones": ["+33639983344"],
            "trade_plate": "1234 AB 53",
            "trade_make": "Renault",
            "trade_model": "Mégane",
            "trade_year": "2006",
            "trade_mileage": 187500,
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_call_me_back",
        "own_sites",
        mail(
            "Demande de rappel",
            Part(
                "Téléphone : 0692 12 34 56\nNom : HOARAU MARIE\nCréneau de rappel : entre 12h et 14h\n",
                charset=None,
                written_in="utf-8",
                coding="",
            ),
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "MARIE",
            "last_name": "HOARAU",
            "phones": ["+262692123456"],
            "reachable_when": "entre 12h et 14h",
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_company_with_switchboard",
        "own_sites",
        mail(
            "Demande de devis - flotte",
            "Société : SARL Transports du Val\nContact : Mme Le Bihan Nolwenn\nEmail : contact@transports-du-val.example.com\n"
            "Téléphone : 01 99 00 70 70 poste 214\nMessage : Nous cherchons 3 Kangoo d'occasion.\nBudget maximum 12 000 € pièce.\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "title": "Mme",
            "first_name": "Nolwenn",
            "last_name": "Le Bihan",
            "emails": ["contact@transports-du-val.example.com"],
            "phones": ["+33199007070"],
            "extensions": ["214"],
            "message": "Nous cherchons 3 Kangoo d'occasion.\nBudget maximum 12 000 € pièce.",
            "extra": {"Société": "SARL Transports du Val"},
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_new_words_kept",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site",
            "Nom : Petit\nPrénom : Léo\nEmail : leo.petit@example.com\nCouleur souhaitée : rouge\nPermis depuis : 2019\nPrix : à débattre\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "Léo",
            "last_name": "Petit",
            "emails": ["leo.petit@example.com"],
            "extra": {"Couleur souhaitée": "rouge", "Permis depuis": "2019", "Prix": "à débattre"},
        },
        reader="Formulaire du site",
    ),
    Sample(
        "site_test_of_the_form",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site",
            "Nom : TEST\nPrénom : Test\nEmail : agence.web@example.com\nTéléphone : 0199000000\nMessage : Ceci est un test, merci de ne pas en tenir compte\n",
            sender=SENDER,
        ),
        outcome=FILED,
        filed_as="test",
    ),
    Sample(
        "site_mr_test_who_may_be_real",
        "own_sites",
        mail(
            "Nouvelle demande depuis le site",
            "Nom : Test\nPrénom : Paul\nEmail : paul.test@example.com\nMessage : Bonjour, la Clio est-elle encore en vente ?\n",
            sender=SENDER,
        ),
        {
            **COMMON,
            "first_name": "Paul",
            "last_name": "Test",
            "emails": ["paul.test@example.com"],
            "message": "Bonjour, la Clio est-elle encore en vente ?",
        },
        reader="Formulaire du site",
    ),
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
        "site_nobody_to_answer",
        "own_sites",
        mail("Demande de rappel", "Nom : Petit\nCréneau de rappel : ce soir\n", sender=SENDER),
        {**COMMON, "last_name": "Petit", "reachable_when": "ce soir"},
        outcome=TO_SORT,
    ),
)
