"""A stock file told first, then taken in, and searched: by commands, as an administrator meets them."""

import json
from pathlib import Path

from tests.cli.test_commands import SECRET, Terminal, one_line
from tests.cli.test_merge import GROUP

SHEET = (
    "N° de police;Immat;Marque;Modèle;Énergie;Km;Prix TTC;Statut;Remarque\n"
    "VO1;AB-123-CD;Citroën;C3;Essence;41 500;9 990 €;;=cmd()\n"
    "VO2;AB-124-CD;Fiat;500;GO;;beau;;\x1b[31mrouge\n"
    ";;Sans;Clé;;;;;\n"
)


def test_a_stock_file_is_told_taken_in_and_searched(tmp_path: Path) -> None:
    run, who = Terminal(tmp_path), ("--as", "ada")
    assert run("store", "init", *GROUP, said=SECRET).returncode == 0
    (tmp_path / "stock.csv").write_bytes(SHEET.encode("cp1252"))
    tried = run("stock", "import", "stock.csv", "--dry-run", *who, said=SECRET)
    assert tried.returncode == 0, tried.stderr
    assert "Dry run" in tried.stdout
    assert "line 4 left out: no stock number, plate or VIN" in tried.stdout
    assert "line 3: price not read: beau" in tried.stdout
    assert run("stock", "list").stdout.count("VO") == 0
    done = json.loads(run("stock", "import", "stock.csv", "--json", *who, said=SECRET).stdout)
    assert (done["form"], done["counts"]["new"], done["unknown_columns"]) == ("csv", 2, ["Remarque"])
    assert [each["change"] for each in done["changed"]] == ["new", "new"]
    found = json.loads(run("stock", "list", "citroen <10000€", "--json").stdout)
    assert [(each["car"]["plate"], each["car"]["fuel"]) for each in found["entries"]] == [
        ("AB-123-CD", "petrol")
    ]
    (tmp_path / "half.csv").write_text("plate;price\nAB-123-CD;9490\n", encoding="utf-8")
    price = run("stock", "import", "half.csv", *who, said=SECRET)
    assert "price: VO1 · AB-123-CD · Citroën C3 · €9,990 → €9,490" in price.stdout


def test_what_a_full_file_does_not_take_away_is_said_with_the_reason(tmp_path: Path) -> None:
    run, who = Terminal(tmp_path), ("--as", "ada")
    assert run("store", "init", *GROUP, said=SECRET).returncode == 0
    (tmp_path / "all.csv").write_text("stock number;model\nVO1;C3\nVO2;500\n", encoding="utf-8")
    assert run("stock", "import", "all.csv", *who, said=SECRET).returncode == 0
    (tmp_path / "less.csv").write_text("stock number;model\nVO1;C3\n;500\n", encoding="utf-8")
    said = {
        "en": "1 car that the file leaves out stays in stock: line 3 names a car without stock number",
        "fr": "1 voiture que le fichier ne cite pas reste en stock : la ligne 3 cite un véhicule sans n°",
    }
    for lang, line in said.items():
        for dry in (("--dry-run",), ()):
            done = run("--lang", lang, "stock", "import", "less.csv", "--full", *dry, *who, said=SECRET)
            assert line in done.stdout, done.stderr
    (tmp_path / "less.csv").write_text("stock number;model\nVO1;C3\n", encoding="utf-8")
    assert "gone: VO2" in run("stock", "import", "less.csv", "--full", *who, said=SECRET).stdout


def test_what_is_no_stock_is_refused_in_one_line(tmp_path: Path) -> None:
    run, who = Terminal(tmp_path), ("--as", "ada")
    assert run("store", "init", *GROUP, said=SECRET).returncode == 0
    for name, content in (
        ("a.csv", b"a;b\n1;2\n"),
        ("b.xlsx", b"PK\x03\x04" + b"x" * 99),
        ("c.xml", b"<a><b/></a>"),
    ):
        (tmp_path / name).write_bytes(content)
        assert one_line(run("stock", "import", name, *who, said=SECRET))
    (tmp_path / "d.csv").write_bytes(b"plate;model\nAB-123-CD;C3\n")
    refused = run("stock", "import", "d.csv", "--map", "plate=humeur", *who, said=SECRET)
    assert "humeur" in one_line(refused)
