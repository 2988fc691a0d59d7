"""Every screen of the real console over the real services, full of hostile names, messages and cars."""

import os
import random
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from textual.pilot import Pilot
from textual.widgets import Input

from data.schema import migrate
from data.store import Store
from data.tables import LeadRow, RawInputRow, SiteRow, StaffRow, TouchRow
from rules.values.staff import Actor
from rules.vocabulary import Channel, TaskKind
from screens.app import ConsoleApp
from screens.console_screen import ConsoleScreen
from tests.hostile import arriving
from tests.hostile.strings import EVALUATED, FAMILIES, HOSTILE
from tests.screens.console import screen_text, settle
from tests.services.builders import Wall
from tests.services.center import Center
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.sign_in import actor_of
from vo_callcenter.services.store_check import check
from vo_callcenter.services.templates import TemplateService

IS_PROOF = os.environ.get("VO_PROOF") == "1"
pytestmark = [pytest.mark.lengthened, pytest.mark.timeout(3600 if IS_PROOF else 400)]
DRAWERS = ("a", "e", "s", "f", "o", "p", "r", "x")
OPENED = len(HOSTILE) if IS_PROOF else len(DRAWERS)
"""Leads opened one by one; the lists show all of them in any case."""
WAYS = (("eml", arriving.mail), ("xml", arriving.adf), ("csv", arriving.sheet))
SIZES = [(160, 45), (80, 24)]
ACTING = frozenset("LRE RLE PDF LRO RLO LRI RLI FSI PDI BN".split())


@dataclass(frozen=True, slots=True)
class Flooded:
    """A store into which every hostile text has come, by the paths by which leads come."""

    path: Path
    sent: dict[str, bytes]
    """What was taken in, by its name."""


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Flooded:
    path = tmp_path_factory.mktemp("hostile") / "store.db"
    store = Store(str(path))
    migrate(store)
    center = Center(store)
    TemplateService(center.office).install()
    application = Application(store, center.wall)
    sent: dict[str, bytes] = {}
    for number, text in enumerate(HOSTILE):
        kind, way = WAYS[number % len(WAYS)]
        name = f"hostile{number}.{kind}"
        sent[name] = way(number, text)
        application.intake.take_bytes(sent[name], name)
    _work_on_some(center)
    _name_people_and_places(center)
    store.dispose()
    return Flooded(path, sent)


def _storable(text: str) -> str:
    """What no file could bring, since no encoding of text has it, is not written by hand either."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _work_on_some(center: Center) -> None:
    """Leads on every desk: offered, accepted, relaunched, written to, noted, asked about."""
    for texts in FAMILIES.values():
        said = _storable(texts[0])
        mine = center.accepted("louis", last_name=said[:200], text=said)
        at = center.wall.at.replace(hour=15)
        center.relaunch.plan(center.who("louis"), mine, at, TaskKind.RELAUNCH, Channel.PHONE, said[:200])
        center.conversation.note(center.who("louis"), mine, said[:4_000])
        center.conversation.open_question(center.who("louis"), mine, said[:400])
    for text in HOSTILE[:3]:
        center.offered("louis", last_name=_storable(text)[:200], text=_storable(text))


def _name_people_and_places(center: Center) -> None:
    with center.store.writing() as session:
        for staff, text in zip(session.exec(select(StaffRow)).all(), HOSTILE[20:], strict=False):
            staff.name = _storable(text)[:80]
        for site, text in zip(session.exec(select(SiteRow)).all(), HOSTILE, strict=False):
            site.name = site.city = _storable(text)[:80]


def acts(text: str) -> list[str]:
    """The characters of ``text`` that could act on the terminal or on the order of reading."""
    return [
        f"{character!r} in …{text[max(0, at - 20) : at + 20]!r}"
        for at, character in enumerate(text)
        if character != "\n"
        and (
            unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
            or unicodedata.bidirectional(character) in ACTING
        )
    ]


def assert_harmless(pilot: Pilot[None]) -> str:
    shown = screen_text(pilot)
    assert acts(shown) == []
    assert EVALUATED not in shown.replace(" ", "")
    return shown


async def visit(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return assert_harmless(pilot)


@dataclass(frozen=True, slots=True)
class House:
    """The flooded store, open."""

    application: Application
    wall: Wall

    def actor(self, login: str) -> Actor:
        with self.application.store.reading() as session:
            staff = session.exec(select(StaffRow).where(StaffRow.login == login)).one()
            return actor_of(self.application.office, session, staff)

    def leads(self, *clauses: Any) -> list[int]:
        with self.application.store.reading() as session:
            found = session.exec(select(LeadRow.id).where(*clauses).order_by(col(LeadRow.id))).all()
            return [each for each in found if each is not None]

    def release_all(self, login: str) -> None:
        """Give back what somebody has taken, so that they may take more."""
        actor, desk = self.actor(login), self.application.desk
        for lead in self.leads(LeadRow.owner_id == actor.id):
            desk.release(actor, lead)

    @asynccontextmanager
    async def seat(self, login: str, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
        """The console with somebody before it, its first screen looked at."""
        actor = self.actor(login)
        app = ConsoleApp(lambda: self.application, lambda _: actor, now=self.wall)
        async with app.run_test(size=size) as pilot:
            while not isinstance(app.screen, ConsoleScreen):
                await pilot.pause(0.02)
            await settle(pilot)
            assert_harmless(pilot)
            yield pilot
            assert app.return_code is None  # it is still running


@pytest.fixture
def house(flooded: Flooded, tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "store.db"
    shutil.copy(flooded.path, path)
    wall = Wall()
    application = Application(Store(str(path)), wall)
    yield House(application, wall)
    assert check(application.office) == []
    application.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_queue_and_the_lists_show_all_of_it(house: House, size: tuple[int, int]) -> None:
    async with house.seat("camille", size) as pilot:
        await visit(pilot, "7", "home")
        for _ in range(len(house.leads()) // (size[1] - 8) + 1):
            await visit(pilot, "pagedown")
        for letter in "aobk":
            await visit(pilot, "g", letter)
            for _ in range(2):
                await visit(pilot, "pagedown")
            await visit(pilot, "home", "enter")
            await visit(pilot, "escape")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_lead_and_its_drawers_show_it(house: House, size: tuple[int, int]) -> None:
    leads = house.leads(LeadRow.owner_id == None)  # noqa: E711 - SQL
    chosen = leads if IS_PROOF else random.Random(2).sample(leads, OPENED)
    async with house.seat("camille", size) as pilot:
        for place, lead in enumerate(chosen):
            house.release_all("camille")
            pilot.app.open_lead(lead, "take")  # type: ignore[attr-defined] # the console's
            await settle(pilot)
            assert_harmless(pilot)
            for key in DRAWERS if IS_PROOF else DRAWERS[place : place + 1]:
                await visit(pilot, key)
                if key in "es":
                    await visit(pilot, "enter")
                await visit(pilot, "escape")
            while len(pilot.app.screen_stack) > 2:
                await visit(pilot, "escape")


@pytest.mark.parametrize("login", ["louis", "anne", "ada"])
async def test_desk_supervision_and_people_show_it(house: House, login: str) -> None:
    async with house.seat(login, SIZES[0]) as pilot:
        for _ in range(4):
            await visit(pilot, "pagedown")
        await visit(pilot, "home", "enter")
        await visit(pilot, "escape")
        for letter in "dvpoab":
            await visit(pilot, "g", letter)
            await visit(pilot, "down", "down")
        await visit(pilot, "question_mark")


async def test_searching_for_it_finds_without_harm(house: House) -> None:
    async with house.seat("camille", SIZES[0]) as pilot:
        for text in HOSTILE if IS_PROOF else [family[0] for family in FAMILIES.values()]:
            await visit(pilot, "slash")
            pilot.app.screen.query_one(Input).value = text[:500]
            await settle(pilot)
            assert_harmless(pilot)
            await visit(pilot, "escape")


def test_what_came_is_kept_as_it_came(flooded: Flooded, house: House) -> None:
    with house.application.store.reading() as session:
        kept = {row.name: row.content for row in session.exec(select(RawInputRow)).all() if row.part == 0}
        texts = "".join(session.exec(select(TouchRow.text)).all())
    assert {name: kept.get(name) for name in flooded.sent} == flooded.sent
    assert "{{1337*1337}}" in texts
    assert "[/b][/][/bold]" in texts
    assert "\x1b[2J\x1b[H" in texts
    assert EVALUATED not in texts
