"""What arrives and is no demand, and what looks like that but may be one."""

from tests.portal_mails.mailing import DEALER, FILED, TO_SORT, Part, Sample, html, mail

BOUNCE = f"""This is the mail system at host mx.example.com.

<nobody@example.com>: host mx.example.com said: 550 5.1.1 User unknown
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; nobody@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--=_b
Content-Type: message/rfc822

From: {DEALER}
To: nobody@example.com
Subject: Votre demande Peugeot 208
Message-ID: <out-42@garage-exemple.example.com>

Nom : Moreau
Tel : 06 39 98 00 01
--=_b--
"""


def filed(kind: str, name: str, content: bytes) -> Sample:
    return Sample(name, "not_leads", content, {"*": True}, outcome=FILED, filed_as=kind)


def doubtful(name: str, content: bytes) -> Sample:
    """Whatever was read stays beside it; only the outcome counts."""
    return Sample(name, "not_leads", content, {"*": True}, outcome=TO_SORT)


SAMPLES = (
    filed(
        "bounce",
        "bounce_that_says_it_is_automatic",
        b"From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\nTo: "
        + DEALER.encode()
        + b"\nSubject: Undelivered Mail Returned to Sender\n"
        b"Date: Mon, 23 Nov 2026 12:00:00 +0100\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n--=_b\nContent-Type: text/plain\n\n'
        + BOUNCE.encode(),
    ),
    filed(
        "bounce",
        "bounce_in_french",
        mail(
            "Échec de la remise : Votre demande",
            "Votre message n'a pas été remis à absent@example.org : 552 5.2.2 mailbox full\nMessage-ID: <out-43@garage-exemple.example.com>\n",
            sender="postmaster@example.org",
            headers=["Return-Path: <>"],
        ),
    ),
    filed(
        "auto_reply",
        "absence_by_header",
        mail(
            "Re: Votre demande Peugeot 208",
            "Je suis absent jusqu'au 30 novembre. En cas d'urgence : 06 39 98 10 10.\n",
            sender="paul.petit@example.com",
            name="Paul Petit",
            headers=["Auto-Submitted: auto-replied", "In-Reply-To: <out-44@garage-exemple.example.com>"],
        ),
    ),
    filed(
        "auto_reply",
        "absence_by_subject",
        mail(
            "Réponse automatique : Votre demande",
            html("<p>Actuellement en congés, je vous répondrai à mon retour.</p>", coding="quoted-printable"),
            sender="claire.martin@example.com",
            name="Claire Martin",
        ),
    ),
    filed(
        "auto_reply",
        "acknowledgement_by_a_machine",
        mail(
            "[##1234##] Votre message a bien été reçu",
            "Nous accusons réception de votre message. Ceci est une réponse automatique, merci de ne pas y répondre.\n",
            sender="support@fournisseur.example.com",
            headers=[
                "X-Auto-Response-Suppress: All",
                "Auto-Submitted: auto-generated",
                "In-Reply-To: <out-46@garage-exemple.example.com>",
            ],
        ),
    ),
    filed(
        "newsletter",
        "newsletter_bulk",
        mail(
            "Nos promotions pneus",
            "Pneus pour votre voiture dès 49 €. Tél : 01 99 00 77 88\n",
            sender="newsletter@pneus.example.com",
            name="Pneus Exemple",
            headers=["List-Unsubscribe: <https://pneus.example.com/u>", "Precedence: bulk"],
        ),
    ),
    filed(
        "newsletter",
        "newsletter_of_a_portal",
        mail(
            "Vos conseils pour mieux vendre en novembre",
            html("<p>Découvrez nos conseils</p><a href='https://info.lacentrale.fr/u'>Se désabonner</a>"),
            sender="marketing@info.lacentrale.fr",
            name="La Centrale Pro",
            headers=[
                "List-Unsubscribe: <https://info.lacentrale.fr/u>",
                "Feedback-ID: 1:2:3:lc",
                "List-ID: <pro.lacentrale.fr>",
            ],
        ),
    ),
    doubtful(
        "newsletter_or_not",
        mail(
            "Votre voiture vaut combien ?",
            "Estimez votre véhicule en 2 minutes. Téléphone : 01 99 00 66 55\nSe désinscrire : https://cote.example.com/u\n",
            sender="bonjour@cote.example.com",
            name="Cote Exemple",
            headers=["List-Unsubscribe: <https://cote.example.com/u>"],
        ),
    ),
    filed(
        "job_application",
        "job_by_subject",
        mail(
            "Candidature spontanée - mécanicien automobile",
            Part("Bonjour, veuillez trouver mon CV ci-joint. Lucas Blanc 06 39 98 20 20\n"),
            Part(b"%PDF-1.4 cv", "application/pdf", coding="base64", name="CV_Blanc.pdf"),
            sender="lucas.blanc@example.org",
            name="Lucas Blanc",
            kind="mixed",
        ),
    ),
    filed(
        "job_application",
        "job_by_words",
        mail(
            "Bonjour",
            "Madame, Monsieur,\nactuellement en BTS, je suis à la recherche d'une alternance dans votre concession. Vous trouverez mon CV et ma lettre de motivation en pièces jointes.\nEmma Roy\n",
            sender="emma.roy@example.com",
            name="Emma Roy",
        ),
    ),
    Sample(
        "customer_who_mentions_a_job",
        "not_leads",
        mail(
            "Besoin d'une voiture",
            "Bonjour, je recherche un emploi à Laval et il me faut une voiture, la Clio AB-455-CD est-elle à vendre ? 06 39 98 30 30\n",
            sender="theo.bodin@example.com",
            name="Théo Bodin",
        ),
        {"*": True},
    ),
    filed(
        "supplier",
        "supplier_invoice",
        mail(
            "Facture n° F2026-1187",
            Part(
                "Bonjour,\nveuillez trouver ci-joint notre facture F2026-1187 d'un montant de 1 245,60 €.\nLe service comptabilité\n01 99 00 88 77\n"
            ),
            Part(b"%PDF-1.4 f", "application/pdf", coding="base64", name="F2026-1187.pdf"),
            sender="facturation@pieces.example.com",
            name="Pièces Exemple",
            kind="mixed",
        ),
    ),
    filed(
        "supplier",
        "supplier_delivery",
        mail(
            "Votre commande de pièces n° 88123 a été expédiée",
            "Votre commande 88123 a été remise au transporteur.\n",
            sender="noreply@pieces.example.com",
            name="Pièces Exemple",
        ),
    ),
    doubtful(
        "supplier_who_sells_something",
        mail(
            "Proposition commerciale",
            "Bonjour, notre logiciel de gestion de parc vous fera gagner du temps : véhicules, annonces, leads. Rappelez-moi au 06 39 98 40 40. Jean Offre\n",
            sender="jean.offre@example.org",
            name="Jean Offre",
        ),
    ),
    Sample(
        "customer_who_asks_for_an_invoice_of_the_car",
        "not_leads",
        mail(
            "Facture d'entretien de la Golf",
            "Bonjour, auriez-vous la facture de la distribution de la Golf EE-909-RT ? Je viens l'essayer samedi. 06 39 98 50 50\n",
            sender="ana.silva@example.com",
            name="Ana Silva",
        ),
        {"*": True},
    ),
    filed(
        "spam",
        "spam_by_the_filter",
        mail(
            "You have won",
            "Claim your prize of 1,000,000 $ now at http://prize.example/\n",
            sender="winner@prize.example",
            headers=["X-Spam-Flag: YES"],
        ),
    ),
    filed(
        "spam",
        "spam_by_its_words",
        mail(
            "Offre de prêt entre particuliers",
            "Bonjour, je suis un particulier qui offre des prêts de 2 000 à 500 000 € au taux de 2 %, crédit rapide et sérieux. Contactez-moi par whatsapp.\n",
            sender="pret.rapide@example.net",
            name="Mme Finance",
        ),
    ),
    doubtful(
        "customer_caught_by_a_filter",
        mail(
            "[SPAM] Peugeot 208",
            "Bonjour, la 208 AB-777-CD est-elle disponible ? 06 39 98 60 60\n",
            sender="lou.bernet@example.com",
            name="Lou Bernet",
            headers=["X-Spam-Flag: YES"],
        ),
    ),
    filed(
        "call_report",
        "report_of_the_telephone_system",
        mail(
            "Rapport hebdomadaire d'appels - semaine 47",
            Part("Appels reçus : 212\nAppels manqués : 31\nDurée moyenne : 2:41\n"),
            Part(
                "date;numéro;durée\n23/11/2026;0639981010;0:42\n",
                "text/csv",
                coding="base64",
                name="appels.csv",
            ),
            sender="rapports@pbx.example.com",
            name="Standard",
            kind="mixed",
        ),
    ),
    filed(
        "test",
        "test_by_subject",
        mail("Test", "test", sender="informatique@garage-exemple.example.com", name="Informatique"),
    ),
)
