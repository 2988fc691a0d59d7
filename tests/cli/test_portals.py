"""``portals`` on the command line: what is read from which line, changed by a manager, and the table of accuracy."""

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import SECRET, Terminal, one_line
from tests.cli.test_commands import founded as founded
from tests.cli.test_commands import run as run

SAMPLES = Path(__file__).parents[1] / "samples" / "portals"
DESCRIPTION = """name = "Auto Exemple"
source = "other"
sender_domains = ["auto.example"]
lead_subjects = ["^contact"]
[labels]
full_name = ["acheteur potentiel"]
"""
MAIL = "From: x@auto.example\nSubject: Contact\n\nAcheteur potentiel : DUPONT Jean\nTel : 0639981234\n"


def test_a_mail_is_read_field_by_field_without_a_store(run: Terminal) -> None:
    done = run("portals", "test", str(SAMPLES / "lbc_text_complete.eml"), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    fields = {each["field"]: each for each in said["fields"]}
    assert (said["outcome"], said["reader"], said["description"]) == ("lead", "leboncoin", "packaged")
    assert fields["phone"] == {
        "field": "phone",
        "value": "+33639981201",
        "raw": "06 39 98 12 01",
        "line": 7,
        "by": "label",
        "written": "Téléphone : 06 39 98 12 01",
    }
    assert (fields["vehicle"]["line"], fields["vehicle"]["by"]) == (0, "subject")
    table = run("portals", "test", str(SAMPLES / "person_with_plate_undeclared_latin1.eml")).stdout
    assert "the generic reader" in table
    assert not (run.folder / "store.db").exists()


def test_the_accuracy_of_a_folder_is_one_table(run: Terminal) -> None:
    arguments = ("portals", "test", str(SAMPLES), "--expected", str(SAMPLES / "expected.json"))
    done = run(*arguments)
    assert done.returncode == 0, done.stdout
    said = json.loads(run(*arguments, "--json").stdout)
    fields = said["table"][-1]["fields"]
    assert fields > 700
    assert f" {fields}/{fields} " in done.stdout.splitlines()[-1]
    assert (said["faults"], said["outcomes"]) == ([], [])
    assert said["table"][-1]["documents"] == len(list(SAMPLES.glob("*.eml")))


def test_what_waits_from_a_portal_is_read_once_its_description_is_in_force(founded: Terminal) -> None:
    (founded.folder / "auto.toml").write_text(DESCRIPTION, encoding="utf-8")
    for number in (1, 2):
        mail = MAIL.replace("0639981234", f"063998123{number}").replace("DUPONT", f"DUPONT-{number * 'A'}")
        (founded.folder / f"{number}.eml").write_text(mail.replace("Tel", "Son fil"), encoding="utf-8")
    taken = founded("intake", "1.eml", "2.eml", "--json").stdout.splitlines()
    assert [json.loads(line)["outcome"] for line in taken] == ["to_sort", "to_sort"]
    described = DESCRIPTION + 'phone = ["son fil"]\n'
    (founded.folder / "auto.toml").write_text(described, encoding="utf-8")
    kept = founded("portals", "apply", "auto.toml", "--as", "ada", said=SECRET)
    assert "2 mails that waited to be sorted became enquiries" in kept.stdout, kept.stderr
    again = founded("portals", "apply", "auto.toml", "--as", "ada", said=SECRET)
    assert "waited" not in again.stdout


def test_a_description_is_tried_put_in_force_shown_and_put_back(founded: Terminal) -> None:
    (founded.folder / "auto.toml").write_text(DESCRIPTION, encoding="utf-8")
    (founded.folder / "x.eml").write_text(MAIL, encoding="utf-8")
    tried = json.loads(founded("portals", "test", "x.eml", "--with", "auto.toml", "--json").stdout)
    assert (tried["reader"], tried["description"]) == ("Auto Exemple", "auto.toml")
    assert json.loads(founded("portals", "test", "x.eml", "--json").stdout)["reader"] == "labels"
    kept = founded("portals", "apply", "auto.toml", "--as", "ada", said=SECRET)
    assert kept.stdout == "“Auto Exemple” is in force as version 1.\n", kept.stderr
    again = json.loads(founded("portals", "test", "x.eml", "--json").stdout)
    assert (again["reader"], again["description"]) == ("Auto Exemple", "version 1")
    assert founded("portals", "show", "auto exemple").stdout == DESCRIPTION
    assert "version 1" in founded("portals", "list").stdout
    names = [each["name"] for each in json.loads(founded("portals", "list", "--json").stdout)]
    assert {"Auto Exemple", "leboncoin", "La Centrale", "L'Argus", "AutoScout24"} <= set(names)
    assert founded("portals", "reset", "Auto Exemple", "--as", "ada", said=SECRET).returncode == 0
    assert "no portal" in one_line(founded("portals", "show", "Auto Exemple"))


def test_every_mistake_of_a_description_is_one_line(founded: Terminal) -> None:
    (founded.folder / "bad.toml").write_text(
        'name = "X"\nsource = "leboncoinn"\nzone = "Paris"', encoding="utf-8"
    )
    done = founded("portals", "apply", "bad.toml", "--as", "ada", said=SECRET)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line.split(" = ")[0].split(" — ")[0] for line in lines] == [
        "vo-callcenter: bad.toml: source",
        "vo-callcenter: bad.toml: zone",
        "vo-callcenter: bad.toml: lead_subjects",
    ]
    assert "leboncoin" in lines[0]


@pytest.mark.parametrize(
    "arguments", [("test", "nowhere.eml"), ("apply", "nowhere.toml"), ("show", "Nowhere")]
)
def test_what_is_not_there_is_one_line(founded: Terminal, arguments: tuple[str, str]) -> None:
    one_line(founded("portals", *arguments, said=SECRET))
