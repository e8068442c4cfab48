# Everything runs from .venv. Needed beforehand: Python 3.11 or newer with its venv module, and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# Stands with the kept code, and goes with it.
KERNELS := $(shell grep -rl --include='*.py' '^@compiled' services)
KERNELS_STAMP := services/relatedness/__pycache__/kernels
# What the parser and the index are measured beside, apart from what the product runs on.
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/installed
BENCH_LOCK := tests/bench/parsers/requirements
BENCH_INDEX_STAMP := $(BENCH_VENV)/installed-index
BENCH_INDEX_LOCK := tests/bench/index/requirements
TEST_OPTIONS ?=
BENCH_OPTIONS ?=
# Acceptance mostly waits, so three files share two cores; each process has a Kafka of its own. Files start in the order
# that tests/conftest.py gives, not those with most tests first: the longest have one test.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install run test test-hostile test-faults faults-under-load faults-beside test-faults-short test-exact test-compose test-browser check bench bench-parser bench-index bench-readback bench-receiver bench-send bench-live bench-view bench-tools lock clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

install: $(STAMP) $(KERNELS_STAMP) ## .venv with the command .venv/bin/themewire, from requirements.lock, checked by hash

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "make install: no python3.11 found; install Python 3.11 or newer, or say PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make install: $(PYTHON) is older than 3.11; say PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "make install: $(PYTHON) has no venv module; install it (Debian, Ubuntu: the package python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# Once and here, not in each process that comes first: tests side by side and services that start together.
$(KERNELS_STAMP): $(STAMP) $(KERNELS)
	$(BIN)/python -m services.cli.compile_kernels
	@mkdir -p $(@D) && touch $@

run: install ## Kafka and all services, with the demo's articles; Ctrl-C stops all
	@exec $(BIN)/themewire up --demo

test: install ## rings unit, contracts and acceptance
	$(BIN)/pytest $(SIDE_BY_SIDE) tests/unit tests/contracts tests/acceptance $(TEST_OPTIONS)

test-hostile: install ## ring hostile: documents and records that mean harm, and every limit
	$(BIN)/pytest tests/hostile $(TEST_OPTIONS)

test-faults: install ## ring faults in full: kills, zombies, outages, full disks (about 35 minutes)
	@$(MAKE) --no-print-directory -j2 faults-under-load faults-beside

# One under load at a time; those beside it mostly wait.
UNDER_LOAD := tests/faults/test_killed_every_five_seconds.py tests/faults/test_joins_and_leaves.py
faults-under-load:
	TEST_FAULTS=long $(BIN)/pytest $(UNDER_LOAD) $(TEST_OPTIONS)
faults-beside:
	TEST_FAULTS=long $(BIN)/pytest tests/faults $(addprefix --ignore=,$(UNDER_LOAD)) $(TEST_OPTIONS)

test-faults-short: install ## the same in under 5 minutes, as CI runs it
	$(BIN)/pytest -n 2 --dist worksteal tests/faults $(TEST_OPTIONS)

test-exact: install ## ring exact: 2,000 articles in 18 ways, and tens of thousands of schedules (about 20 minutes)
	TEST_SCHEDULES=30000 $(BIN)/pytest -n 2 --dist load tests/exact tests/unit/indexer --timeout=1800 $(TEST_OPTIONS)

test-compose: install ## ring cluster: the compose stack, built and restarted (needs Docker)
	$(BIN)/pytest tests/cluster -rs $(TEST_OPTIONS)

test-browser: install ## ring browser: the pages in a real Chromium
	$(BIN)/pytest tests/browser $(TEST_OPTIONS)

check: install ## format, lint, types, layers, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m services.cli.contracts --check

bench: install ## measure the whole system on this machine
	$(BIN)/pytest tests/bench -s $(TEST_OPTIONS)

bench-parser: install $(BENCH_STAMP) ## the parser beside trafilatura, newspaper4k and resiliparse (needs ../shared)
	@$(BIN)/python -m tests.bench.parsers $(BENCH_OPTIONS)

bench-index: install $(BENCH_INDEX_STAMP) ## the index to a million articles, beside tantivy, SQLite FTS5 and bm25s; the write load (needs ../shared)
	@$(BIN)/python -m tests.bench.index $(BENCH_OPTIONS)

bench-readback: install ## how soon an indexer that owns a shard of 125,000 articles is ready (needs ../shared)
	@$(BIN)/python -m tests.bench.index.readback
	@$(BIN)/python -m tests.bench.index.ready

bench-send: install ## themewire send of 10,000 files beside a bare producer
	@$(BIN)/python -m tests.bench.send

bench-receiver: install ## the receiver beside a bare FastAPI route, a batch beside a bare producer
	@$(BIN)/python -m tests.bench.receiver

bench-live: install ## from a document's 202 to its event at a thousand clients, beside a bare produce and consume
	@$(BIN)/python -m tests.bench.live

bench-view: install ## a view of 200,000 articles beside a constant answer; a view that begins with nothing
	@$(BIN)/python -m tests.bench.view

bench-tools: $(BENCH_INDEX_STAMP) ## bm25s and tantivy, for themewire backtest --against

# Nothing but what the lock names, so there is nothing to resolve; older pips fail at it (lxml's extra named twice).
$(BENCH_STAMP): $(BENCH_LOCK).lock
$(BENCH_INDEX_STAMP): $(BENCH_INDEX_LOCK).lock
$(BENCH_STAMP) $(BENCH_INDEX_STAMP):
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r $<
	@touch $@

COMPILE := $(BIN)/uv pip compile --generate-hashes --no-emit-index-url --no-header --quiet --python-version 3.11
lock: install ## resolve requirements.lock and the bench's anew
	$(COMPILE) pyproject.toml --all-extras -o requirements.lock
	$(COMPILE) $(BENCH_LOCK).in -o $(BENCH_LOCK).lock
	$(COMPILE) $(BENCH_INDEX_LOCK).in -o $(BENCH_INDEX_LOCK).lock

clean: ## remove .venv, caches and the data of themewire up
	rm -rf $(VENV) $(BENCH_VENV) .themewire build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
