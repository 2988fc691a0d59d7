"""The commands about people, sites, stock and templates, declared."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from rules.vocabulary import Role
from vo_callcenter.cli.choices import Choices

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def declare_group(app: typer.Typer, choices: Choices, settings: dict[str, Any]) -> None:
    """Add ``people``, ``sites``, ``stock`` and ``templates`` to the application."""
    w = choices.words
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    as_who = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=w("cli.help_as"))]

    people = typer.Typer(help=w("cli.help_people"), **settings)
    app.add_typer(people, name="people")

    @people.command("list", help=w("cli.help_people_list"))
    def people_list(json: as_json = False) -> int:
        from vo_callcenter.cli.people_commands import list_people

        return list_people(choices, as_json=json)

    @people.command("add", help=w("cli.help_people_add"))
    def people_add(
        login: Annotated[str, typer.Argument(metavar="LOGIN")],
        name: Annotated[str, typer.Argument(metavar="NAME")],
        role: Annotated[Role, typer.Option(help=w("cli.help_role"))],
        site: Annotated[str | None, typer.Option(help=w("cli.help_site"))] = None,
        email: Annotated[str, typer.Option(help=w("cli.help_person_email"))] = "",
        speaks: Annotated[Literal["fr", "en"], typer.Option("--speaks", help=w("cli.help_speaks"))] = "fr",
        passphrase: Annotated[bool, typer.Option("--passphrase", help=w("cli.help_passphrase"))] = False,
        who: as_who = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.people_commands import add_person

        return add_person(choices, who, login, name, role, site, email, speaks, ask=passphrase, as_json=json)

    @people.command("passphrase", help=w("cli.help_people_passphrase"))
    def people_passphrase(login: Annotated[str, typer.Argument(metavar="LOGIN")], who: as_who = None) -> int:
        from vo_callcenter.cli.people_commands import change_passphrase

        return change_passphrase(choices, who, login)

    @people.command("absence", help=w("cli.help_people_absence"))
    def people_absence(
        login: Annotated[str, typer.Argument(metavar="LOGIN")],
        start: Annotated[datetime, typer.Option("--from", formats=_MOMENTS, help=w("cli.help_absent_from"))],
        end: Annotated[datetime, typer.Option("--until", formats=_MOMENTS, help=w("cli.help_until"))],
        reason: Annotated[str, typer.Option(help=w("cli.help_absence_reason"))] = "",
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.people_commands import add_absence

        return add_absence(choices, who, login, start, end, reason)

    @people.command("deactivate", help=w("cli.help_people_deactivate"))
    def people_deactivate(login: Annotated[str, typer.Argument(metavar="LOGIN")], who: as_who = None) -> int:
        from vo_callcenter.cli.people_commands import change_activity

        return change_activity(choices, who, login, is_active=False)

    @people.command("reactivate", help=w("cli.help_people_reactivate"))
    def people_reactivate(login: Annotated[str, typer.Argument(metavar="LOGIN")], who: as_who = None) -> int:
        from vo_callcenter.cli.people_commands import change_activity

        return change_activity(choices, who, login, is_active=True)

    sites = typer.Typer(help=w("cli.help_sites"), **settings)
    app.add_typer(sites, name="sites")

    @sites.command("list", help=w("cli.help_sites_list"))
    def sites_list(json: as_json = False) -> int:
        from vo_callcenter.cli.site_commands import list_sites

        return list_sites(choices, as_json=json)

    @sites.command("add", help=w("cli.help_sites_add"))
    def sites_add(
        name: Annotated[str, typer.Argument(metavar="NAME")],
        hours: Annotated[str, typer.Option(help=w("cli.help_hours"))] = "",
        postcode: Annotated[str, typer.Option(help=w("cli.help_site_postcode"))] = "",
        city: Annotated[str, typer.Option(help=w("cli.help_site_city"))] = "",
        region: Annotated[str, typer.Option(help=w("cli.help_site_region"))] = "",
        phone: Annotated[str, typer.Option(help=w("cli.help_site_phone"))] = "",
        email: Annotated[str, typer.Option(help=w("cli.help_site_email"))] = "",
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.site_commands import add_site

        return add_site(choices, who, name, hours, postcode, city, region, phone, email)

    @sites.command("hours", help=w("cli.help_sites_hours"))
    def sites_hours(
        site: Annotated[str, typer.Argument(metavar="SITE|center")],
        hours: Annotated[str, typer.Argument(metavar="HOURS", help=w("cli.help_hours"))],
        start: Annotated[
            datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=w("cli.help_hours_from"))
        ] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.site_commands import change_hours

        return change_hours(choices, who, site, hours, start.date() if start else None)

    @sites.command("email", help=w("cli.help_sites_email"))
    def sites_email(
        site: Annotated[str, typer.Argument(metavar="SITE")],
        email: Annotated[str, typer.Argument(metavar="ADDRESS", help=w("cli.help_site_email"))],
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.site_commands import change_email

        return change_email(choices, who, site, email)

    stock = typer.Typer(help=w("cli.help_stock"), **settings)
    app.add_typer(stock, name="stock")

    @stock.command("import", help=w("stock.help_import"))
    def stock_import(
        file: Annotated[Path, typer.Argument(metavar="FILE")],
        mapping: Annotated[
            list[str] | None, typer.Option("--mapping", metavar="COLUMN=FIELD", help=w("stock.help_map"))
        ] = None,
        mapping_before: Annotated[list[str] | None, typer.Option("--map", hidden=True)] = None,
        full: Annotated[bool, typer.Option("--full", help=w("stock.help_full"))] = False,
        accept_gone: Annotated[bool, typer.Option("--accept-gone", help=w("stock.help_accept_gone"))] = False,
        site: Annotated[str, typer.Option(help=w("stock.help_site"))] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help=w("stock.help_dry_run"))] = False,
        who: as_who = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.stock_commands import import_stock, order_of

        named = [*(mapping or ()), *(mapping_before or ())]
        order = order_of(named, site, is_full=full, accepts_gone=accept_gone, is_dry_run=dry_run)
        return import_stock(choices, who, file, order, as_json=json)

    @stock.command("list", help=w("stock.help_list"))
    def stock_list(
        text: Annotated[str, typer.Argument(metavar="TEXT")] = "",
        limit: Annotated[int, typer.Option(min=1, help=w("cli.help_limit"))] = 50,
        near: Annotated[str, typer.Option(metavar="POSTCODE", help=w("stock.help_near"))] = "",
        whole_book: Annotated[bool, typer.Option("--all", help=w("stock.help_all"))] = False,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.stock_commands import list_stock

        return list_stock(choices, text, limit, near, whole_book=whole_book, as_json=json)

    templates = typer.Typer(help=w("cli.help_templates"), **settings)
    app.add_typer(templates, name="templates")

    @templates.command("list", help=w("cli.help_templates_list"))
    def templates_list(json: as_json = False) -> int:
        from vo_callcenter.cli.template_commands import list_templates

        return list_templates(choices, as_json=json)

    template = Annotated[int, typer.Argument(metavar="ID", help=w("cli.help_template_id"))]

    @templates.command("show", help=w("cli.help_templates_show"))
    def templates_show(template_id: template, json: as_json = False) -> int:
        from vo_callcenter.cli.template_commands import show_template

        return show_template(choices, template_id, as_json=json)

    @templates.command("edit", help=w("cli.help_templates_edit"))
    def templates_edit(
        template_id: template,
        file: Annotated[Path | None, typer.Argument(metavar="FILE", help=w("cli.help_template_file"))] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.template_commands import edit_template

        return edit_template(choices, who, template_id, file)
