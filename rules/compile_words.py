"""Compile the word catalogs: every ``.po`` beside its ``.mo`` (``make words``)."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from rules.words import LOCALE


def compile_words(root: Path = LOCALE) -> list[Path]:
    """Write each catalog's ``.mo`` anew and return those whose content changed."""
    changed = []
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parts[-3], domain=source.stem)
        # Otherwise Babel writes the time of day, and the same words never compile to the same bytes.
        catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
        target = source.with_suffix(".mo")
        before = target.read_bytes() if target.exists() else b""
        with target.open("wb") as stream:
            write_mo(stream, catalog)
        if target.read_bytes() != before:
            changed.append(target)
    return changed


if __name__ == "__main__":
    for path in compile_words():
        print(path.relative_to(LOCALE))
