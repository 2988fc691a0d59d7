"""Policy files become a policy: read, layered, validated, with every mistake named.

Layering is a deep merge, the later text over the earlier: tables are merged key by key, and anything else
(a number, a text, a list) is replaced as a whole. A packaged preset is ``default.toml`` with
``presets/<name>.toml`` over it; an earlier regime of the law is one more layer on top.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from rules.policy.consistency import contradictions
from rules.policy.document import Policy
from rules.policy.problem import PolicyError, PolicyProblem, reworded
from rules.policy.writing import toml_text

PRESETS = ("a", "b", "c", "d")
EARLIER = ("2023-03-01",)
"""Regimes of the law before the one in ``default.toml``, oldest first."""

Path = tuple[str, ...]


def load(texts: Mapping[str, str]) -> Policy:
    """The policy that these texts make together, in their order. Keys are file names, used in problems.

    Raises PolicyError with every problem found.
    """
    merged, origins = _layered(texts)
    last = list(texts)[-1]
    try:
        policy = Policy.model_validate(merged)
    except ValidationError as error:
        raise PolicyError(
            [
                reworded(detail, _origin(origins, tuple(map(str, detail["loc"])), last), Policy)
                for detail in error.errors(include_url=False)
            ]
        ) from error
    found = [
        PolicyProblem(_origin(origins, tuple(key.split(".")), last), key, value, code, params)
        for key, value, code, params in contradictions(policy)
    ]
    if found:
        raise PolicyError(found)
    return policy


def load_kept(name: str, text: str) -> Policy:
    """A policy that a store keeps: keys that came with a later program than its writer's take the packaged value.

    Nothing the kept text says is touched. Raises PolicyError when anything but such a key is wrong with it.
    """
    try:
        return load({name: text})
    except PolicyError as error:
        if any(problem.code != "missing" for problem in error.problems):
            raise
        kept, _ = _layered({name: text})
        preset = str(kept.get("preset"))
        newest, _ = _layered(packaged(preset if preset in PRESETS else PRESETS[0]))
        for problem in error.problems:
            _fill_in(kept, newest, tuple(problem.key.split(".")))
        return load({name: toml_text(kept)})


def complete(texts: Mapping[str, str]) -> str:
    """One TOML document that says everything these layers say together. The store keeps it as a version.

    Comments are lost; references are values and stay. Raises PolicyError when a text cannot be read.
    """
    merged, _ = _layered(texts)
    return toml_text(merged)


def packaged(preset: str, earlier: str | None = None) -> dict[str, str]:
    """The packaged layers of a preset by file name, under an earlier regime of the law if one is named.

    Raises ValueError for a preset or a regime that is not packaged.
    """
    if preset not in PRESETS or earlier not in (None, *EARLIER):
        raise ValueError(f"no packaged policy {preset!r} of {earlier!r}")
    names = ["default.toml", f"presets/{preset}.toml"]
    if earlier is not None:
        names.append(f"earlier/{earlier}.toml")
    folder = files("rules.policy")
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def packaged_versions(preset: str) -> tuple[Policy, ...]:
    """A preset under every regime of the law it lived through, oldest first; the last one is the current."""
    return tuple(load(packaged(preset, earlier)) for earlier in (*EARLIER, None))


def _layered(texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[Path, str]]:
    merged: dict[str, Any] = {}
    origins: dict[Path, str] = {}
    problems = []
    for name, text in texts.items():
        try:
            layer = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.append(PolicyProblem(name, "", "", "not_toml", {"detail": str(error)}))
            continue
        _merge(merged, layer)
        origins.update(dict.fromkeys(_paths(layer), name))
    if problems:
        raise PolicyError(problems)
    return merged, origins


def _merge(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _merge(below[key], value)
        else:
            below[key] = value


def _fill_in(kept: dict[str, Any], newest: Mapping[str, Any], path: Path) -> None:
    for part in path[:-1]:
        kept, newest = kept[part], newest[part]
    kept[path[-1]] = newest[path[-1]]


def _paths(table: Mapping[str, Any], above: Path = ()) -> Iterator[Path]:
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))


def _origin(origins: Mapping[Path, str], path: Path, otherwise: str) -> str:
    """The file that last wrote the value at ``path``, or the nearest table around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in origins:
            return origins[path[:length]]
    return otherwise
