"""Supervision: figures one can open, leads one can give to somebody else."""

import pytest

from rules.vocabulary import Clock, Source
from screens.asks import Changed
from screens.supervision.drilled_screen import LeadsScreen, RunsScreen
from screens.supervision.hour_chart import HourChart
from screens.supervision.supervision_screen import SupervisionScreen
from tests.screens.busy_day import busy_services
from tests.screens.console import open_console, screen_text, settle, status_text
from tests.screens.lead_pilot import until
from tests.screens.showroom import MANAGER


async def test_a_manager_starts_on_the_tiles_each_with_the_period_before() -> None:
    async with open_console(busy_services(), MANAGER) as pilot:
        assert isinstance(pilot.app.screen, SupervisionScreen)
        shown = screen_text(pilot)
        for part in (
            "Premier contact · aujourd’hui · tous mes sites",
            "hier : 4 min",
            "91 %",
            "■ 2",
            "Par source",
        ):
            assert part in shown


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("enter",), (Clock.FIRST_RESPONSE, None, False, None, None, None)),
        (("right", "right", "enter"), (Clock.FIRST_RESPONSE, None, True, None, None, None)),
        (("f6", "down", "enter"), (Clock.NEXT_RESPONSE, None, False, None, None, None)),
        (("f6", "f6", "left", "left", "enter"), (Clock.FIRST_RESPONSE, None, False, None, None, 11)),
        (("f6", "f6", "f6", "enter"), (Clock.FIRST_RESPONSE, None, False, None, Source.LEBONCOIN, None)),
        (("s", "f6", "enter"), (Clock.FIRST_RESPONSE, None, False, 1, None, None)),
    ],
)
async def test_enter_on_a_figure_opens_what_it_is_made_of(
    keys: tuple[str, ...], asked: tuple[object, ...]
) -> None:
    services = busy_services()
    async with open_console(services, MANAGER) as pilot:
        for key in keys:
            await pilot.press(key)
        await settle(pilot)
        assert isinstance(pilot.app.screen, RunsScreen)
        drilled = [call for call in services.floor.calls if call[0] == "drill"]
        assert drilled[-1] == ("drill", 1, *asked)
        await pilot.press("enter")
        await settle(pilot)
        assert ("card", 1) in services.floor.calls


async def test_counts_open_the_leads_they_count_and_escape_comes_back() -> None:
    async with open_console(busy_services(), MANAGER) as pilot:
        await pilot.press("w")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LeadsScreen)
        assert "Sans prochaine action" in screen_text(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "Par source" in screen_text(pilot)


async def test_the_period_changes_with_one_key() -> None:
    services = busy_services()
    async with open_console(services, MANAGER) as pilot:
        await pilot.press("p")
        await settle(pilot)
        assert ("figures", 7, None) in services.floor.calls
        assert "7 jours" in screen_text(pilot)


async def test_a_lead_at_risk_is_given_to_somebody_else() -> None:
    services = busy_services()
    async with open_console(services, MANAGER) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert "reassign" not in services.floor.names()
        pilot.app.screen.query_one("#risk").focus()
        await pilot.press("r")
        await settle(pilot)
        await pilot.press(*"haddad", "enter")
        await settle(pilot)
        assert ("reassign", 1, 2) in services.floor.calls
        assert "DUPONT Jean est maintenant à Karim Haddad" in status_text(pilot)


async def test_many_changes_are_read_once_in_five_seconds() -> None:
    services = busy_services()
    async with open_console(services, MANAGER) as pilot:
        before = services.floor.names().count("figures")
        for number in range(20):
            services.floor.changes.append(Changed("lead", frozenset({number})))
            await pilot.pause(0.02)
        await settle(pilot)
        assert services.floor.names().count("figures") <= before + 1


async def test_the_chart_draws_a_bar_for_each_hour() -> None:
    async with open_console(busy_services(), MANAGER) as pilot:
        chart = pilot.app.screen.query_one(HourChart)
        text = "\n".join("".join(piece for piece, _ in line) for line in chart.lines())
        assert "█" in text
        assert "13h" in text


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "fr"), ((80, 24), "en"), ((160, 45), "en")])
async def test_hostile_names_are_shown_as_text(size: tuple[int, int], lang: str) -> None:
    async with open_console(busy_services(), MANAGER, size=size, lang=lang) as pilot:
        pilot.app.screen.query_one("#people").focus()
        await until(pilot, "[/b]O’Brien")
