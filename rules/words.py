"""Words on screen, in French and English: gettext catalogs keyed by code.

A key is ``domain.name``; the domain names the catalog file (``rules/locale/<lang>/LC_MESSAGES/<domain>.po``).
Both languages are catalogs, so no language is the code's own. ``make words`` compiles them; a test refuses a
key that one language lacks, a key the code uses and no catalog has, and a compiled file older than its source.
"""

import gettext
import re
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
MANY = 2
"""Plural in every language here."""
LOCALE = Path(__file__).parent / "locale"


@cache
def _catalog(domain: str, lang: str) -> gettext.NullTranslations:
    return gettext.translation(domain, LOCALE, [lang])


def _text(key: str, lang: str) -> str:
    """The text of ``key``, of a counted one its singular; the key itself where there is none."""
    catalog = _catalog(key.partition(".")[0], lang)
    found = catalog.gettext(key)
    # Before Python 3.11.4 ``gettext`` does not find what has plural forms.
    return found if found != key else catalog.ngettext(key, key, 1)


@cache
def _counted(key: str, lang: str) -> str | None:
    """The parameter that a text with plural forms counts: the first one it names; None without such forms."""
    many = _catalog(key.partition(".")[0], lang).ngettext(key, key, MANY)
    if many == key:
        return None
    named = re.search(r"\{(\w+)", many)
    return named[1] if named else None


class Words:
    """The words of one language. ``words("queue.late", count=2)`` gives the sentence with its parameters.

    Parameters are data: they are put in as they are and never read as a format.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "fr"

    def __call__(self, key: str, /, **params: Any) -> str:
        """The text of ``key``. A missing key shows itself, so that nothing ever crashes for want of a word.

        Where the text has plural forms, the number it names first chooses among them.
        """
        if not params:
            return _text(key, self.lang)
        counted = _counted(key, self.lang)
        number = str(params.get(counted, "")) if counted else ""
        # Shown parameters may be text by now.
        if number.isdecimal():
            return self._form(key, int(number)).format(**params)
        return _text(key, self.lang).format(**params)

    def plural(self, key: str, count: int, /, **params: Any) -> str:
        """The form of ``key`` that ``count`` asks for; ``{count}`` is filled in."""
        return self._form(key, count).format(count=count, **params)

    def has(self, key: str, /) -> bool:
        """Whether the catalogs know ``key``."""
        return _text(key, self.lang) != key

    def _form(self, key: str, count: int) -> str:
        return _catalog(key.partition(".")[0], self.lang).ngettext(key, key, count)
