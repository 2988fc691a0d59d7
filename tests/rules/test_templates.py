"""Templates: variables and conditions, nothing else; values are data; what is missing shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusal import Refusal
from rules.templates import BODY_LIMIT, check_template, render, variables_of

VALUES = {"first_name": "Zoé", "car": "Peugeot 208", "site": None, "note": "  "}


def body(text: str, **values: object) -> str:
    return render("", text, values or VALUES).body


def test_values_stand_where_their_names_stood_and_their_places_are_told() -> None:
    made = render("Votre {{ car }}", "Bonjour {{ first_name }}, la {{ car }} vous attend.\n", VALUES)
    assert made.subject == "Votre Peugeot 208"
    assert made.body == "Bonjour Zoé, la Peugeot 208 vous attend.\n"
    assert [made.body[start:end] for start, end in made.resolved] == ["Zoé", "Peugeot 208"]
    assert made.missing == ()


def test_what_is_missing_shows_where_it_stands() -> None:
    made = render("{{ site }}", "À {{ site }} : {{ note|upper }} {{ car }}", VALUES)
    assert made.body == "À {{ site }} : {{ note }} Peugeot 208"
    assert made.missing == ("site", "note")
    assert [made.body[start:end] for start, end in made.missing_spans] == ["{{ site }}", "{{ note }}"]


def test_a_condition_asks_whether_a_value_is_there() -> None:
    text = "{% if site %}à {{ site }}{% else %}chez nous{% endif %}{{ ' !' if car == 'Peugeot 208' }}"
    assert body(text) == "chez nous !"
    assert render("", text, VALUES).missing == ()


def test_the_few_filters() -> None:
    assert body(
        "{{ a|upper }} {{ a|lower }} {{ a|capitalize }} {{ b|default('rien') }} {{ c|trim }}", a="éA", c=" x "
    ) == ("ÉA éa ÉA rien x")


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7 * 7 }}",
        "{% for x in y %}",
        "{{ car }}",
        "{# gone #}",
        "</script>",
        "%s %(a)s {0} {car}",
        "\x00\x1b[2J",
    ],
)
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert body("[{{ message }}]", message=value, car="208") == f"[{value}]"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ 'a' * 10**9 }}", "mul"),
        ("{{ a.b }}", "getattr"),
        ("{{ a['b'] }}", "getitem"),
        ("{{ a.__class__.__mro__ }}", "getattr"),
        ("{{ range(10) }}", "call"),
        ("{% for x in y %}{{ x }}{% endfor %}", "for"),
        ("{% set a = 1 %}", "assign"),
        ("{% macro a() %}{% endmacro %}", "macro"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as x %}", "import"),
        ("{% filter upper %}x{% endfilter %}", "filterblock"),
        ("{% block a %}{% endblock %}", "block"),
        ("{{ a ~ b }}", "concat"),
        ("{{ a + b }}", "add"),
        ("{{ -a }}", "neg"),
        ("{{ 1 < 2 }}", "lt"),
        ("{{ [1, 2] }}", "list"),
        ("{{ {'a': 1} }}", "dict"),
        ("{{ a is defined }}", "test"),
        ("{{ a|attr('b') }}", "attr"),
        ("{{ a|format(1) }}", "format"),
        ("{{ a|default('x', boolean=true) }}", "keyword"),
        ("{% if a %}" * 20 + "{% endif %}" * 20, "nesting"),
        ("{{ " + "(" * 4000 + "a" + ")" * 4000 + " }}", "nesting"),
    ],
)
def test_anything_else_is_refused_by_name(source: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        body(source)
    assert (refused.value.code, refused.value.params["what"]) == ("template_forbidden", what)


@pytest.mark.parametrize("source", ["{{ a", "{% if a %}", "{% unheard of %}", "{{ }}", "{{ a|upper( }}"])
def test_what_cannot_be_read_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(Refusal) as refused:
        body("first line\n" + source)
    assert (refused.value.code, refused.value.params["line"]) == ("template_unreadable", 2)


def test_a_text_with_a_hash_in_braces_loses_nothing() -> None:
    assert body("réf. {#12#}") == "réf. {#12#}"


@pytest.mark.parametrize("value", ["a\r\nBcc: x@example.com", "a\nb", "a\u2028b", "a\x00b", "a\ud800"])
def test_a_subject_is_one_line(value: str) -> None:
    with pytest.raises(Refusal, match="subject_line_break"):
        render("Votre {{ car }}", "", {"car": value})
    with pytest.raises(Refusal, match="subject_line_break"):
        render(f"Votre {value}", "", {})


def test_a_price_with_a_narrow_space_may_stand_in_a_subject() -> None:
    assert render("{{ price }}", "", {"price": "12\u202f990\u00a0€"}).subject == "12\u202f990\u00a0€"


def test_a_template_too_long_is_refused() -> None:
    with pytest.raises(Refusal, match="template_too_long"):
        body("x" * (BODY_LIMIT + 1))
    with pytest.raises(Refusal, match="template_too_long"):
        body("{{ a }}" * 2000, a="x" * 100)


def test_names_are_listed_once_in_order() -> None:
    assert variables_of("{{ b }}{% if a %}{{ c|upper }}{% endif %}{{ b }}") == ("b", "a", "c")


def test_a_variable_nobody_knows_is_refused_with_the_one_that_was_meant() -> None:
    check_template("{{ car }}", "{{ first_name }}", VALUES)
    with pytest.raises(Refusal) as refused:
        check_template("", "{{ firstname }}", VALUES)
    assert refused.value.params == {"name": "firstname", "near": "first_name"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_value_arrives_as_it_is(before: str, value: str) -> None:
    text = before.replace("{", "(").replace("\r", "")
    expected = value if value.strip() else "{{ message }}"
    made = render("", text + "{{ message }}", {"message": value})
    assert made.body == text + expected


@given(st.text(alphabet="{}%#|ab '\"()*.\n", max_size=40))
def test_any_template_is_rendered_or_refused(source: str) -> None:
    try:
        made = render("", source, {"a": "A", "b": "B"})
    except Refusal as refusal:
        code = refusal.code
    else:
        code = "rendered"
        assert len(made.body) <= len(source)
    assert code in {"rendered", "template_forbidden", "template_unreadable"}
