"""A description proposed from one mail: everything the mail itself gives, readable, and mistakes in it as sentences."""

import pytest

from rules.reading.mail import Mail, read_mail
from rules.reading.portal import packaged_texts
from rules.reading.portal_draft import drafted, subject_pattern, with_mail
from rules.reading.portal_file import PortalError, load_portal
from rules.words import Words
from tests.services.mails import mail

FR, EN = Words("fr"), Words("en")
TEXT = """Bonjour,
Acheteur intéressé : Zoé Martin
Tél : 06 39 98 44 10
Ligne directe : 02 61 91 44 10
Courrier : zoe.martin@example.org
Votre message : Bonjour
Je vous écris pour une chose très simple : la garantie
"""


def mail_of(text: str = TEXT, subject: str = "Acheteur pour « 208 » n° 8841", sender: str = "") -> Mail:
    return read_mail(mail(text, sender=sender or "robot@autobourse.example.com", subject=subject))


def test_every_label_of_the_mail_stands_under_its_field_and_unknown_ones_as_remarks() -> None:
    text = drafted(mail_of(), FR)
    portal = load_portal("", text)
    assert portal.labels["phone"] == ("Tél",)
    assert '# … = ["Ligne directe"]' in text, "a second number may be the portal's"
    assert portal.labels["email"] == ("Courrier",)
    assert '# … = ["Acheteur intéressé"]' in text
    assert "très simple" not in text, "a sentence is no label"
    assert portal.keeps_others, "what has no field is kept beside the message"


@pytest.mark.parametrize(("words", "said"), [(FR, "# Les champs : title"), (EN, "# The fields: title")])
def test_it_says_in_the_users_language_which_fields_there_are_and_how_they_are_written(
    words: Words, said: str
) -> None:
    text = drafted(mail_of(), words)
    assert said in text
    for example in ('full_name = ["', "full_name = ['"):
        [line] = [line for line in text.splitlines() if line.startswith("#") and example in line]
        assert load_portal("", text.replace("[labels]", "[labels]\n", 1)), line


def test_words_of_a_subject_are_joined_by_blanks_as_they_are_read() -> None:
    assert subject_pattern("Demande de M. Dupont (x)") == r"^Demande de M\. Dupont \(x\)"
    assert subject_pattern("Un acheteur pour « 208 » n° 12") == "^Un acheteur pour.{0,120}n°"


def test_a_subject_written_otherwise_is_found_all_the_same() -> None:
    pattern = subject_pattern("Un\xa0acheteur pour vous")
    assert pattern == r"^Un\s{1,3}acheteur\s{1,3}pour\s{1,3}vous"


def test_a_description_that_exists_gets_the_subject_it_lacks_and_the_labels_as_remarks_once() -> None:
    packaged = packaged_texts()["La Centrale"]
    text = with_mail(packaged, mail_of(sender="x@lacentrale.fr"), FR)
    assert "'^Acheteur pour.{0,120}n°'" in load_portal("", text).lead_subjects[0].join("''")
    assert text.count('# … = ["Acheteur intéressé"]') == 1
    assert with_mail(text, mail_of(sender="x@lacentrale.fr"), FR) == text


def test_who_writes_from_a_public_mailbox_is_known_by_the_whole_address() -> None:
    text = drafted(mail_of(sender="petites.annonces@gmail.com"), FR)
    assert load_portal("", text).sender_patterns == (r"^petites\.annonces@gmail\.com$",)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("name = ", 1, "value"),
        ("\nname = nom", 2, "value"),
        ("name = 'a", 1, "open"),
        ("\nlead = ['a',\n'b'\n", 2, "open"),
        ("a = 1\na = 2\n", 2, "twice"),
        ('a = "\\s"', 1, "backslash"),
        ("[labels]\nnom de = 'x'", 2, "equals"),
        ("a = 1 b", 1, "other"),
    ],
)
def test_what_is_no_toml_is_a_sentence_with_its_line(text: str, line: int, code: str) -> None:
    with pytest.raises(PortalError) as caught:
        load_portal("", text)
    [problem] = caught.value.problems
    assert (problem.code, problem.params["line"]) == (f"portal_toml_{code}", line)
    assert f"ligne {line} : " in problem.text(FR)
    assert f"line {line}: " in problem.text(EN)
