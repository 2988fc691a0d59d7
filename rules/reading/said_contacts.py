"""Numbers and addresses that people write in their own words, and whose each is.

Most are the writer's. One said to be somebody else's (« mon mari : 06… ») may be called for them and identifies
nobody; one that they called, ours or a fax is no contact of theirs.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.reading.demand import ReadPhone
from rules.reading.emails import emails_in_text
from rules.reading.limits import MAX_VALUES
from rules.reading.phones import phone_key, phone_places

OWN_PHONE, OTHER_PHONE = "said_phone", "other_phone"
"""Fields of what was found in words, beside those that labels have."""
MOST = 3
"""Numbers, and addresses, that are taken of each kind: more are a list of something."""
_BEFORE, _AFTER = 160, 60
"""Characters before and after a number that may say whose it is."""
_WRAPPED = 55
"""Characters of a line that a mail program may have broken: shorter ones end where their writer ended them."""

_THING = (
    r"(?:num[ée]ros?|n[°o]|portables?|mobiles?|t[ée]l\w*|lignes?|fixes?|gsm|coordonn[ée]es|(?:e-?)?mails?|courriel|"
    r"adresse|phone|number|cell\w*|address)\b"
)
_FAMILY = (
    r"(?:mari|femme|[ée]poux|[ée]pouse|conjointe?|compagnon|compagne|copain|copine|concubine?|p[èe]re|m[èe]re|papa|"
    r"maman|parents?|fr[èe]re|s(?:œ|oe)ur|fils|fille|enfants?|gendre|bru|beau[- ]\w+|belle[- ]\w+|oncle|tante|"
    r"cousine?|neveu|ni[èe]ce|grand[- ](?:p|m)[èe]re|amie?s?|voisine?|coll[èe]gue|associ[ée]e?|patron(?:ne)?|"
    r"employeur|secr[ée]taire|assistante?|comptable|tuteur|tutrice|chauffeur)\b"
)
_FAMILY_EN = (
    r"(?:husband|wife|partner|father|mother|dad|mum|mom|parents?|brother|sister|son|daughter|(?:boy|girl)?friend|"
    r"neighbou?r|colleague|boss|employer|assistant|secretary|accountant)\b"
)
_PLACE = (
    r"(?:garage|garagiste|expert|m[ée]canicien(?:ne)?|banque|banqui(?:er|[èe]re)|assurance|assureur|courtier|notaire|"
    r"propri[ée]taire|vendeur|vendeuse|travail|bureau|boulot|entreprise|soci[ée]t[ée]|office|work|mechanic|bank)\b"
)
_OWN = re.compile(
    rf"(?i)\b(?:mon|mes|ma|notre|nos|my|our)\s(?:(?:nouve\w+|autres?|vrai|bonn?e?|seul|propre|second|new|other|"
    rf"work|n[°o]|num[ée]ro)\s(?:de\s)?){{0,3}}{_THING}|"
    r"\b(?:me|nous|m['’])\s?(?:re)?(?:joindre|contacter|appeler|t[ée]l[ée]phoner|[ée]crire)\b|"
    r"\b(?:r?appel|contact|joign|[ée]criv|r[ée]pond|t[ée]l[ée]phon|envoy)ez?[- ](?:moi|nous)\b|"
    r"\bje\s(?:lis|consulte)\b|\bje\s(?:suis|reste)\s(?:joignable|disponible|dispo)|"
    r"\b(?:call|reach|text|e?-?mail|write to) (?:me|us)\b"
)
_OTHER = re.compile(
    rf"(?i)\b(?:mon|ma|mes|notre|nos|son|sa|leur|une?|(?:ex|futur)[- ])\s?(?:\w+\s)?{_FAMILY}|"
    rf"\b(?:my|our|his|her|their|a)\s{_FAMILY_EN}|"
    rf"\b(?:le|la|l['’]|du|au|de l['’]|à l['’]|mon|ma|notre|son|sa|un|une|chez|the|at|my)\s?(?:\w+\s)?{_PLACE}|"
    r"\bde\sgarage\b|\b(?:voyez|voir|arrangez-vous)\s(?:cela\s|ça\s)?avec\s(?!moi\b|nous\b|vous\b|votre\b|vos\b|le\b|la\b)\w+"
)
_THEIRS = re.compile(rf"(?i)\b(?:son|sa|leur|leurs|his|her|their)\s(?:nouve\w+\s)?{_THING}")
_NOBODYS = re.compile(
    r"(?i)\b(?:votre|vos|your)\s(?:\w+\s)?(?:num[ée]ro|n[°o]|ligne|standard|t[ée]l|vendeu|coll[èe]gue|concession|garage|"
    r"agence|accueil|secr[ée]tariat|service|site|showroom|number|phone|dealer|garage)\w*|"
    r"\b(?:appel[ée]e?s?|compos[ée]|contact[ée]|joint|[ée]crit|essay[ée]|tent[ée]|called|tried|dialled)\b"
    r"(?=(?:\s[\w'’]+){0,3}\s?:?\s*$)|"
    r"\bj['’]ai\s(?:eu|re[çc]u|manqu[ée])\s(?:un|votre|vos|des)\s(?:appels?|sms|messages?)\s"
    r"(?:du|depuis le|provenant du)(?:\snum[ée]ro)?\s*$|(?<!t[ée]l\s/\s)(?<!t[ée]l/)\b(?:fax|t[ée]l[ée]copie)\W{0,5}$"
)
_CONTACT = (
    r"(?:r?appele[rz]|contacte[rz]|t[ée]l[ée]phone[rz]|utilise[rz]|compose[rz]|joindre|joignez|[ée]cri(?:re|vez)|"
    r"envoye[rz]|call|ring|phone|text|use|contact|e?-?mail|write)"
)
_DAY = r"(?:matin|soir|midi|week|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_TIME = (
    rf"\s(?:avant|apr[èe]s|entre|les?\s{_DAY}|en\s|pendant|trop|sans|before|after|between|during|in\s|at\s)"
)
"""« Ne m'appelez pas avant 18 h » gives nothing up."""
_GIVEN_UP = re.compile(
    rf"(?i)\b(?:ancien(?:ne)?|pr[ée]c[ée]dente?|vieux|vieille|old|former|previous)\s{_THING}|"
    r"\bancien(?:ne)?(?:\s(?:est|[ée]tait))?(?:\sle)?\W{0,3}$|"
    rf"\b(?:ne\s(?:plus|pas|jamais)\s(?:m['’]|me\s|nous\s)?{_CONTACT}|"
    rf"(?:n['’]|ne\s)(?:m['’]|me\s|nous\s)?{_CONTACT}\s(?:surtout\s)?(?:plus|pas|jamais)|"
    rf"(?:don['’]t|do not|never|stop)\s{_CONTACT}(?:ing)?)\b(?!{_TIME})(?:\s(?!avant|apr)[\w'’]+){{0,3}}\W{{0,3}}$|"
    rf"\bn['’](?:est|[ée]tait)\s(?:plus|pas)\s(?:(?:mon|ma|notre)\s{_THING}\s?)?(?:le|au)?\W{{0,3}}$"
)
"""Before a number that is not to be used any more, or by nobody: it may be a stranger's by now."""
_GIVEN_UP_AFTER = re.compile(
    r"(?i)[\s,]{0,2}[(–-]?\s?(?:(?:qui|il|ce num[ée]ro|it|which)\s)?(?:"
    rf"n['’](?:est|[ée]tait)\s(?:plus|pas)\s(?:(?:le|mon|la|ma)\s(?:mien|bonn?e?\b|{_THING})|[àa]\smoi|bonn?e?\b|"
    r"valable|valide|attribu|en service|actif|utilis|correcte?\b)|"
    rf"n['’]existe\s(?:plus|pas)|ne\s(?:marche|fonctionne|sert)\s(?:plus|pas)\b(?!{_TIME}|\s(?:toujours|bien|tr))|"
    rf"(?:(?:est|[ée]tait|c['’](?:est|[ée]tait))\s)?(?:mon\s|l['’]|un\s|une\s)?ancien(?:ne)?\s?(?:{_THING}|\)|$)|"
    r"(?:is|was)\s(?:no longer|not (?:mine|my)|my old|an old)|no longer|does(?:n['’]t| not) work)"
)
_ALONE_BEFORE = re.compile(
    r"(?i)[\W\d_]*(?:(?:e-?)?mail|m[ée]l|courriel|adresse|t[ée]l(?:[ée]phone)?|portable|mobile|fixe)?[\W\d_]*"
)
"""What may stand before a number or an address on a line of its own."""
_SERVICE = (
    r"^\W{0,3}(?:(?:votre |notre |le )?service (?:clients?|client[èe]le|commercial|technique|pro)\b|assistance\b|"
    r"support\b|hotline\b|(?:l['’]|votre |notre )[ée]quipe\b|customer (?:service|care)\b|help ?(?:desk|line)?\b)|"
    r"\bbesoin d['’]aide ?\?|\b(?:une|des) questions? ?\?|\bvotre conseiller|\bnos (?:[ée]quipes|conseillers)|"
    r"\bnous contacter\b|\bcontact us\b|\bneed help\b|\bd[ée]sabonn|\bunsubscribe\b|\bconfidentialit[ée]\b|"
    r"\bsurtax[ée]|\bmentions l[ée]gales\b"
)
OF_SERVICE = re.compile(f"(?im){_SERVICE}")
"""A line of a company that writes for its customers: a portal's own number stands there."""
_OF_COMPANY = re.compile(
    rf"(?im){_SERVICE}|\b(?:SAS|SARL|SASU|EURL|RCS|SIRET|SIREN)\b|\bcapital de\b|\bsi[èe]ge social\b"
)
"""The same, or a line that names a company by its papers."""
_FIRST_PERSON = re.compile(r"(?i)\b(?:moi|mon|ma|mes|me|je|my|i)\b|\b[mj]['’]")
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ])|\n\s*\n")
_GOES_ON = re.compile(
    r"(?i)(?:[:,]|\b(?:au|le|la|est|num[ée]ro|t[ée]l|portable|mobile|ou|et|mon|ma|son|sa|de|du))\s*$"
)
_SAID_AFTER = re.compile(
    r"(?i)[\s,]{0,2}(?:[(–-]|c['’]est\b|it['’]?s\b|celui\b|chez\b)\s?(?:(?:le|celui|num[ée]ro|portable|chez|de|d['’])\s?){0,4}"
)
"""What joins a number to whose it is: « 06… (mon mari) », « 06…, celui de ma femme »."""


class Whose(StrEnum):
    """Who answers a number."""

    WRITER = "writer"
    OTHER = "other"
    NOBODY = "nobody"


_SAID_OF = (
    (_OWN, Whose.WRITER),
    (_OTHER, Whose.OTHER),
    (_NOBODYS, Whose.NOBODY),
    (_GIVEN_UP, Whose.NOBODY),
)
"""What words before a number say of it."""


@dataclass(frozen=True, slots=True)
class SaidContacts:
    """What a text gives of contacts, as written."""

    phones: tuple[ReadPhone, ...] = ()
    others: tuple[ReadPhone, ...] = ()
    """Numbers of somebody else."""
    emails: tuple[str, ...] = ()
    """The writer's own; another's are left in the words, for whoever writes to an address is known by it."""

    @property
    def fields(self) -> dict[str, str]:
        """As fields of a demand, raw."""
        raw = {
            OWN_PHONE: " / ".join(phone.raw for phone in self.phones),
            OTHER_PHONE: " / ".join(phone.raw for phone in self.others),
            "email": " ".join(self.emails),
        }
        return {field: value for field, value in raw.items() if value}


NOTHING_SAID = SaidContacts()


def said_contacts(
    text: str, *, unsaid: Whose = Whose.WRITER, is_address_known: bool = False, is_mixed: bool = False
) -> SaidContacts:
    """The contacts in somebody's own words, signature and all; quotations must have been cut off before.

    ``unsaid`` is whose a number is of which nothing is said. Of a writer whose address is known, another one in the
    middle of their words is theirs only where they say so: an insurer's, taken for theirs, would make all who
    mention it one person. ``is_mixed`` says the same of numbers too, where a portal's own words may be among them.
    """
    plain, places = phone_places(text)
    own: dict[str, ReadPhone] = {}
    others: dict[str, ReadPhone] = {}
    for number, (phone, start, end) in enumerate(places[:MAX_VALUES]):
        after = places[number + 1][1] if number + 1 < len(places) else None
        is_doubtful = is_mixed and not _stands_alone(plain, start, end)
        whose = _whose(plain, start, end, places[number - 1][2] if number else 0, after)
        whose = whose or (Whose.NOBODY if is_doubtful else unsaid)
        if whose is not Whose.NOBODY:
            (own if whose is Whose.WRITER else others).setdefault(phone_key(phone), phone)
    emails: list[str] = []
    found = _email_places(plain)
    for number, (address, start, end) in enumerate(found):
        after = found[number + 1][1] if number + 1 < len(found) else None
        is_doubtful = (is_address_known or is_mixed) and not _stands_alone(plain, start, end)
        said = _whose(plain, start, end, found[number - 1][2] if number else 0, after)
        if (said or (Whose.NOBODY if is_doubtful else unsaid)) is Whose.WRITER:
            emails.append(address)
    others = {key: phone for key, phone in others.items() if key not in own}
    return SaidContacts(
        tuple(own.values())[:MOST], tuple(others.values())[:MOST], tuple(dict.fromkeys(emails))[:MOST]
    )


def _whose(text: str, start: int, end: int, since: int, next_start: int | None) -> Whose | None:
    """By what is joined to the number right behind it, else by the words nearest before it in its sentence; None
    where neither says."""
    behind = text[end : min(end + _AFTER, next_start or len(text))].partition("\n")[0]
    joined = _SAID_AFTER.match(behind)
    # What stands between two numbers without brackets is about the second one.
    is_next_near = next_start is not None and next_start <= end + len(behind) and "(" not in behind[:3]
    if joined and not is_next_near and _OTHER.match(behind, joined.end()):
        return Whose.OTHER
    if _GIVEN_UP_AFTER.match(behind) or _is_of_company(text, start):
        return Whose.NOBODY
    before = _said_before(text, start, since)
    marks = [(match.end(), whose) for pattern, whose in _SAID_OF for match in pattern.finditer(before)]
    if theirs := _THEIRS.search(before):  # of whom? In a report it is the customer's own
        is_others = _OTHER.search(text[max(start - 2 * _BEFORE, 0) : start])
        marks.append((theirs.end(), Whose.OTHER if is_others else Whose.WRITER))
    return max(marks, key=lambda mark: mark[0])[1] if marks else None


def _said_before(text: str, start: int, since: int) -> str:
    """The words of the same sentence before a place, over lines that a program or a colon broke."""
    said = text[max(since, start - _BEFORE) : start]
    stops = list(_STOP.finditer(said))
    said = said[stops[-1].end() :] if stops else said
    lines = said.split("\n")
    kept = [lines.pop()]
    while lines and (_GOES_ON.search(lines[-1]) or len(lines[-1]) >= _WRAPPED):
        kept.insert(0, lines.pop())
    return " ".join(kept)


def _email_places(text: str) -> list[tuple[str, int, int]]:
    """The addresses in a text, each where it stands first."""
    places: dict[str, tuple[str, int, int]] = {}
    end = 0
    for address in emails_in_text(text):
        start = max(text.find(address, end), 0)
        end = start + len(address)
        places.setdefault(address, (address, start, end))
        if len(places) == MAX_VALUES:
            break
    return list(places.values())


def _is_of_company(text: str, start: int) -> bool:
    above, _, line = text[max(start - 2 * _BEFORE, 0) : start].rpartition("\n")
    said = above.rpartition("\n")[2] + "\n" + line
    marks = list(_OF_COMPANY.finditer(said))
    return bool(marks) and not _FIRST_PERSON.search(said, marks[-1].end())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether it has a line to itself, or shares it with figures: a signature's."""
    before = text[max(start - _AFTER, 0) : start].rpartition("\n")[2]
    behind = text[end : end + _AFTER].partition("\n")[0]
    return bool(_ALONE_BEFORE.fullmatch(before)) and not any(map(str.isalpha, behind))
