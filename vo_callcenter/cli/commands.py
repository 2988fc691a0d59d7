"""Every command, declared in one place; what each does is in the file of its subject, loaded when it runs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from vo_callcenter.cli import quick
from vo_callcenter.cli.choices import Choices, read_choices
from vo_callcenter.cli.parser_words import run_parsed

_choices = Choices()
"""What was said of store and language; set once, before the parser runs."""


def run_command(arguments: Sequence[str]) -> int:
    """Parse and carry out one command; returns its exit code."""
    global _choices
    rest, _choices = read_choices(arguments)
    app = _declare(_choices)

    def act() -> int:
        try:
            return run_parsed(app, rest, _choices.words)
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1

    return quick.carried_out(_choices, act)


def _leave(code: object, **_: object) -> None:
    """A command returns its exit code."""
    raise typer.Exit(code if isinstance(code, int) else 0)


def _declare(choices: Choices) -> typer.Typer:
    """The application with its help in the language of ``choices``."""
    w = choices.words
    settings: dict[str, Any] = {"no_args_is_help": True, "add_completion": False, "rich_markup_mode": None}
    app = typer.Typer(
        help=w("cli.help"),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        result_callback=_leave,
    )
    as_json = Annotated[bool, typer.Option("--json", help=w("cli.help_json"))]
    as_who = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=w("cli.help_as"))]
    lead = Annotated[int, typer.Argument(metavar="ID", help=w("cli.help_lead_id"))]

    @app.callback(invoke_without_command=True)
    def everywhere(
        context: typer.Context,
        store: Annotated[str | None, typer.Option(metavar="URL", help=w("cli.help_store"))] = None,
        lang: Annotated[str | None, typer.Option(metavar="fr|en", help=w("cli.help_lang"))] = None,
    ) -> int | None:
        if lang is not None:
            raise typer.BadParameter(lang, param_hint="--lang")
        if context.invoked_subcommand is None:
            return quick.start_console(choices, None)
        return None

    @app.command(help=w("cli.help_console"))
    def console(who: as_who = None) -> int:
        return quick.start_console(choices, who)

    @app.command(help=w("cli.help_demo"))
    def demo(
        role: Annotated[
            Literal["operator", "salesperson", "manager", "administrator"] | None,
            typer.Option("--as", help=w("cli.help_demo_as")),
        ] = None,
        seed: Annotated[int, typer.Option(help=w("cli.help_seed"))] = 1,
        speed: Annotated[float, typer.Option(min=0.1, help=w("cli.help_speed"))] = 1.0,
        open_leads: Annotated[int | None, typer.Option("--open", min=0, help=w("cli.help_open"))] = None,
        past_leads: Annotated[int | None, typer.Option("--past", min=0, help=w("cli.help_past"))] = None,
        still: Annotated[bool, typer.Option("--still", help=w("cli.help_still"))] = False,
    ) -> int:
        return quick.start_demo(choices, quick.DemoOptions(role, seed, speed, open_leads, past_leads, still))

    @app.command(help=w("cli.help_engine"))
    def engine() -> int:
        from vo_callcenter.cli.engine_command import run_engine

        return run_engine(choices)

    @app.command(help=w("cli.help_intake"))
    def intake(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=w("cli.help_files"))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=w("cli.help_dry_run"))] = False,
        mapping: Annotated[
            list[str] | None,
            typer.Option("--mapping", metavar="NAME|COL=FIELD", help=w("imports.help_mapping")),
        ] = None,
        mapping_as_stock: Annotated[list[str] | None, typer.Option("--map", hidden=True)] = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.intake_command import take_files

        named = [*(mapping or ()), *(mapping_as_stock or ())]
        return take_files(choices, files, dry_run=dry_run, as_json=json, mapping=named)

    @app.command(help=w("cli.help_queue"))
    def queue(
        who: as_who = None,
        lane: Annotated[str, typer.Option(help=w("cli.help_lane"))] = "all",
        limit: Annotated[int, typer.Option(min=1, help=w("cli.help_limit"))] = 50,
        plain: Annotated[bool, typer.Option("--plain", help=w("cli.help_plain"))] = False,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.queue_command import show_queue

        return show_queue(choices, who, lane, limit, plain=plain, as_json=json)

    @app.command(help=w("cli.help_doctor"))
    def doctor(json: as_json = False) -> int:
        from vo_callcenter.cli.doctor import examine

        return examine(choices, as_json=json)

    leads = typer.Typer(help=w("cli.help_lead"), **settings)
    app.add_typer(leads, name="lead")

    @leads.command("show", help=w("cli.help_lead_show"))
    def lead_show(lead_id: lead, who: as_who = None, json: as_json = False) -> int:
        from vo_callcenter.cli.lead_commands import show_lead

        return show_lead(choices, who, lead_id, as_json=json)

    @leads.command("events", help=w("cli.help_lead_events"))
    def lead_events(lead_id: lead, who: as_who = None, json: as_json = False) -> int:
        from vo_callcenter.cli.lead_commands import show_events

        return show_events(choices, who, lead_id, as_json=json)

    @leads.command("explain", help=w("cli.help_lead_explain"))
    def lead_explain(lead_id: lead, who: as_who = None, json: as_json = False) -> int:
        from vo_callcenter.cli.lead_commands import explain_lead

        return explain_lead(choices, who, lead_id, as_json=json)

    @leads.command("merge", help=w("cli.help_lead_merge"))
    def lead_merge(
        lead_id: lead,
        other: Annotated[int, typer.Argument(metavar="OTHER", help=w("cli.help_lead_other"))],
        preview: Annotated[bool, typer.Option("--preview", help=w("cli.help_lead_preview"))] = False,
        who: as_who = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.merge_commands import merge_leads

        return merge_leads(choices, who, lead_id, other, only_preview=preview, as_json=json)

    @leads.command("split", help=w("cli.help_lead_split"))
    def lead_split(lead_id: lead, who: as_who = None, json: as_json = False) -> int:
        from vo_callcenter.cli.merge_commands import split_leads

        return split_leads(choices, who, lead_id, as_json=json)

    rules = typer.Typer(help=w("cli.help_rules"), **settings)
    app.add_typer(rules, name="rules")

    @rules.command("show", help=w("cli.help_rules_show"))
    def rules_show(
        section: Annotated[str | None, typer.Argument(metavar="SECTION")] = None,
        preset: Annotated[str | None, typer.Option(metavar="a|b|c|d", help=w("cli.help_preset"))] = None,
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.rules_commands import show_rules

        return show_rules(choices, section, preset, as_json=json)

    @rules.command("check", help=w("cli.help_rules_check"))
    def rules_check(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
        preset: Annotated[str, typer.Option(metavar="a|b|c|d", help=w("cli.help_preset"))] = "b",
        json: as_json = False,
    ) -> int:
        from vo_callcenter.cli.rules_commands import check_rules

        return check_rules(choices, files, preset, as_json=json)

    @rules.command("apply", help=w("cli.help_rules_apply"))
    def rules_apply(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
        preset: Annotated[str, typer.Option(metavar="a|b|c|d", help=w("cli.help_preset"))] = "b",
        start: Annotated[
            datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=w("cli.help_from"))
        ] = None,
        who: as_who = None,
    ) -> int:
        from vo_callcenter.cli.rules_commands import apply_rules

        return apply_rules(choices, who, files, preset, start.date() if start else None)

    @rules.command("explain", help=w("cli.help_rules_explain"))
    def rules_explain(lead_id: lead, who: as_who = None, json: as_json = False) -> int:
        from vo_callcenter.cli.rules_commands import explain_rules

        return explain_rules(choices, who, lead_id, as_json=json)

    from vo_callcenter.cli.group_declared import declare_group
    from vo_callcenter.cli.mailboxes_declared import declare_mailboxes
    from vo_callcenter.cli.portals_declared import declare_portals
    from vo_callcenter.cli.store_declared import declare_store
    from vo_callcenter.cli.webhooks_declared import declare_webhooks

    declare_group(app, choices, settings)
    declare_mailboxes(app, choices, settings)
    declare_portals(app, choices, settings)
    declare_store(app, choices, settings)
    declare_webhooks(app, choices, settings)
    return app
