"""E-mail addresses in what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.emails import (
    email_key,
    in_domains,
    is_address,
    is_automatic,
    is_company,
    is_nobodys,
    read_emails,
)


@pytest.mark.parametrize(
    ("raw", "valid"),
    [
        ("jean.dupont@example.com", ("jean.dupont@example.com",)),
        ("Jean <Jean@Example.COM>", ("Jean@Example.COM",)),
        ("mailto:a.b+c@example.org", ("a.b+c@example.org",)),
        ("a1@example.com; b2@example.com", ("a1@example.com", "b2@example.com")),
        ("A1@example.com, a1@EXAMPLE.com", ("A1@example.com",)),
    ],
)
def test_addresses_are_found(raw: str, valid: tuple[str, ...]) -> None:
    assert read_emails(raw) == (valid, ())


@pytest.mark.parametrize("raw", ["emailaddress", "a@b", "@example.com", "jean@", "a..b@example.com", "a b@c"])
def test_what_is_no_address_stays_as_text(raw: str) -> None:
    assert read_emails(raw) == ((), (raw,))


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("nomail@nomail.example.com", True),
        ("No-Mail@example.com", True),
        ("pas.de.mail@gmail.com", True),
        ("aucun@example.com", True),
        ("nc@nc.example.com", True),
        ("xxx@gmail.com", True),
        ("test@test.example.com", True),
        ("nc@garage.example.com", False),
        ("dupont@dupont.example.com", False),
        ("test.auto@example.com", False),
        ("mail@garage.example.com", False),
        ("nonna@example.com", False),
    ],
)
def test_an_address_that_only_fills_a_field_is_nobodys(address: str, is_one: bool) -> None:
    assert is_nobodys(address) is is_one
    assert read_emails(address) == (((), (address,)) if is_one else ((address,), ()))


def test_a_placeholder_beside_an_address_leaves_the_address() -> None:
    assert read_emails("nomail@example.com / lea@example.com") == (
        ("lea@example.com",),
        ("nomail@example.com",),
    )


def test_comparison_ignores_case_only() -> None:
    assert email_key(" Jean.D+x@Example.com ") == "jean.d+x@example.com"


def test_domains_and_machines() -> None:
    assert in_domains("x@messagerie.leboncoin.fr", ("leboncoin.fr",))
    assert not in_domains("x@notleboncoin.fr", ("leboncoin.fr",))
    assert is_automatic("no_reply@lacentrale.fr")
    assert not is_automatic("noreen@example.com")


@given(st.text(max_size=80))
def test_an_accepted_address_holds_no_blank_or_line_break(raw: str) -> None:
    for address in read_emails(raw)[0]:
        assert is_address(address)
        assert not any(c.isspace() for c in address)


@pytest.mark.parametrize(
    ("name", "address", "is_one"),
    [
        ("Autobourse", "robot@autobourse.example.com", True),
        ("L'équipe Autobourse", "contact@autobourse.example.com", True),
        ("Auto-Bourse", "x@auto-bourse.example.com", True),
        ("Occasions du Rhône", "contact@occasions-rhone.example.com", True),
        ("Occasions du Rhône", "zoe@occasions-rhone.example.com", False),
        ("Rhône Habitat", "contact@occasions-rhone.example.com", False),
        ("Jean Le Goff", "jean@legoff.example.com", False),
        ("Jean Martin", "contact@menuiserie.example.com", False),
        ("Zoé Com", "zoe@example.com", False),
        ("", "contact@autobourse.example.com", False),
    ],
)
def test_a_sender_that_signs_with_its_domain_is_a_company(name: str, address: str, is_one: bool) -> None:
    assert is_company(name, address) is is_one
