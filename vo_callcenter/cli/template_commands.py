"""``templates``: the messages of the group."""

from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say_json, say_table
from vo_callcenter.cli.workplace import open_office


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
