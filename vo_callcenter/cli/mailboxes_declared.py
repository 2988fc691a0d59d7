"""The commands about mailboxes, declared."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from rules.values.mailbox import AfterReading, Mailbox, Security, usual_port
from rules.vocabulary import Source
from vo_callcenter.cli.choices import Choices


class Without(StrEnum):
    """What a mailbox can do without; the value is the word of the option, ``field`` that of ``Mailbox``."""

    SITE = "site"
    SOURCE = "source"
    SINCE = "since"

    @property
    def field(self) -> str:
        return "site_id" if self is Without.SITE else self.value


def declare_mailboxes(app: typer.Typer, choices: Choices, settings: dict[str, Any]) -> None:
    """Add ``mailboxes`` to the application."""
    w = choices.words
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    as_who = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=w("cli.help_as"))]
    named = Annotated[str, typer.Argument(metavar="NAME")]
    mailboxes = typer.Typer(help=w("mailboxes.help"), **settings)
    app.add_typer(mailboxes, name="mailboxes")

    @mailboxes.command("list", help=w("mailboxes.help_list"))
    def mailboxes_list(json: as_json = False) -> int:
        from vo_callcenter.cli.mailbox_commands import list_mailboxes

        return list_mailboxes(choices, as_json=json)

    @mailboxes.command("add", help=w("mailboxes.help_add"))
    def mailboxes_add(
        name: Annotated[str, typer.Argument(metavar="NAME", help=w("mailboxes.help_name"))],
        host: Annotated[str, typer.Argument(metavar="HOST")],
        user: Annotated[str, typer.Argument(metavar="USER")],
        security: Annotated[Security, typer.Option(help=w("mailboxes.help_security"))] = Security.TLS,
        port: Annotated[int | None, typer.Option(min=1, max=65535, help=w("mailboxes.help_port"))] = None,
        folder: Annotated[str, typer.Option(help=w("mailboxes.help_folder"))] = "INBOX",
        site: Annotated[str | None, typer.Option(help=w("mailboxes.help_site"))] = None,
        source: Annotated[Source | None, typer.Option(help=w("mailboxes.help_source"))] = None,
        after: Annotated[AfterReading, typer.Option(help=w("mailboxes.help_after"))] = AfterReading.MOVE,
        handled: Annotated[str, typer.Option(metavar="FOLDER", help=w("mailboxes.help_handled"))] = "Handled",
        to_sort: Annotated[
            str, typer.Option("--to-sort", metavar="FOLDER", help=w("mailboxes.help_to_sort"))
        ] = "To sort",
        since: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help=w("mailboxes.help_since"))
        ] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.mailbox_commands import add_mailbox

        mailbox = Mailbox(
            name=name,
            host=host,
            port=port or usual_port(security),
            login=user,
            security=security,
            folder=folder,
            source=source,
            after_reading=after,
            handled_folder=handled,
            to_sort_folder=to_sort,
            since=since.date() if since else None,
        )
        return add_mailbox(choices, who, mailbox, site)

    @mailboxes.command("edit", help=w("mailboxes.help_edit"))
    def mailboxes_edit(
        name: named,
        host: Annotated[str | None, typer.Option(help=w("mailboxes.help_host"))] = None,
        user: Annotated[str | None, typer.Option(help=w("mailboxes.help_user"))] = None,
        security: Annotated[Security | None, typer.Option(help=w("mailboxes.help_security"))] = None,
        port: Annotated[int | None, typer.Option(min=1, max=65535, help=w("mailboxes.help_port"))] = None,
        folder: Annotated[str | None, typer.Option(help=w("mailboxes.help_folder"))] = None,
        site: Annotated[str | None, typer.Option(help=w("mailboxes.help_site"))] = None,
        source: Annotated[Source | None, typer.Option(help=w("mailboxes.help_source"))] = None,
        after: Annotated[AfterReading | None, typer.Option(help=w("mailboxes.help_after"))] = None,
        handled: Annotated[
            str | None, typer.Option(metavar="FOLDER", help=w("mailboxes.help_handled"))
        ] = None,
        to_sort: Annotated[
            str | None, typer.Option("--to-sort", metavar="FOLDER", help=w("mailboxes.help_to_sort"))
        ] = None,
        since: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help=w("mailboxes.help_since"))
        ] = None,
        without: Annotated[
            list[Without] | None,
            typer.Option(help=w("mailboxes.help_without")),
        ] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.mailbox_commands import edit_mailbox

        given = {
            "host": host,
            "login": user,
            "security": security,
            "port": port,
            "folder": folder,
            "source": source,
            "after_reading": after,
            "handled_folder": handled,
            "to_sort_folder": to_sort,
            "since": since.date() if since else None,
        }
        changes: dict[str, Any] = {each.field: None for each in without or ()}
        changes |= {field: value for field, value in given.items() if value is not None}
        return edit_mailbox(choices, who, name, changes, site)

    @mailboxes.command("remove", help=w("mailboxes.help_remove"))
    def mailboxes_remove(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.mailbox_commands import remove_mailbox

        return remove_mailbox(choices, who, name)

    @mailboxes.command("test", help=w("mailboxes.help_test"))
    def mailboxes_test(name: named, json: as_json = False) -> int:
        from vo_callcenter.cli.mailbox_commands import try_mailbox

        return try_mailbox(choices, name, as_json=json)

    @mailboxes.command("pause", help=w("mailboxes.help_pause"))
    def mailboxes_pause(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.mailbox_commands import pause_mailbox

        return pause_mailbox(choices, who, name)

    @mailboxes.command("resume", help=w("mailboxes.help_resume"))
    def mailboxes_resume(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.mailbox_commands import resume_mailbox

        return resume_mailbox(choices, who, name)
