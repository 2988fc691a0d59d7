"""Templates and the sender's address, from the command line."""

import json

from tests.cli.test_commands import SECRET, Terminal, founded, one_line, run

__all__ = ["founded", "run"]


def test_a_template_is_shown_edited_and_shown_again(founded: Terminal) -> None:
    number = next(
        str(each["id"])
        for each in json.loads(founded("templates", "list", "--json").stdout)
        if (each["code"], each["lang"], each["channel"]) == ("car_available", "en", "email")
    )
    shown = founded("templates", "show", number).stdout
    assert shown.startswith("Subject: ")
    edited = shown.rstrip("\n") + "\n\nSee you soon!\n"
    (founded.folder / "edited.txt").write_text(edited, encoding="utf-8")
    assert founded("templates", "edit", number, "edited.txt", "--as", "ada", said=SECRET).returncode == 0
    assert founded("templates", "show", number).stdout.strip() == edited.strip()
    again = founded("templates", "edit", number, "edited.txt", "--as", "ada", said=SECRET)
    assert again.stdout == "Nothing changed.\n"
    (founded.folder / "edited.txt").write_text("Hello", encoding="utf-8")
    assert "Subject:" in one_line(
        founded("templates", "edit", number, "edited.txt", "--as", "ada", said=SECRET)
    )


def test_a_group_without_a_sender_is_told_until_it_has_one(founded: Terminal) -> None:
    assert "e-mails will wait" in founded("doctor").stdout
    wrong = founded("sites", "email", "Lyon", "lyon\nBcc: x@y.test", "--as", "ada", said=SECRET)
    assert "is not an e-mail address" in one_line(wrong)
    assert founded("sites", "email", "Lyon", "lyon@dealer.test", "--as", "ada", said=SECRET).returncode == 0
    assert "e-mails will wait" not in founded("doctor").stdout
