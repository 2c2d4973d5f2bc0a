# Two commands do all: `make demo` and `make test`. `make check` is the full gate.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test check bench crash lint types layers clean

demo: $(STAMP) ## the whole loop on this machine: sample site, stand-in platforms, posts, wall, log
	$(BIN)/bot demo

test: $(STAMP) ## all tests
	$(BIN)/pytest -n auto --dist worksteal

check: $(STAMP) lint types layers test ## the full gate: format, lint, types, layers, tests
	@echo "make check: all is well"

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports --no-cache

bench: $(STAMP) ## benchmarks; parts without their data or peers say so and are skipped
	@for part in $(filter-out bench/soak.py,$(wildcard bench/*.py)); do echo "== $$part"; $(BIN)/python $$part || exit 1; done

crash: $(STAMP) ## 10,000 crash points, the broken protocols, the state machine, other tools, the outbox beside the disk, a soak; takes half an hour to an hour
	$(BIN)/python -m tests.crash.harness --points 10000 --jobs 2
	$(BIN)/python -m tests.crash.harness --points 1000 --jobs 2 --jumps 0.3
	@for mutant in "no intent" "no settle" "one reading" "no fence"; do echo "== $$mutant: must be caught"; \
		$(BIN)/python -m tests.crash.harness --points 2000 --mutant "$$mutant" >/dev/null || exit 1; done
	$(BIN)/python -m tests.crash.machine --sequences 2000 --steps 50
	$(BIN)/pytest -n 0 tests/crash/test_deliverers.py
	$(BIN)/python bench/peers.py
	$(BIN)/python bench/outbox.py
	$(BIN)/python bench/scale.py
	$(BIN)/python bench/soak.py

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up .venv (once; needs the package index)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(STAMP)

clean: ## remove what was built; never the data
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis
