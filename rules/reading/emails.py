"""E-mail addresses: found in what people type, checked for form, and compared."""

import re
import unicodedata

_ADDRESS = re.compile(
    r"[^\s<>()\[\]{},;:\"'@\\|=*]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,61}[^\W_])"
)
_AUTOMATIC = re.compile(
    r"(?i)^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|nepasrepondre|mailer[-_.]?daemon|"
    r"postmaster|bounces?|notifications?|newsletter)(?:[-_.+].*)?@"
)

_ROLE = re.compile(
    r"(?i)^(?:contact|infos?|commercial|ventes?|vo|service|support|equipe|bonjour|hello|alertes?|alerts?|robot|bot|"
    r"messagerie|leads?)(?:[-_.+].*)?@"
)

_NOBODY = frozenset(
    "nomail noemail nomel pasdemail pasdemel pasmail pasdecourriel pasdadresse sansmail sansemail sansadresse aucun "
    "aucune aucunmail aucunemail inconnu inconnue mailinconnu emailinconnu unknown none null undefined nonrenseigne "
    "nonrenseignee noncommunique".split()
)
"""What stands before the @ where somebody has no address and a form asks for one."""
_PERHAPS_NOBODY = frozenset(
    "nc na no non x xx xxx xxxx a aa aaa aaaa abc test tests toto azerty qwerty exemple example email mail adresse "
    "client bidon".split()
)
"""The same where the domain repeats it or is a public one: elsewhere these are initials and mailboxes."""
_PUBLIC = frozenset("gmail hotmail orange wanadoo free sfr laposte yahoo outlook live icloud".split())


def read_emails(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The well-formed addresses in ``raw`` as written, and the texts there that were meant to be one.

    An address of nobody's is among the latter: two strangers who both wrote it would become one person.
    """
    found: dict[str, str] = {}
    for address in emails_in_text(raw):
        found.setdefault(email_key(address), address)
    if found:
        none = tuple(address for address in found.values() if is_nobodys(address))
        return tuple(address for address in found.values() if address not in none), none
    rest = raw.strip()
    return (), (rest,) if rest else ()


def emails_in_text(text: str) -> list[str]:
    """Every well-formed address in free text, in order."""
    if "@" not in text:
        return []
    found = []
    for match in _ADDRESS.finditer(text):
        address = match.group().strip(".-'")
        address = address.removeprefix("mailto:")
        if is_address(address):
            found.append(address)
    return found


def is_address(address: str) -> bool:
    """Whether ``address`` has the form of one: no control character, no blank, a domain with a letter ending."""
    local, _, domain = address.rpartition("@")
    return bool(
        6 <= len(address) <= 254
        and local
        and len(local) <= 64
        and ".." not in address
        and local[0] not in ".-"
        and local[-1] != "."
        and _ADDRESS.fullmatch(address)
        and domain.isprintable()
    )


def email_key(address: str) -> str:
    """What makes two addresses the same: NFKC and lower case. Dots and tags stay, they tell people apart."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def domain_of(address: str) -> str:
    return email_key(address).rpartition("@")[2]


def in_domains(address: str, domains: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether the address belongs to one of ``domains`` or lies below it."""
    domain = domain_of(address)
    return bool(domain) and any(domain == known or domain.endswith("." + known) for known in domains)


def is_automatic(address: str) -> bool:
    """Whether nobody reads that address: it is a machine's, never the customer's."""
    return bool(_AUTOMATIC.match(address))


def is_nobodys(address: str) -> bool:
    """Whether the address only fills a field that had to be filled: ``nomail@nomail.fr``, ``pasdemail@gmail.com``.

    A word that is not one of those may be a family's domain (``dupont@dupont.fr``) and is somebody's.
    """
    local, _, domain = email_key(address).rpartition("@")
    word, labels = _letters(local), {_letters(label) for label in domain.split(".")[:-1]}
    return word in _NOBODY or (word in _PERHAPS_NOBODY and bool(labels & (_PUBLIC | {word})))


def is_public_mailbox(address: str) -> bool:
    """Whether anybody may have an address of this domain: it names a person, never a portal."""
    name, _, ending = address.rpartition("@")[2].strip().lower().partition(".")
    return name in _PUBLIC and "." not in ending


def is_company(name: str, address: str) -> bool:
    """Whether a sender signs with the name of their domain: a portal that nobody described yet, not its customer.

    ``Autobourse <robot@autobourse.fr>`` and ``Occasions du Rhône <contact@occasions-rhone.fr>`` do, ``Jean Dupont
    <jean@dupont.fr>`` does not.
    """
    word, words = _letters(name), set(map(_letters, name.split()))
    is_role = bool(_ROLE.match(address))

    def names(label: str) -> bool:
        plain, parts = _letters(label), set(map(_letters, label.split("-")))
        return len(plain) > 3 and (plain == word or (is_role and (plain in word or parts <= words)))

    return any(map(names, domain_of(address).split(".")[:-1]))


def _letters(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in bare if each.isalnum())
