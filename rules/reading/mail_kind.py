"""What a mail is when it is no lead, whatever portal it came through. In doubt a person decides: a lead lost is worse."""

import re
from dataclasses import dataclass

from rules.reading.demand import Demand
from rules.reading.emails import is_automatic, is_company
from rules.reading.limits import MAX_MESSAGE
from rules.reading.mail import Mail
from rules.vocabulary import FiledAs

_AUTO_SUBJECT = re.compile(
    r"(?i)^(?:\s*(?:re|tr|fw|fwd)\s*:)?\s*(?:r[ée]ponse automatique|automatic reply|"
    r"auto(?:matic)?[ -]?reply|absence du bureau|message d['’]absence|out of (?:the )?office)"
)
_ABSENT_SUBJECT = re.compile(
    r"(?i)^\s*(?:auto\s*:|absen(?:t|te|ce)\b.{0,60}\b(?:bureau|cong[ée]s?|jusqu)|en cong[ée]s?\b|"
    r"je suis (?:absente?|en cong[ée]s?))"
)
"""How a machine begins its answer, and how a person may begin a question."""
_JOB_SUBJECT = re.compile(
    r"(?i)\bcandidatures?\b|\bcandidat(?:e)? (?:au|pour)\b|offre d['’]emploi|(?:demande|"
    r"recherche)\s+(?:d['’]|de |d['’]un |un )?\s*"
    r"(?:emploi|stage|alternance|apprentissage)|lettre de motivation|curriculum|\bjob application\b|"
    r"\bapplication for\b.{0,40}\bposition\b|"
    # « Clio 90 CV » is a car's power.
    r"(?:^\s*|\b(?:mon|un|son|envoi (?:de |du )?|d[ée]p[ôo]t (?:de |du )?)\s*)cv\b(?!\s*(?:fisc|\?))"
)
_JOB_WORDS = (
    re.compile(r"(?i)\bcandidatures?\b|\bpostul"),
    re.compile(
        r"(?i)\boffre d['’]emploi\b|\b(?:recherche|cherche) (?:d['’]une? |d['’]|une? )?"
        r"(?:emploi|poste|travail|stage|alternance|apprentissage)\b"
    ),
    re.compile(r"(?i)\b(?:mon|un) cv\b|\bcurriculum\b|\blettre de motivation\b"),
    re.compile(r"(?i)\bactuellement en (?:bts|licence|master|bac|cap|formation)\b|\bde l['’]expérience dans ce domaine\b"),
    re.compile(r"(?i)\b(?:embauche|recrut\w+|entretien d['’]embauche)\b"),
)  # fmt: skip
_TEST_SUBJECT = re.compile(r"(?i)^\s*\[?(?:test|essai technique|test lead|ceci est un test)\]?\s*[.!]?\s*$")
_TEST_WORDS = re.compile(
    r"(?i)\b(?:ceci|c['’]) ?est un (?:simple )?test\b(?! (?:drive|ride|routier))|"
    r"\b(?:message|lead|envoi|mail) de test\b|"
    r"\btest lead\b|\bthis is (?:only )?a test\b(?! (?:drive|ride))"
)
_BRIEF = 80
"""Characters of a message that says nothing but that it is a test."""
_SPAM_WORDS = (
    # What a customer asks about the financing of a car as well is one sign, however often.
    re.compile(r"(?i)\b(?:offre|proposition) de pr[êe]ts?\b|\bpr[êe]ts? rapides?\b|\bcr[ée]dit rapide\b|\btaux de \d ?%"),
    re.compile(
        r"(?i)\bpr[êe]ts? (?:entre particuliers|d['’]argent)\b|\bparticulier qui (?:offre|octroie|accorde)\b"
    ),
    re.compile(r"(?i)\b(?:bitcoin|crypto-?monnaies?|forex|casino|viagra|cialis|lottery|loterie)\b"),
    re.compile(r"(?i)\byou have won\b|\bclaim your prize\b|\bvous avez gagn[ée]\b"),
    re.compile(
        r"(?i)\b(?:seo|backlinks?|r[ée]f[ée]rencement (?:naturel|google|web)|premi[èe]re page de google|guest post)\b"
    ),
    re.compile(r"(?i)\bh[ée]ritage de\b|\bmillions? (?:de dollars|d['’]euros|usd|\$)|\b1,000,000\b"),
    re.compile(r"(?i)\bwhatsapp\b.{0,60}\b(?:pr[êe]t|investi|gagner)|\b(?:pr[êe]t|investi|gagner)\w*\b.{0,200}\bwhatsapp\b"),
)  # fmt: skip
_SUPPLIER_SUBJECT = re.compile(
    r"(?i)^\s*(?:re\s*:\s*)?(?:(?:votre |notre )?(?:facture|avoir|bon de livraison|relev[ée] de compte|relance|"
    r"avis d['’][ée]ch[ée]ance|accus[ée] de commande|confirmation de commande|invoice)\b.{0,60}(?:\d|impay)|"
    r"(?:votre )?commande\b.{0,60}\b(?:exp[ée]di[ée]e|livr[ée]e|confirm[ée]e|n°))"
)
_OFFICE = re.compile(
    r"(?i)^(?:no[-_.]?reply|ne[-_.]?pas[-_.]?repondre|factur\w*|compta\w*|billing|invoices?|commandes?|orders?|"
    r"livraisons?|adv|service[-_.]?clients?|recouvrement|relances?)\b.*@"
)
_PITCH = re.compile(
    r"(?i)\bproposition commerciale\b|\bpartenariat\b|\bnotre (?:logiciel|solution|plateforme|offre|catalogue|gamme)\b|"
    r"\bnos (?:services|solutions|offres|produits|tarifs)\b|\bd[ée]monstration (?:gratuite|de notre)\b|"
    r"\bboostez\b|\baugmentez vos ventes\b"
)
_CALL_REPORT = re.compile(
    r"(?i)\b(?:rapport|bilan|synth[èe]se|r[ée]capitulatif|statistiques)\b.{0,30}\bappels\b|"
    r"\bappels\b.{0,20}\b(?:rapport|bilan|synth[èe]se|r[ée]capitulatif|statistiques)\b"
)
_WANTS_A_CAR = re.compile(
    r"(?i)\b(?:disponible|essayer|essai|[àa] vendre|en vente|vendue?|acheter|achat|int[ée]ress[ée]e?s?|le prix|votre prix|"
    r"reprise|reprendre|visible|la voir|le voir|kilom[ée]trage|carnet|contr[ôo]le technique|distribution|available)\b"
)


@dataclass(frozen=True, slots=True)
class NoDemand:
    """Why something is no demand, or may be none."""

    kind: FiledAs
    reason: str
    is_sure: bool = True
    """Otherwise a person decides."""


def is_auto_reply(mail: Mail) -> bool:
    """Whether a machine answers for somebody absent. Portals mark their own mails ``auto-generated``: not that."""
    submitted = mail.header("auto-submitted").lower()
    return bool(
        submitted.startswith("auto-replied")
        or mail.header("x-autoreply")
        or mail.header("x-autorespond")
        or mail.header("x-auto-reply")
        or mail.header("precedence").lower() in ("auto_reply", "auto-reply")
        # A machine that answers something says which: a portal's notice answers nothing.
        or (submitted.startswith("auto-") and mail.header("x-auto-response-suppress") and mail.in_reply_to)
        or _AUTO_SUBJECT.search(mail.subject)
        # A person who answers keeps the subject.
        or (mail.in_reply_to and _ABSENT_SUBJECT.search(mail.subject))
    )


def is_newsletter(mail: Mail) -> bool:
    """Whether it went to many: it offers to unsubscribe and says that it is bulk.

    A group of ours and a discussion list mark whatever comes through them: that says nothing about the mail.
    """
    if not mail.header("list-unsubscribe"):
        return False
    precedence = mail.header("precedence").lower()
    if precedence in ("bulk", "junk") or mail.header("feedback-id") or mail.header("x-campaign"):
        return True
    is_listed = precedence == "list" or bool(mail.header("list-id"))
    return is_listed and not _came_by_our_group(mail) and not _is_by_hand(mail)


def _came_by_our_group(mail: Mail) -> bool:
    """Whether the list is an address it was sent to, as a group of Google's or Microsoft's is."""
    list_id = mail.header("list-id").lower()
    return any(f"<{address.lower().replace('@', '.')}>" in list_id for address in mail.to)


def _is_by_hand(mail: Mail) -> bool:
    return not is_automatic(mail.sender) and not is_company(mail.sender_name, mail.sender)


def is_marked_spam(mail: Mail) -> bool:
    """Whether a filter on the way here took it for spam."""
    flags = (mail.header("x-spam-flag"), mail.header("x-spam-status"), mail.header("x-spam"))
    return any(flag.strip().lower().startswith("yes") for flag in flags) or bool(
        re.match(r"(?i)\s*[\[*]{1,5}\s*spam\b", mail.subject)
    )


def not_a_demand(mail: Mail) -> NoDemand | None:
    """What a mail that no portal description knew is by its headers; None when nothing there says so."""
    if _JOB_SUBJECT.search(mail.subject):
        return NoDemand(FiledAs.JOB_APPLICATION, "job_application")
    if _CALL_REPORT.search(mail.subject):
        return NoDemand(FiledAs.CALL_REPORT, "call_report")
    if _TEST_SUBJECT.match(mail.subject):
        return NoDemand(FiledAs.TEST, "test_message")
    if _SUPPLIER_SUBJECT.search(mail.subject) and _OFFICE.match(mail.sender):
        return NoDemand(FiledAs.SUPPLIER, "supplier")
    if _ABSENT_SUBJECT.search(mail.subject):
        return NoDemand(FiledAs.AUTO_REPLY, "maybe_auto_reply", is_sure=False)
    return None


def words_that_are_none(demand: Demand, mail: Mail, *, is_form: bool = True) -> NoDemand | None:
    """What the words of a demand that was read say it is instead; None for a demand.

    Who filled in a form is never spam for sure: customers ask for credit with the words of those who offer it.
    """
    said = demand.message[:MAX_MESSAGE]
    names_car, wants = _names_a_car(demand), bool(_WANTS_A_CAR.search(said))
    if _is_test(demand):
        is_sure = not wants and not (names_car and len(said) > _BRIEF)
        return NoDemand(FiledAs.TEST, "test_message" if is_sure else "maybe_test", is_sure)
    wants = wants or names_car
    jobs = sum(bool(pattern.search(said)) for pattern in _JOB_WORDS)
    if jobs and not wants:
        return NoDemand(FiledAs.JOB_APPLICATION, "job_application" if jobs > 1 else "maybe_job", jobs > 1)
    spam = sum(bool(pattern.search(f"{mail.subject}\n{said}")) for pattern in _SPAM_WORDS)
    if is_marked_spam(mail):
        is_sure = spam > 0 and not wants and not is_form
        return NoDemand(FiledAs.SPAM, "spam" if is_sure else "maybe_spam", is_sure)
    if spam and not wants:
        is_sure = spam > 1 and not is_form
        return NoDemand(FiledAs.SPAM, "spam" if is_sure else "maybe_spam", is_sure)
    return None


def perhaps_none(demand: Demand, mail: Mail, *, is_form: bool) -> NoDemand | None:
    """What a mail that nobody described may be instead of a demand. Never sure where it is a form or names a car."""
    is_about_one = is_form or _names_a_car(demand)
    if is_newsletter(mail):
        reason = "maybe_newsletter" if is_about_one else "newsletter"
        return NoDemand(FiledAs.NEWSLETTER, reason, is_sure=not is_about_one)
    if is_about_one:
        return None
    if _PITCH.search(f"{mail.subject}\n{demand.message[:MAX_MESSAGE]}"):
        return NoDemand(FiledAs.SUPPLIER, "maybe_supplier", is_sure=False)
    if mail.header("list-unsubscribe") and not (_came_by_our_group(mail) and _is_by_hand(mail)):
        return NoDemand(FiledAs.NEWSLETTER, "maybe_newsletter", is_sure=False)
    return None


def _is_test(demand: Demand) -> bool:
    if _TEST_WORDS.search(demand.message[:MAX_MESSAGE]):
        return True
    names = {part.strip().lower() for part in (demand.first_name, demand.last_name) if part}
    return names == {"test"} and demand.message.strip(" .!").lower() in ("", "test")


def _names_a_car(demand: Demand) -> bool:
    """Whether the demand names one car: by plate, VIN, stock number or listing."""
    cars = (*demand.wanted, *demand.trade_ins)
    return bool(demand.listing_ref) or any(car.plate or car.vin or car.stock for car in cars)
