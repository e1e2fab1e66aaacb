# Everything a person does with the project, one line each: `make help`.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 3  # of the tests, about 2.5 GB each
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format bench lock screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/base.done ## Audit a made-up client's calls and open the application (first run installs: no torch, no Debian package)
	$(BIN)/trasluz demo

serve: $(VENV)/base.done ## Serve the application on what is in var/
	$(BIN)/trasluz serve

test: $(VENV)/full.done ## Run every test with the real components, but those of the architecture, which `check` runs (installs what they need)
	tools/system-packages
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --ignore=tests/architecture

check: $(VENV)/full.done ## Lint, types, import contracts, data files, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture

format: $(VENV)/full.done ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/full.done ## Measure speech speed and accuracy against the baseline, in one run
	tools/system-packages
	$(BIN)/trasluz bench speech --out var/bench-speech.json

screenshots: $(VENV)/full.done ## Take the README's pictures again
	tools/system-packages
	$(BIN)/trasluz demo --no-serve
	$(BIN)/python tools/screenshots.py

lock: ## Write the lock files anew from clean environments
	tools/lock

clean: ## Remove the environment and what was made
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache *.egg-info

$(VENV)/bin/python:
	$(PYTHON) tools/new_environment.py $(VENV)

$(VENV)/base.done: pyproject.toml requirements/base.txt | $(VENV)/bin/python
	$(BIN)/pip install -q -c requirements/base.txt -e .
	@touch $@

$(VENV)/full.done: pyproject.toml requirements/full.txt | $(VENV)/bin/python
	tools/install-full $(BIN)
	@touch $@ $(VENV)/base.done
