# The two commands a newcomer needs are `make verify` and `make test`; each makes .venv on first use.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help verify test lint format lock bench planted figures gallery clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

verify: $(INSTALLED) ## check every claim and print the verdicts
	@$(BIN)/etalon verify

test: $(INSTALLED) ## run the whole test suite
	@$(BIN)/pytest -n auto

lint: $(INSTALLED) ## format check, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(INSTALLED) ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(INSTALLED) ## measure the exact engine against the plain one
	@$(BIN)/python benchmarks/exact.py

planted: $(INSTALLED) ## plant errors in the claims and tell which are caught
	@$(BIN)/python -m benchmarks.planted --write

figures: $(INSTALLED) ## draw README's picture again
	@$(BIN)/etalon simulate --counts 2,1 --beta 1,1 --schedule "3/2*1, flow" --against flow --stop 1/100 --plot docs/talk.png

gallery: $(INSTALLED) ## write docs/counterexamples again
	@$(BIN)/python docs/gallery.py

lock: ## renew requirements.lock (needs uv)
	@uv lock --quiet --upgrade
	@uv export --quiet --format requirements.txt --no-emit-project --no-annotate --no-header --output-file requirements.lock
	@rm -f uv.lock

clean: ## remove .venv and caches
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .planted dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# With uv if it is there, with plain venv and pip if not; both install exactly requirements.lock, hashes checked.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Etalon needs Python 3.11 or newer; say make PYTHON=python3.13, for example")'
	@echo "making .venv from requirements.lock ..."
	@if command -v uv >/dev/null 2>&1; then \
	    uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv && \
	    uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	    $(PYTHON) -m venv --clear .venv && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(INSTALLED)
