# Works from a fresh clone with python3 >= 3.11 (venv and pip) and make. uv is used when it can be had, never needed.
PY ?= python3
V := .venv
OK := $(V)/.ok
BIN := $(V)/bin
CODE := vo_callcenter screens rules data tests benchmarks

.PHONY: setup words demo test test-services proof check bench format lock clean

setup: $(OK)

$(OK): requirements-dev.txt pyproject.toml
	@$(PY) -c 'import sys; sys.exit("Python 3.11 or newer is required, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PY) -m venv $(V)
	@( $(BIN)/python -m pip install -q --disable-pip-version-check uv && \
	   $(BIN)/uv --system-certs pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt ) \
	 || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(OK)
	@$(BIN)/vo-callcenter demo

# Everything that needs no Debian package, as an ordinary user.
test: $(OK)
	@$(BIN)/python -m pytest -q -n 5 --dist loadfile -m "not services and not proof"

# The same against real servers from Debian packages, which the script installs, starts and stops.
test-services: $(OK)
	@bash tests/real/run.sh $(BIN)/python

# The long versions: the numbers quoted in docs and closing notes.
proof: $(OK)
	@VO_PROOF=1 $(BIN)/python -m pytest -q -s -m "(proof or lengthened) and not services"
	@VO_PROOF=1 bash tests/real/run.sh $(BIN)/python "(proof or lengthened) and services"

check: $(OK)
	@$(BIN)/ruff format --check -q $(CODE)
	@$(BIN)/ruff check -q $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@bash tests/wheel_smoke.sh $(BIN)/python

bench: $(OK)
	@$(BIN)/python -m benchmarks

# The catalogs of rules/locale, after a .po was edited.
words: $(OK)
	@$(BIN)/python -m rules.compile_words

format: $(OK)
	@$(BIN)/ruff format -q $(CODE)
	@$(BIN)/ruff check -q --fix $(CODE)

lock: $(OK)
	$(BIN)/uv --system-certs pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv --system-certs pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	! grep -nE '[a-z]+://|--(extra-)?index-url|--find-links' requirements*.txt

clean:
	rm -rf $(V) dist build
