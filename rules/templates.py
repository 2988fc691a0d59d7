"""Messages made of a template and values: only variables, a few filters and conditions, and nothing a lead says
is ever read as a template.

The sandbox alone does not stop ``{{ 'a' * 10**9 }}``, so a template is first read as a tree in which only known
shapes may stand: no arithmetic, attribute, index, loop, call or assignment. What is left runs in time and space
proportional to the template and its values.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import category

from jinja2 import Template, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rules.policy.problem import nearest
from rules.refusal import Refusal

SUBJECT_LIMIT = 500
BODY_LIMIT = 20_000
"""Characters of a template."""
OUTPUT_LIMIT = 100_000
"""Characters of a message."""
_DEPTH_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message with its values filled in. A variable without a value stands as ``{{ name }}`` where it was."""

    subject: str
    body: str
    missing: tuple[str, ...]
    """Variables of subject and body that have no value, in the order of their first place."""
    resolved: tuple[tuple[int, int], ...]
    """Spans (start, end) of ``body`` that came from values."""
    missing_spans: tuple[tuple[int, int], ...]
    """Spans of ``body`` where a value is missing."""


def render(subject: str, body: str, values: Mapping[str, object]) -> Rendered:
    """Fill ``values`` into a template. None and blank texts count as missing.

    Raises Refusal: ``template_unreadable`` (line), ``template_forbidden`` (what, line),
    ``template_too_long`` (limit), ``subject_line_break`` when the subject would not be one line.
    """
    known = {name: str(value) for name, value in values.items() if value is not None and str(value).strip()}
    head, body_pieces = _pieces(subject, known, SUBJECT_LIMIT), _pieces(body, known, BODY_LIMIT)
    _check_one_line("".join(head))
    missing = [piece.name for piece in (*head, *body_pieces) if isinstance(piece, _Gap)]
    return Rendered(
        "".join(head),
        "".join(body_pieces),
        tuple(dict.fromkeys(missing)),
        _spans(body_pieces, _Filled),
        _spans(body_pieces, _Gap),
    )


def variables_of(source: str, limit: int = BODY_LIMIT) -> tuple[str, ...]:
    """The names a template uses, in order. Raises Refusal as ``render`` does."""
    tree = _tree(source, limit)
    return tuple(dict.fromkeys(node.name for node in tree.find_all(nodes.Name)))


def check_template(subject: str, body: str, known: Iterable[str]) -> None:
    """Refuse a template that cannot be read or that uses a variable nobody knows (``template_unknown_variable``)."""
    names = sorted(known)
    for source, limit in ((subject, SUBJECT_LIMIT), (body, BODY_LIMIT)):
        for name in variables_of(source, limit):
            if name not in names:
                raise Refusal("template_unknown_variable", name=name, near=nearest(name, names) or "")
    _check_one_line(subject)


def _check_one_line(subject: str) -> None:
    """Controls, line separators and half characters have no place in a header, where they would begin another."""
    if any(category(char) in ("Cc", "Zl", "Zp", "Cs") for char in subject):
        raise Refusal("subject_line_break")


class _Absent(Undefined):
    """A variable without a value: false in a condition, equal to nothing, and shown where it stands.

    Never printed as an empty text: ``_marked`` sees every output, and the filters pass it on.
    """

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self._undefined_name)


class _Filled(str):
    """Output that came from a value. ``str()`` keeps it as it is, so the renderer can tell it from plain text."""

    __slots__ = ()

    def __str__(self) -> "_Filled":
        return self


class _Gap(_Filled):
    """Output where a value is missing."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return self[3:-3]


def _marked(value: object) -> str:
    return _Gap(f"{{{{ {value.name} }}}}") if isinstance(value, _Absent) else _Filled(value)


def _on_text(change: Callable[[str], str]) -> Callable[[Any], Any]:
    """A filter that leaves a missing value missing."""
    return lambda value: value if isinstance(value, Undefined) else change(str(value))


def _or_default(value: Any, default: str = "") -> Any:
    return default if isinstance(value, Undefined) else value


_FILTERS: dict[str, Callable[..., Any]] = {
    "upper": _on_text(str.upper),
    "lower": _on_text(str.lower),
    "capitalize": _on_text(lambda text: text[:1].upper() + text[1:]),
    "trim": _on_text(str.strip),
    "default": _or_default,
}


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=_Absent,
        finalize=_marked,
        autoescape=False,
        keep_trailing_newline=True,
        cache_size=0,
        # A comment would swallow what somebody typed: no text begins one.
        comment_start_string="\x02#",
        comment_end_string="#\x03",
    )
    environment.filters = dict(_FILTERS)
    environment.globals = {}
    return environment


_ENVIRONMENT = _environment()

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Filter,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_COMPARISONS = frozenset({"eq", "ne"})


def _tree(source: str, limit: int) -> nodes.Template:
    """The template as a tree of allowed shapes. Raises Refusal."""
    if len(source) > limit:
        raise Refusal("template_too_long", limit=limit)
    try:
        tree = _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        raise Refusal("template_unreadable", line=error.lineno) from error
    except RecursionError as error:
        raise Refusal("template_forbidden", what="nesting", line=1) from error
    _check(tree, 0, 1)
    return tree


def _check(node: nodes.Node, depth: int, line: int) -> None:
    line = node.lineno or line
    what = type(node).__name__.lower()
    allowed = isinstance(node, _ALLOWED)
    match node:
        case nodes.Name(ctx="store"):
            allowed = False
        case nodes.Filter():
            what, allowed = node.name, node.name in _FILTERS
        case nodes.Operand():
            what, allowed = node.op, node.op in _COMPARISONS
    if depth > _DEPTH_LIMIT:
        what, allowed = "nesting", False
    if not allowed:
        raise Refusal("template_forbidden", what=what, line=line)
    for child in node.iter_child_nodes():
        _check(child, depth + 1, line)


@lru_cache(maxsize=64)
def _compiled(source: str, limit: int) -> Template:
    return _ENVIRONMENT.from_string(_tree(source, limit))


def _pieces(source: str, values: Mapping[str, str], limit: int) -> list[str]:
    pieces, length = [], 0
    for piece in _compiled(source, limit).generate(values):
        length += len(piece)
        if length > OUTPUT_LIMIT:
            raise Refusal("template_too_long", limit=OUTPUT_LIMIT)
        pieces.append(piece)
    return pieces


def _spans(pieces: Iterable[str], kind: type[_Filled]) -> tuple[tuple[int, int], ...]:
    spans, at = [], 0
    for piece in pieces:
        if type(piece) is kind and piece:
            spans.append((at, at + len(piece)))
        at += len(piece)
    return tuple(spans)
