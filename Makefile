# Two commands do everything on a fresh machine:
#   make jam    sets up what playing needs (no tensorflow) and starts the band;  make jam ARGS="--bpm 160"
#   make test   sets up everything and passes the tests;  make bench runs the benchmarks

PYTHON := $(shell for p in python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,13))' 2>/dev/null && echo $$p && break; done)
BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
PLAY := .venv/$(BIN)
TEST := .venv-test/$(BIN)

PAGE_LINT := tools/page-lint

.PHONY: jam test lint lint-page bench clean

jam: .venv/.ready
	@exec $(PLAY)/jamd run $(ARGS)

test: .venv-test/.ready lint
	$(TEST)/python -m pytest $(ARGS)

bench: .venv-test/.ready
	$(TEST)/python -m pytest --benchmark-enable --benchmark-only $(ARGS)

lint: .venv-test/.ready lint-page
	$(TEST)/ruff check .
	$(TEST)/ruff format --check .
	$(TEST)/mypy

# The page's JavaScript. Only this needs node; CI must have it.
ifeq ($(shell command -v npm),)
lint-page:
	@echo "npm is not installed: the page's JavaScript was not checked." >&2; test -z "$(CI)"
else
lint-page: $(PAGE_LINT)/node_modules/.ready
	@npm run --silent --prefix $(PAGE_LINT) check
endif

$(PAGE_LINT)/node_modules/.ready: $(PAGE_LINT)/package.json $(PAGE_LINT)/package-lock.json
	@npm ci --silent --prefix $(PAGE_LINT)
	@touch $@

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "jamd needs Python 3.11 or 3.12; neither is installed." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PLAY)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv-test/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "jamd needs Python 3.11 or 3.12; neither is installed." >&2; exit 1; }
	$(PYTHON) -m venv .venv-test
	$(TEST)/python -m pip install --quiet --constraint constraints.txt --editable '.[train,cluster,link,dev]'
	@touch $@

clean:
	rm -rf .venv .venv-test build *.egg-info $(PAGE_LINT)/node_modules
