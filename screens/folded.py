"""Text as it is compared when somebody looks for something: accents and case do not matter."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """``text`` without accents, in lower case."""
    parts = unicodedata.normalize("NFKD", text[:2000])
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
