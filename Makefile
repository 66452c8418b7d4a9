# Two commands do everything: `make demo` and `make test`. Needs python3 (3.11 to 3.13, with venv), make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app survey
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.PHONY: help demo run worker test test-all lint audit sbom bench torture lock translations
.DEFAULT_GOAL := help

help: ## What each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/installed ## Install, fill a database with the invented programme, and make its impact reports
	@$(FLASK) demo

run: $(VENV)/installed ## Serve on http://127.0.0.1:8000
	$(BIN)/gunicorn "survey:create_app()" --config survey/gunicorn.py

worker: $(VENV)/installed ## Do background work
	$(BIN)/huey_consumer survey.worker.huey --workers 1 --quiet

test: $(VENV)/installed-dev ## The whole test suite; tests that want Chromium or LibreOffice say so where there is none
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-all: lint test ## Lint and tests together

lint: $(VENV)/installed-dev ## Style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# Said, not fatal here: a hole that was published last night must not stop the mending of something else.
	-@$(MAKE) --no-print-directory audit

audit: $(VENV)/installed-dev ## Ask for known holes in the locked parts; says so when no index can be reached
	@$(BIN)/python .ci/audit.py

sbom: $(VENV)/installed-dev ## The list of parts (CycloneDX), from the lock, in dist/
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --of JSON -o dist/loex.cdx.json 2>/dev/null
	@echo "The list of parts is in dist/loex.cdx.json."

bench: $(VENV)/installed-dev ## Ratios, measured and printed (nothing is asserted)
	$(BIN)/python -m bench

torture: $(VENV)/installed-dev ## The long runs of the test suite with their full counts
	TORTURE=full $(BIN)/python -m pytest -m torture

lock: ## Renew the lock files (needs uv)
	uv pip compile pyproject.toml --quiet --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements.txt
	uv pip compile pyproject.toml --quiet --upgrade --group dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 -c requirements.txt -o requirements-dev.txt

translations: $(VENV)/installed ## Collect sentences, update and compile the catalogues
	$(BIN)/pybabel -q extract --no-location --sort-output -F survey/translations/babel.cfg -k _l -o $(VENV)/messages.pot survey
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i $(VENV)/messages.pot -d survey/translations
	$(BIN)/pybabel -q compile -d survey/translations

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo "Loex needs Python 3.11, 3.12 or 3.13 (set PYTHON=python3.12)."; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the locked dependencies (once; about a minute) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@
