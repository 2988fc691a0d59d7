"""The commands about the store itself, declared."""

from pathlib import Path
from typing import Annotated, Any

import typer

from vo_callcenter.cli.choices import Choices


def declare_store(app: typer.Typer, choices: Choices, settings: dict[str, Any]) -> None:
    """Add ``store`` to the application."""
    w = choices.words
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    store = typer.Typer(help=w("cli.help_store_group"), **settings)
    app.add_typer(store, name="store")

    @store.command("init", help=w("cli.help_store_init"))
    def store_init(
        group: Annotated[str | None, typer.Option(help=w("cli.ask_group"))] = None,
        site: Annotated[str | None, typer.Option(help=w("cli.ask_site"))] = None,
        hours: Annotated[str | None, typer.Option(help=w("cli.help_hours"))] = None,
        email: Annotated[str | None, typer.Option(help=w("cli.help_site_email"))] = None,
        name: Annotated[str | None, typer.Option(help=w("cli.ask_name"))] = None,
        login: Annotated[str | None, typer.Option(help=w("cli.ask_login"))] = None,
        preset: Annotated[str | None, typer.Option(metavar="a|b|c|d", help=w("cli.help_preset"))] = None,
        postcode: Annotated[str, typer.Option(help=w("cli.help_postcode"))] = "",
    ) -> int:
        from vo_callcenter.cli.store_commands import init_store

        given = {
            "group": group,
            "site": site,
            "hours": hours,
            "email": email,
            "name": name,
            "login": login,
            "preset": preset,
        }
        return init_store(choices, {key: value for key, value in given.items() if value}, postcode)

    @store.command("passphrase", help=w("cli.help_store_passphrase"))
    def store_passphrase(login: Annotated[str, typer.Argument(metavar="LOGIN")]) -> int:
        from vo_callcenter.cli.store_commands import give_first_passphrase

        return give_first_passphrase(choices, login)

    @store.command("migrate", help=w("cli.help_store_migrate"))
    def store_migrate() -> int:
        from vo_callcenter.cli.store_commands import migrate_store

        return migrate_store(choices)

    @store.command("check", help=w("cli.help_store_check"))
    def store_check(json: as_json = False) -> int:
        from vo_callcenter.cli.store_commands import check_store

        return check_store(choices, as_json=json)

    @store.command("backup", help=w("cli.help_store_backup"))
    def store_backup(target: Annotated[Path | None, typer.Argument(metavar="FILE")] = None) -> int:
        from vo_callcenter.cli.store_commands import backup_store

        return backup_store(choices, target)

    @store.command("restore", help=w("cli.help_store_restore"))
    def store_restore(source: Annotated[Path, typer.Argument(metavar="FILE")]) -> int:
        from vo_callcenter.cli.store_commands import restore_store

        return restore_store(choices, source)
