#!/usr/bin/env bash
# The built wheel, from an empty folder: the four packages are its own, data files are in it, the command answers.
set -euo pipefail
python=$(realpath -s "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w "$work/dist" .
"$python" -m pip install -q --disable-pip-version-check --no-deps --no-index --target "$work/site" "$work"/dist/*.whl
mkdir "$work/empty"
cd "$work/empty"
export PYTHONPATH="$work/site" VO_DATA_FOLDER="$work/data"
"$python" - "$work/site" <<'PY'
import importlib, sys
from importlib.metadata import distribution
from pathlib import Path

site = Path(sys.argv[1]).resolve()
files = {str(path) for path in distribution("vo-callcenter").files or []}
for name in ("vo_callcenter", "screens", "rules", "data"):
    module = importlib.import_module(name)
    found = Path(module.__file__).resolve()
    assert found.is_relative_to(site), f"{name} comes from {found}, not from the wheel"
    assert f"{name}/__init__.py" in files, f"{name} does not belong to this distribution"
for needed in ("rules/policy/default.toml", "rules/locale/fr/LC_MESSAGES/queue.mo", "data/message_templates/first_answer.toml", "screens/console.tcss"):
    assert needed in files, f"{needed} is not in the wheel"
PY
VO_FOUNDER_PASSPHRASE="a phrase of the smoke test" "$python" -m vo_callcenter.cli --store "$work/store.db" store init --group Smoke --site Lyon --hours "lun-sam 9h-12h 14h-19h" --name Zoe --login zoe --preset b > /dev/null
"$python" -m vo_callcenter.cli --store "$work/store.db" store check > /dev/null
"$python" -m vo_callcenter.cli rules show --store "$work/store.db" > /dev/null
echo "wheel: ok"
