# The one door to everything; CI uses the same targets.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check
READY := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test soak check format bench screenshots audit lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(READY) ## make .venv with everything in it, pinned and checked by hash

demo: $(READY) ## Tracker, worker, database and a sandbox of Xero (PORT, SANDBOX_PORT, TRACKER_HOME, STORY)
	@$(VENV)/bin/tracker demo --with-parent

test: $(READY) ## the whole suite, on all processors (ARGS="-k words" for a part)
	@$(RUN) pytest -n auto $(ARGS)

SEEDS ?= 1000
soak: $(READY) ## random histories held against the books (SEEDS=1000), or one with its deeds (SEED=7); every kill
ifdef SEED
	@TRACKER_TEST_SEED=$(SEED) $(RUN) pytest tests/histories/test_histories.py -q -s $(ARGS)
else
	@TRACKER_TEST_SEEDS=$(SEEDS) $(RUN) pytest tests/histories/test_histories.py -q -n auto $(ARGS)
	@TRACKER_TEST_KILLS=every $(RUN) pytest tests/crashes -q -n auto -rP --show-capture=stdout $(ARGS)
endif

check: $(READY) ## format, lint, types, layers
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy
	@$(VENV)/bin/lint-imports --no-logo

format: $(READY) ## put the code into its format
	@$(RUN) ruff check --fix --quiet . || true
	@$(RUN) ruff format .

bench: $(READY) ## calls, bytes and seconds of a large send
	@$(RUN) benchmarks $(ARGS)

screenshots: $(READY) ## take the pictures of the user guide anew, in a Chromium
	@$(RUN) docs.guide.take_screenshots

audit: $(READY) ## known holes in what we depend on
	@$(VENV)/bin/python .ci/audit.py requirements-dev.txt

LOCK := $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: $(READY) ## renew the requirements files (ARGS="--upgrade" for newer versions)
	@$(LOCK) $(ARGS) pyproject.toml -o requirements.txt
	@$(LOCK) $(ARGS) --group build -o requirements-build.txt
	@$(LOCK) $(ARGS) pyproject.toml xero_sandbox/pyproject.toml --group dev -o requirements-dev.txt

$(READY): requirements-build.txt requirements-dev.txt pyproject.toml xero_sandbox/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Tracker needs Python 3.11 or later as $(PYTHON); name another: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Installing; this is done once."
	@$(INSTALL) --require-hashes -r requirements-build.txt
	@$(INSTALL) --require-hashes --no-build-isolation -r requirements-dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e . -e ./xero_sandbox
	@touch $@
