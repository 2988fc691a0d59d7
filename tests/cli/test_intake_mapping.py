"""``intake --mapping``: columns said on the command line, remembered, told row by row."""

import json

from tests.cli.test_commands import Terminal, founded, run

__all__ = ["founded", "run"]
SHEET = "Kunde;Rufnummer\nZoé Martin;06 39 98 00 01\nJean Dupont;\n"


def test_columns_are_said_once_and_every_row_is_told(founded: Terminal) -> None:
    (founded.folder / "salon.csv").write_text(SHEET, encoding="utf-8")
    unread = founded("intake", "salon.csv", "--json")
    assert json.loads(unread.stdout)["outcome"] == "to_sort"
    wrong = founded("intake", "salon.csv", "--mapping", "Kunde=name", "--mapping", "Rufnummer=phone")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    dry = founded(
        "intake",
        "salon.csv",
        "--dry-run",
        "--json",
        "--mapping",
        "Kunde=full_name",
        "--mapping",
        "Rufnummer=phone",
    )
    assert [part["line"] for part in json.loads(dry.stdout)["parts"]] == [2, 3]
    done = founded("intake", "salon.csv", "--mapping", "Kunde=full_name", "--mapping", "Rufnummer=phone")
    assert done.returncode == 0
    assert "salon.csv:2" in done.stdout
    assert "1 enquiry, 1 to sort" in done.stdout.splitlines()[-1]
    (founded.folder / "autre.csv").write_text(
        "Rufnummer;Kunde\n06 39 98 00 02;Anne Leroy\n", encoding="utf-8"
    )
    known = founded("intake", "autre.csv", "--json")
    assert json.loads(known.stdout)["outcome"] == "lead"
    (founded.folder / "plus.csv").write_text(
        "Kunde;Rufnummer;Ort\nLuis Garcia;06 39 98 00 03;Lyon\n", encoding="utf-8"
    )
    named = founded("intake", "plus.csv", "--json", "--mapping", "salon")
    assert json.loads(named.stdout)["outcome"] == "lead"
    none = founded("intake", "plus.csv", "--mapping", "foire")
    assert (none.returncode, none.stderr.count("\n")) == (1, 1)
