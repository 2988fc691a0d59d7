"""The documentation's page of keys, made from the table: ``python -m screens.keys_page > docs/keys.md``."""

from rules.words import Words
from screens.keys import CONTEXTS, GROUPS, WIDGET_GROUPS, key_name


def keys_page() -> str:
    """The page in English; a test refuses one that differs from the table."""
    words = Words("en")
    lines = [
        "# Keys",
        "",
        "Made from `screens/keys.py` by `python -m screens.keys_page > docs/keys.md`; `?` shows the same in the console.",
        "A key does the same thing everywhere. One that cannot work now says why.",
    ]
    for group, keys in GROUPS.items():
        where = ", ".join(context for context, groups in CONTEXTS.items() if group in groups)
        inside = " (inside the list)" if group in WIDGET_GROUPS else ""
        lines += [
            "",
            f"## {words(f'keys.group_{group}')}: {where}{inside}",
            "",
            "| key | does |",
            "|---|---|",
        ]
        for key in keys:
            also = "".join(f" `{key_name(name, words)}`" for name in key.keys[1:])
            lines.append(f"| `{key.written(words)}`{also} | {words(f'keys.{key.word}_help')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(keys_page(), end="")
