"""The commands about descriptions of portals, declared."""

from pathlib import Path
from typing import Annotated, Any

import typer

from vo_callcenter.cli.choices import Choices


def declare_portals(app: typer.Typer, choices: Choices, settings: dict[str, Any]) -> None:
    """Add ``portals`` to the application."""
    w = choices.words
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    as_who = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=w("cli.help_as"))]
    named = Annotated[str, typer.Argument(metavar="NAME")]
    portals = typer.Typer(help=w("portals.help"), **settings)
    app.add_typer(portals, name="portals")

    @portals.command("list", help=w("portals.help_list"))
    def portals_list(json: as_json = False) -> int:
        from vo_callcenter.cli.portal_commands import list_portals

        return list_portals(choices, as_json=json)

    @portals.command("show", help=w("portals.help_show"))
    def portals_show(
        name: named,
        version: Annotated[int | None, typer.Option(min=0, help=w("portals.help_version"))] = None,
        versions: Annotated[bool, typer.Option("--versions", help=w("portals.help_versions"))] = False,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.portal_commands import show_portal

        return show_portal(choices, name, version, versions=versions, as_json=json)

    @portals.command("test", help=w("portals.help_test"))
    def portals_test(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=w("portals.help_files"))],
        file: Annotated[
            Path | None, typer.Option("--with", metavar="FILE.toml", help=w("portals.help_with"))
        ] = None,
        expected: Annotated[
            Path | None, typer.Option("--expected", metavar="FILE.json", help=w("portals.help_expected"))
        ] = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.portal_trial import try_portals

        return try_portals(choices, files, file, expected, as_json=json)

    @portals.command("apply", help=w("portals.help_apply"))
    def portals_apply(file: Annotated[Path, typer.Argument(metavar="FILE.toml")], who: as_who = None) -> int:
        from vo_callcenter.cli.portal_commands import apply_portal

        return apply_portal(choices, who, file)

    @portals.command("reset", help=w("portals.help_reset"))
    def portals_reset(name: named, who: as_who = None) -> int:
        from vo_callcenter.cli.portal_commands import reset_portal

        return reset_portal(choices, who, name)
