"""Two enquiries made one by command, and taken apart again."""

import json
from pathlib import Path

from tests.cli.test_commands import SECRET, Terminal
from tests.services.mails import adf

GROUP = (
    "--group",
    "Groupe Mercier",
    "--site",
    "Lyon",
    "--postcode",
    "69003",
    "--name",
    "Ada Roux",
    "--login",
    "ada",
)


def test_two_enquiries_become_one_and_are_taken_apart_again(tmp_path: Path) -> None:
    run = Terminal(tmp_path)
    assert run("store", "init", *GROUP, said=SECRET).returncode == 0
    (tmp_path / "one.xml").write_bytes(adf())
    (tmp_path / "other.xml").write_bytes(
        adf(name="Zoé Martin", email="zoe@example.org", phone="06 39 98 00 02")
    )
    assert run("intake", "one.xml", "other.xml").returncode == 0

    def lead(*arguments: str) -> tuple[int, str, str]:
        done = run("lead", *arguments, "--as", "ada", said=SECRET)
        return done.returncode, done.stdout, done.stderr

    code, told, _ = lead("merge", "2", "1", "--preview")
    assert (code, told.splitlines()[0]) == (0, "MARTIN Zoé becomes DUPONT Jean; everything is kept.")
    code, merged, _ = lead("merge", "2", "1", "--json")
    assert (code, json.loads(merged)) == (0, {"kept": 1, "emptied": 2})
    code, split, _ = lead("split", "1", "--json")
    assert (code, json.loads(split)) == (0, {"leads": [1, 2]})
    code, _, refused = lead("split", "1")
    assert (code, refused) == (1, "vo-callcenter: Enquiry 1 is merged with no other.\n")
    assert run("store", "check").stdout == "The store is clean.\n"
