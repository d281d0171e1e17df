# Everything a newcomer needs. `make` alone lists the targets.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint format types menus bench pages screenshots lock clean install

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## Bring the whole gateway up with three phones (ARGS=--once plays the story and stops)
	@$(BIN)/veille demo $(ARGS)

test: $(READY) ## Run every test on SQLite, PostgreSQL and Valkey (ARGS="-k words" for a few)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY) ## Check style, the import rule and the screens
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/veille menus check

format: $(READY) ## Put the code in the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(READY) ## Check the types
	@$(BIN)/mypy menus storage notifications gateway bench

menus: $(READY) ## Check every screen; draw docs/menus.md, docs/actions.md and the policy
	@$(BIN)/veille menus check
	@$(BIN)/veille menus draw
	@$(BIN)/veille menus actions

bench: $(READY) ## Measure turns beside an empty Flask view, and check every reply of 256 callers
	@$(BIN)/python -m bench $(ARGS)

pages: $(READY) ## Measure the web inbox with 100,000 reports beside 1,000 (ARGS="--database postgresql --reports 1000000")
	@$(BIN)/python -m bench.pages $(ARGS)

screenshots: $(READY) ## Keep a picture of every page in build/screenshots
	@VEILLE_PICTURES=$(CURDIR)/build/screenshots $(BIN)/python -m pytest -q -n 2 tests/browser/console/test_every_page.py $(ARGS)

lock: $(READY) ## Write requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet $(ARGS) -o requirements.lock

install: $(READY) ## Make .venv and install the locked packages and the command veille

clean: ## Remove what the tools made (the instance folder stays)
	@rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml setup.sh
	@sh setup.sh $(VENV)
