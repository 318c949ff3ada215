# Countertop: everything by one word each. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run demo test torture check audit format bench mutate translations clean

help: ## list the words
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## open Countertop (installs itself the first time)
	@if [ "$$(uname -s)" != Darwin ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
	  echo "No display was found: 'make demo' shows Countertop without one."; \
	else exec $(BIN)/pos; fi

demo: $(VENV)/.installed ## sell something in a shop with sample goods; without a display leaves pictures in out/
	@if [ "$$(uname -s)" != Darwin ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
	  $(BIN)/pos demo --headless out; \
	else exec $(BIN)/pos demo; fi

test: check ## check everything and run every test (half an hour on two cores)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadgroup --cov --cov-report=
	$(BIN)/coverage report --include='pos_app/domain/*' --fail-under=100
	$(BIN)/coverage report --include='pos_app/services/*' --fail-under=95

torture: $(VENV)/.dev ## kill the till a thousand times, cut its power, fill its disk, set its clock, break its printer (an hour or two)
	QT_QPA_PLATFORM=offscreen TORTURE_KILLS=1000 TORTURE_CUTS=500 TORTURE_STRIDE=1 $(BIN)/python -m pytest -s \
	  tests/torture tests/journeys/test_kills.py tests/journeys/test_backup_kills.py tests/services/backups/test_restore.py tests/services/sales/test_clock.py tests/services/printing tests/links/devices

check: $(VENV)/.dev ## format, lint, types, floors, security, schema; no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r pos_app -c pyproject.toml
	@schema=$$(mktemp -d) && trap 'rm -rf "$$schema"' EXIT && \
	  $(BIN)/alembic -x url=sqlite:///$$schema/shop.db upgrade head && \
	  $(BIN)/alembic -x url=sqlite:///$$schema/shop.db check

audit: $(VENV)/.dev ## look up every installed package among the known security advisories (asks a service)
	@$(BIN)/python tools/audit.py

format: $(VENV)/.dev ## format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed ## time the till in a shop of its own; CATALOG=FILE chooses the goods
	$(BIN)/pos bench $(if $(CATALOG),--catalog $(CATALOG))

mutate: $(VENV)/.dev ## change the money rules in every way and see that a test notices nine in ten
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/mutmut export-cicd-stats
	$(BIN)/python tests/mutants_killed.py mutants/mutmut-cicd-stats.json

translations: $(VENV)/.dev ## compile the translations
	$(BIN)/pybabel compile -D countertop -d resources/translations --statistics

clean: ## remove what was built, the virtual environment too
	rm -rf $(VENV) out mutants build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Countertop needs Python 3.11 or later; name one with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: sudo apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Countertop into $(VENV); this takes a minute or two."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.installed $@
