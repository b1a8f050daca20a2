# Bole: every command of this repository. `make help` lists them.
# Needs: python3 (3.11 or newer), python3-venv, make, git. Everything else comes in pinned versions.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
CODE := src tests tools conftest.py hatch_build.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
unexport PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv assets demo serve check style types imports sizes reasons hygiene words migrations test engines soak bench bench-assessment fmt lock clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z<>%-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST) | sed 's/%/<module>/'

# --- to run it ------------------------------------------------------------------------------------------------------

demo: venv ## a demonstration company on http://127.0.0.1:8000 [PORT=8123] [LAN=1 for phones nearby]
	@$(VENV)/bin/bole serve --demo --port $(PORT) $(if $(filter-out 0,$(LAN)),--lan)

serve: venv ## an empty installation: database, web and workers [PORT=8123]
	@$(VENV)/bin/bole serve --port $(PORT)

venv: $(INSTALLED) assets ## .venv with everything the lock names, and the product itself

assets: $(LOCKED) ## pages' scripts, styles and translations (nothing is built twice)
	@$(PY) hatch_build.py

$(PY):
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "make: Python is missing. Install it (Debian: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $$($(PYTHON) --version 2>&1) is too old, Bole needs 3.11 or newer. Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "make: this Python cannot make virtual environments (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "make: making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

# Two steps: first exactly what the lock names, by hash; then the product itself, with no resolver and no build isolation.
$(LOCKED): requirements.lock | $(PY)
	@echo "make: installing the packages of requirements.lock (a minute or two the first time) …"
	@$(PY) -m pip install --quiet --no-deps --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

$(INSTALLED): pyproject.toml $(LOCKED) | assets
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# --- to check it ----------------------------------------------------------------------------------------------------

check: venv style types imports sizes reasons hygiene words migrations ## style, types, directions, budgets, translations, migrations
	@echo "make: check passed"

style: venv
	@$(PY) -m ruff check --quiet --output-format concise $(CODE)
	@$(PY) -m ruff format --check --quiet $(CODE) || { $(PY) -m ruff format --check --output-format concise $(CODE); exit 1; }

types: venv
	@BOLE_HOME=$(VENV)/home BOLE_DB_POOL=0 DATABASE_URL= $(PY) -m mypy

imports: venv
	@PYTHONPATH=src:. $(VENV)/bin/lint-imports --no-logo

sizes: venv
	@$(PY) -m tools.budgets

reasons: venv
	@$(PY) -m tools.inline_imports

hygiene: venv
	@$(PY) -m tools.hygiene

words: venv
	@$(PY) tools/messages.py check

migrations: venv
	@BOLE_HOME=$(VENV)/home BOLE_DB_POOL=0 DATABASE_URL= $(PY) -W ignore::RuntimeWarning -m django makemigrations \
	  --check --dry-run --skip-checks --settings bole.config.settings

# A browser's driver leaves an event loop in its process, where Django would refuse the database: two runs.
test: check ## everything: check, then all tests, those in a real browser too [WORKERS=2]
	@failed=0; \
	  $(PY) -m pytest -n $(WORKERS) --dist loadfile -m "not browser" || failed=1; \
	  $(PY) -m pytest -n $(WORKERS) --dist loadfile -m browser || failed=1; \
	  exit $$failed

test-%: venv ## the tests of one module, engine or folder: make test-interviews
	@$(if $(PLACES),,echo "make: there is no module, engine or folder of tests called $*" >&2; exit 1;) \
	  $(PY) -m pytest $(PLACES)
test-%: PLACES = $(wildcard src/bole/$* src/bole_engines/$* tests/$*)

engines: venv ## the engines' tests: no Django, no database, seconds
	@$(PY) -m pytest src/bole_engines -n $(WORKERS)

# --- long work: the volumes, and the figures in docs/benchmarks.md ----------------------------------------------------

soak: venv ## the same tests at full volume: hours, seeded, resumable
	@$(PY) -m tools.soak

bench: venv ## measure, and write docs/benchmarks.md
	@$(PY) -m tools.bench

bench-assessment: venv ## stability, trust suites and agreement of the judges, into docs/benchmarks.md
	@$(PY) -m tools.bench --only assessment

# --- to change it ---------------------------------------------------------------------------------------------------

fmt: venv ## format the code, fix what can be fixed safely, merge new words into the translations
	@$(PY) -m ruff check --fix-only --quiet $(CODE)
	@$(PY) -m ruff format $(CODE)
	@$(PY) tools/messages.py extract

lock: ## make requirements.lock again from pyproject.toml and build.in (needs uv)
	@command -v uv >/dev/null 2>&1 || { echo "make: uv is missing; it makes the lock with hashes" >&2; exit 1; }
	uv pip compile pyproject.toml build.in --extra embedded --extra speech --extra dev --generate-hashes \
	  --override overrides.in --no-header --no-emit-index-url -p 3.11 -o requirements.lock

clean: ## remove what was built; your data in var/ stays
	rm -rf $(VENV) build dist frontend/node_modules src/bole/core/ui/static/dist
