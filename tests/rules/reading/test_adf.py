"""The 44 ADF samples, field by field, and the faults that must never appear."""

import json
from typing import Any

import pytest

from rules.reading.demand import Demand
from rules.reading.fields import fields_json
from rules.reading.reader import read
from rules.vocabulary import Channel, RawOutcome
from tests.rules.reading.adf_table import OUTCOMES, SAMPLES, expectations, field_checks, table

CASES = expectations()


def demand_of(name: str) -> Demand:
    (path,) = SAMPLES.glob(f"{name}_*")
    (reading,) = read(path.read_bytes(), path.name, None)
    assert reading.demand is not None
    return reading.demand


def adf(inner: str) -> bytes:
    return f"<adf><prospect>{inner}</prospect></adf>".encode()


CUSTOMER = "<customer><contact><name part='full'>Jean Dupont</name><email>jean@example.com</email></contact></customer>"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_expected_field_of_a_sample_is_right(case: dict[str, Any]) -> None:
    readings = read((SAMPLES / case["file"]).read_bytes(), case["file"], None)
    assert len(readings) == 1
    assert readings[0].outcome.value in OUTCOMES[case["outcome"]]
    checks = dict(field_checks(fields_json(readings[0]), case["expected"]))
    assert [name for name, is_right in checks.items() if not is_right] == []


def test_the_table_counts_all_documents_and_forty_perfect_leads() -> None:
    lines = list(table())
    assert len(lines) == 44
    assert sum(line.expected_outcome == "lead" and not line.faults for line in lines) == 40


def test_a_price_of_zero_is_no_price() -> None:
    assert demand_of("adf001").wanted[0].price is None


def test_no_trade_in_is_made_up_from_a_comment() -> None:
    assert demand_of("adf005").trade_ins == ()


def test_the_trade_in_is_never_the_wanted_car() -> None:
    assert demand_of("adf007").wanted == ()
    assert demand_of("adf029").wanted[0].model == "Road Glide"


def test_a_trade_in_of_the_wanted_model_stays() -> None:
    assert demand_of("adf011").trade_ins[0].mileage_km == 28968


def test_the_salesperson_in_a_comment_is_not_the_customer() -> None:
    demand = demand_of("adf021")
    assert (demand.first_name, demand.last_name) == ("Scott", "Heaten")


def test_an_invalid_address_stays_visible_and_is_not_an_e_mail() -> None:
    demand = demand_of("adf035")
    assert (demand.emails, demand.invalid_emails) == ((), ("emailaddress",))
    assert "email_invalid" in demand.notes


def test_the_full_document_keeps_parties_apart_and_a_fax_is_never_a_phone() -> None:
    demand = demand_of("adf037")
    assert demand.emails == ("jdoe@hotmail.com",)
    assert [phone.raw for phone in demand.phones] == ["393-999-3922", "393-991-2999"]
    assert [fax.raw for fax in demand.faxes] == ["393-999-2999"]
    assert demand.best_phone is not None
    assert demand.best_phone.raw == "393-991-2999"
    assert demand.country is None
    assert demand.wanted[0].colour == "cobalt blue"


def test_the_vendors_address_is_not_the_customers() -> None:
    demand = demand_of("adf041")
    assert demand.emails == ("johnny@customer.com",)
    assert demand.best_phone is not None
    assert demand.best_phone.raw == "979-685-9685"


def test_no_number_is_made_from_zeros() -> None:
    demand = demand_of("adf043")
    assert [phone.e164 for phone in demand.phones] == [None]
    assert demand.emails == ()


def test_the_trade_ins_vin_is_not_on_the_wanted_car() -> None:
    assert demand_of("adf055").wanted[0].vin is None


def test_a_technical_mark_is_not_the_reference_and_a_short_vin_is_flagged() -> None:
    demand = demand_of("adf057")
    assert demand.lead_ref == "18014964"
    assert "vin_invalid" in demand.notes


def test_what_invented_tags_say_stays_readable() -> None:
    remarks = demand_of("adf067").remarks
    assert "financing: cash" in remarks
    assert "2019 Honda Civic" in remarks


def test_dana_is_not_the_customer() -> None:
    assert demand_of("adf073").full_name == "Kim Ostrow"


def test_entities_are_never_expanded() -> None:
    demand = demand_of("adf085")
    assert (demand.first_name, demand.last_name, demand.full_name) == (None, None, None)


def test_preferred_channels_are_read() -> None:
    assert demand_of("adf013").preferred_channel is Channel.EMAIL
    assert demand_of("adf015").preferred_channel is Channel.SMS
    assert demand_of("adf017").preferred_channel is Channel.EMAIL


def test_adf_inside_json_is_read() -> None:
    xml = (SAMPLES / "adf087_json_wrapped_cargurus.xml").read_text("utf-8")
    (reading,) = read(json.dumps({"xml": xml, "n": 1}).encode(), "hook.json", None)
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert reading.demand.first_name == "Ana"


def test_a_document_may_hold_several_prospects() -> None:
    content = adf(CUSTOMER).replace(
        b"</prospect>", b"</prospect><prospect>" + CUSTOMER.encode() + b"</prospect>"
    )
    assert [reading.outcome for reading in read(content, "x", None)] == [RawOutcome.LEAD, RawOutcome.LEAD]


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE adf SYSTEM "file:///etc/passwd"><adf><prospect/></adf>',
        b'<!DOCTYPE adf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + adf(CUSTOMER.replace("Jean Dupont", "&x;")),
        b"<!DOCTYPE adf PUBLIC '-//x' 'http://example.com/adf.dtd'>" + adf(CUSTOMER),
    ],
)
def test_a_document_type_is_refused_and_sorted_by_a_person(content: bytes) -> None:
    (reading,) = read(content, "x.xml", None)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "dtd_refused")
    assert "root:" not in str(reading)


@pytest.mark.parametrize(
    ("inner", "field", "value"),
    [
        ("<vehicle interest=buy status=used><make>Peugeot</make></vehicle>", "make", "Peugeot"),
        ("<vehicle interest='buy'><make>AT&T</make></vehicle>", "make", "AT&T"),
        ("<vehicle interest='buy'><make>Citro&euml;n</make></vehicle>", "make", "Citroën"),
        ("<vehicle interest='buy'><Model>C3</MODEL></vehicle>", "model", "C3"),
        ("<vehicle interest='buy'><odometer>80,000</odometer></vehicle>", "mileage", 80000),
        ("<vehicle interest='buy'><make>null</make><model>X</model></vehicle>", "make", None),
        ("<vehicle interest='buy'><make>A</make><!-- <model>no</model> --></vehicle>", "model", None),
    ],
)
def test_deviations_are_mended(inner: str, field: str, value: object) -> None:
    (reading,) = read(adf(inner + CUSTOMER), "x", None)
    assert reading.demand is not None
    assert getattr(reading.demand.wanted[0], field) == value


def test_a_truncated_document_gives_what_it_holds() -> None:
    (reading,) = read(adf(CUSTOMER + "<vehicle><make>Peug")[: -len("</prospect></adf>")], "x", None)
    assert reading.demand is not None
    assert reading.demand.emails == ("jean@example.com",)
    assert "cut" in reading.demand.notes


def test_a_prospect_without_any_contact_is_sorted() -> None:
    (reading,) = read(adf("<vehicle><make>Kia</make></vehicle>"), "x", None)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "no_contact")
