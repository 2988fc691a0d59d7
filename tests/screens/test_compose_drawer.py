"""Writing an e-mail or an SMS at the keyboard."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from rules.values.contact import ChannelVerdict
from rules.values.message import Draft, Preview
from rules.values.staff import Actor
from rules.vocabulary import Channel, Purpose
from screens.lead.message_text import message_lines
from screens.safe_text import width_of
from tests.screens.console import screen_text, status_text
from tests.screens.fakes import FakeCompose, FakeServices, Floor
from tests.screens.lead_pilot import calls, open_lead, press, still, until, write
from tests.screens.lead_room import LEAD, full_card, with_card
from tests.screens.pictures import picture
from tests.screens.showroom import HOSTILE_NAMES

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}
VALUES = {"prenom": "Jean", "voiture": "Peugeot 208"}


class Resolving(FakeCompose):
    """Previews with their spans, as the real service gives them."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.odd = ""

    def preview(
        self, actor: Actor, lead_id: int, channel: Channel, template_id: int | None, subject: str, body: str
    ) -> Preview:
        self.floor.asked("preview", channel, template_id, subject, body)
        text = ""
        resolved: list[tuple[int, int]] = []
        missing: list[tuple[int, int]] = []
        rest = body
        while "{{ " in rest:
            before, _, rest = rest.partition("{{ ")
            name, _, rest = rest.partition(" }}")
            text += before
            shown = VALUES.get(name, f"{{{{ {name} }}}}")
            (resolved if name in VALUES else missing).append((len(text), len(text) + len(shown)))
            text += shown
        text += rest
        for name, value in VALUES.items():
            subject = subject.replace(f"{{{{ {name} }}}}", value)
        is_sms = channel is Channel.SMS
        return Preview(
            address="+33639981234" if is_sms else "jean.dupont@example.com",
            subject=subject,
            body=text,
            resolved=tuple(resolved),
            missing=tuple(text[start + 3 : end - 3] for start, end in missing),
            missing_spans=tuple(missing),
            verdict=ChannelVerdict(channel, Purpose.ANSWER, True, "request"),
            encoding=("UCS-2" if self.odd else "GSM-7") if is_sms else "",
            units=len(text),
            parts=1,
            odd_character=self.odd,
        )


def services(odd: str = "") -> FakeServices:
    fakes = with_card(replace(full_card(), refusals={}))
    fakes.compose = Resolving(fakes.floor)
    fakes.compose.odd = odd
    return fakes


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_an_email_from_a_template(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_lead(services=services(), size=SIZES[size], lang=lang, action="email") as (pilot, _):
        await press(pilot, "enter")
        await write(pilot, "{{ remise }} ")
        await until(pilot, "Il manque" if lang == "fr" else "Missing")
        assert await still(pilot) == picture


@pytest.mark.parametrize(
    ("action", "kind"), [("email", "email"), ("sms", "sms"), ("form", "form"), ("question", "question")]
)
async def test_a_drawer_asks_once_for_what_was_begun(action: str, kind: str) -> None:
    async with open_lead(services=services(), action=action) as (_, fakes):
        assert calls(fakes, "draft") == [(LEAD, kind)]


async def test_letters_narrow_the_templates_and_enter_takes_one() -> None:
    async with open_lead(services=services(), action="email") as (pilot, fakes):
        await write(pilot, "appele")
        await press(pilot, "enter")
        assert "Nous vous avons appelé" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        ((lead, channel, template, subject, body, at),) = calls(fakes, "send")
        assert (lead, channel, template, at) == (LEAD, Channel.EMAIL, 2, None)
        assert "{{ voiture }}" in subject
        assert "{{ prenom }}" in body
        assert "confié" in status_text(pilot)


async def test_the_preview_follows_what_is_typed() -> None:
    async with open_lead(services=services(), action="sms") as (pilot, _):
        await press(pilot, "tab")
        await write(pilot, "Bonjour {{ prenom }}")
        await until(pilot, "Bonjour Jean")
        await until(pilot, "GSM-7 · 12/160 · 1 SMS")


async def test_the_character_that_makes_an_sms_dear_is_named() -> None:
    async with open_lead(services=services(odd="ê"), action="sms") as (pilot, _):
        await press(pilot, "enter")
        assert "« ê » fait passer en UCS-2" in screen_text(pilot)


async def test_a_message_with_a_missing_value_does_not_leave() -> None:
    async with open_lead(services=services(), action="sms") as (pilot, fakes):
        await press(pilot, "tab")
        await write(pilot, "Remise de {{ remise }}")
        await until(pilot, "Il manque : remise")
        await press(pilot, "ctrl+s")
        assert "remise" in status_text(pilot)
        assert not calls(fakes, "send")


async def test_a_message_is_sent_at_the_moment_wished() -> None:
    async with open_lead(services=services(), action="email") as (pilot, fakes):
        await press(pilot, "enter", "tab")
        await write(pilot, "demain 10h")
        await press(pilot, "ctrl+s")
        ((*_, at),) = calls(fakes, "send")
        assert at is not None
        assert "demain 10:00" in status_text(pilot)


async def test_a_moment_nobody_understands_sends_nothing() -> None:
    async with open_lead(services=services(), action="email") as (pilot, fakes):
        await press(pilot, "enter", "tab")
        await write(pilot, "bientot")
        await press(pilot, "ctrl+s")
        assert not calls(fakes, "send")


async def test_what_was_begun_waits_as_a_draft() -> None:
    async with open_lead(services=services(), action="email") as (pilot, fakes):
        await press(pilot, "tab")
        await write(pilot, "Objet")
        await press(pilot, "tab")
        await write(pilot, "Debut")
        await press(pilot, "escape")
        assert fakes.floor.drafts[(LEAD, "email")] == Draft(None, "Objet", "Debut")
        await press(pilot, "e")
        assert "Brouillon repris" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        ((*_, subject, body, _at),) = calls(fakes, "send")
        assert (subject, body) == ("Objet", "Debut")


async def test_a_template_that_cannot_be_read_says_so_while_one_types() -> None:
    fakes = services()
    async with open_lead(services=fakes, action="email") as (pilot, _):
        await press(pilot, "enter")
        fakes.floor.refuse["preview"] = Refusal("template_unreadable", line=3)
        await write(pilot, "x")
        await until(pilot, "ligne 3")


async def test_the_policy_refuses_and_the_words_stay() -> None:
    fakes = services()
    fakes.floor.refuse["send"] = Refusal("contact_no_consent")
    async with open_lead(services=fakes, action="email") as (pilot, _):
        await press(pilot, "enter")
        await press(pilot, "ctrl+s")
        assert "prospection" in status_text(pilot)
        assert "Premier contact" in screen_text(pilot)


# ---- the text with its marks

TEXTS = st.one_of(st.text(max_size=200), st.sampled_from([name[:300] for name in HOSTILE_NAMES]))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=5), st.integers(4, 60))
def test_no_line_is_wider_than_its_pane_and_every_word_is_there(
    body: str, spans: Sequence[tuple[int, int]], width: int
) -> None:
    lines = message_lines(body, spans[:3], spans[3:], width)
    for line in lines:
        text = "".join(piece for piece, _ in line)
        assert width_of(text) <= width
        assert not any(ord(character) < 32 for character in text)


def test_values_are_underlined_and_gaps_stand_out_across_lines() -> None:
    lines = message_lines("Bonjour Jean Paul, {{ remise }}", [(8, 17)], [(19, 31)], 12)
    inks = [(text.strip(), ink) for line in lines for text, ink in line if ink != "text" and text.strip()]
    assert inks == [("Jean", "under"), ("Paul", "under"), ("{{", "missing"), ("remise }}", "missing")]
