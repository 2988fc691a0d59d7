"""What a file became is counted in words that agree with the number."""

from pathlib import Path

import pytest

from tests.cli.test_commands import Terminal


@pytest.mark.parametrize(
    ("lang", "counted"), [("fr", "2 demandes, 1 à trier"), ("en", "2 enquiries, 1 to sort")]
)
def test_several_are_said_as_several(tmp_path: Path, lang: str, counted: str) -> None:
    rows = "Zoé Martin;06 39 98 12 35\nJean Petit;06 39 98 12 36\nAnne Leroy;\n"
    (tmp_path / "salon.csv").write_text("Nom complet;Téléphone\n" + rows, encoding="utf-8")
    done = Terminal(tmp_path)("intake", "salon.csv", "--dry-run", "--lang", lang)
    assert done.stdout.splitlines()[-1] == counted
