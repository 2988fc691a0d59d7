"""``templates``: the messages of the group."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rules.refusal import Refusal
from rules.values.message import TemplateChoice
from rules.vocabulary import Channel
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json, say_table
from vo_callcenter.cli.workplace import acting, open_office

_SUBJECT = "Subject:"


def list_templates(choices: Choices, *, as_json: bool) -> int:
    from vo_callcenter.services.templates import TemplateService

    templates = TemplateService(open_office(choices)).listed()
    if as_json:
        say_json(templates)
        return 0
    words = choices.words
    rows = [(each.id, each.code, each.lang, each.channel, each.purpose, each.name) for each in templates]
    names = ("id", "code", "lang", "channel", "purpose", "name")
    say_table([words(f"cli.column_{name}") for name in names], rows)
    return 0


def show_template(choices: Choices, template_id: int, *, as_json: bool) -> int:
    """The template as ``edit`` takes it: a line ``Subject:``, an empty line, the text; an SMS is its text alone."""
    from vo_callcenter.services.templates import TemplateService

    template = TemplateService(open_office(choices)).one(template_id)
    if as_json:
        say_json(template)
    else:
        say(_written(template))
    return 0


def edit_template(choices: Choices, who: str | None, template_id: int, file: Path | None) -> int:
    """A new version, from a file (``-``: standard input) or from the editor; unchanged text makes none."""
    from vo_callcenter.services.templates import TemplateService

    office, words = open_office(choices), choices.words
    templates = TemplateService(office)
    template = templates.one(template_id)
    before = _written(template)
    text = _edited(before) if file is None else _read(file)
    if text.strip() == before.strip():
        say(words("cli.template_unchanged"))
        return 0
    subject, body = _taken_apart(text) if template.channel is Channel.EMAIL else ("", text)
    templates.edit(acting(office, who, words), template_id, subject, body.strip("\n"))
    say(words("cli.template_kept", name=template.name))
    return 0


def _written(template: TemplateChoice) -> str:
    return (
        f"{_SUBJECT} {template.subject}\n\n{template.body}"
        if template.channel is Channel.EMAIL
        else template.body
    )


def _taken_apart(text: str) -> tuple[str, str]:
    first, _, body = text.lstrip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise Refusal("template_without_subject")
    return first.removeprefix(_SUBJECT).strip(), body


def _edited(text: str) -> str:
    """What comes back from the editor that VISUAL or EDITOR names."""
    if not sys.stdin.isatty():
        raise Refusal("no_terminal")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.txt"
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(file)], check=True)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise Refusal("editor_failed", detail=f"{editor}: {error}") from error
        return _read(file)


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal("file_unreadable", name=str(file), detail=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise Refusal("file_unreadable", name=str(file), detail="UTF-8") from error
