"""The commands about sources that call over HTTP, declared."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import Source
from vo_callcenter.cli.choices import Choices


class Without(StrEnum):
    """What a source can do without; the value is the word of the option, ``field`` that of ``Webhook``."""

    SITE = "site"
    SOURCE = "source"

    @property
    def field(self) -> str:
        return "site_id" if self is Without.SITE else self.value


def declare_webhooks(app: typer.Typer, choices: Choices, settings: dict[str, Any]) -> None:
    """Add ``webhooks`` to the application."""
    w = choices.words
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    as_who = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=w("cli.help_as"))]
    named = Annotated[str, typer.Argument(metavar="NAME")]
    webhooks = typer.Typer(help=w("webhooks.help"), **settings)
    app.add_typer(webhooks, name="webhooks")

    @webhooks.command("list", help=w("webhooks.help_list"))
    def webhooks_list(json: as_json = False) -> int:
        from vo_callcenter.cli.webhook_commands import list_webhooks

        return list_webhooks(choices, as_json=json)

    @webhooks.command("add", help=w("webhooks.help_add"))
    def webhooks_add(
        name: Annotated[str, typer.Argument(metavar="NAME", help=w("webhooks.help_name"))],
        kind: Annotated[WebhookKind, typer.Option(help=w("webhooks.help_kind"))] = WebhookKind.LEADS,
        site: Annotated[str | None, typer.Option(help=w("webhooks.help_site"))] = None,
        source: Annotated[Source | None, typer.Option(help=w("webhooks.help_source"))] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.webhook_commands import add_webhook

        return add_webhook(choices, who, Webhook(name, kind, source=source), site)

    @webhooks.command("edit", help=w("webhooks.help_edit"))
    def webhooks_edit(
        name: named,
        site: Annotated[str | None, typer.Option(help=w("webhooks.help_site"))] = None,
        source: Annotated[Source | None, typer.Option(help=w("webhooks.help_source"))] = None,
        without: Annotated[list[Without] | None, typer.Option(help=w("webhooks.help_without"))] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.webhook_commands import edit_webhook

        taken_away: dict[str, Any] = {each.field: None for each in without or ()}
        given = {**taken_away, **({"source": source} if source else {})}
        return edit_webhook(choices, who, name, given, site)

    @webhooks.command("pause", help=w("webhooks.help_pause"))
    def webhooks_pause(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.webhook_commands import pause_webhook

        return pause_webhook(choices, who, name)

    @webhooks.command("resume", help=w("webhooks.help_resume"))
    def webhooks_resume(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.webhook_commands import resume_webhook

        return resume_webhook(choices, who, name)

    @webhooks.command("remove", help=w("webhooks.help_remove"))
    def webhooks_remove(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.webhook_commands import remove_webhook

        return remove_webhook(choices, who, name)
