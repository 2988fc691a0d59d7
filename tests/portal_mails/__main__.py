"""Writes every sample and one file of what they say: ``python -m tests.portal_mails``."""

import json
from pathlib import Path

from tests.portal_mails import (
    answering,
    argus,
    autoscout24,
    forwarded,
    la_centrale,
    leboncoin,
    not_leads,
    ouest_france,
    own_site_forms,
    own_sites,
    paruvendu,
    plain,
)

FOLDER = Path(__file__).parents[1] / "samples" / "portals"
SAMPLES = tuple(
    sample
    for source in (
        leboncoin,
        la_centrale,
        argus,
        paruvendu,
        ouest_france,
        autoscout24,
        own_sites,
        own_site_forms,
        answering,
        plain,
        forwarded,
        not_leads,
    )
    for sample in source.SAMPLES
)


def expectations() -> list[dict[str, object]]:
    return [
        {
            "file": f"{sample.name}.eml",
            "portal": sample.portal,
            "outcome": sample.outcome,
            **({"filed_as": sample.filed_as} if sample.filed_as else {}),
            **({"reader": sample.reader} if sample.reader else {}),
            "fields": sample.fields,
        }
        for sample in SAMPLES
    ]


def expected_text() -> str:
    return json.dumps(expectations(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.eml"):
        old.unlink()
    for sample in SAMPLES:
        (FOLDER / f"{sample.name}.eml").write_bytes(sample.content)
    (FOLDER / "expected.json").write_text(expected_text(), "utf-8")
    print(f"{len(SAMPLES)} mails in {FOLDER}")


if __name__ == "__main__":
    main()
