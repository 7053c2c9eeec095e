# Two commands do everything on a fresh machine:
#   make jam    sets up what playing needs (no tensorflow) and starts the band;  make jam ARGS="--bpm 160"
#   make test   sets up everything and passes the tests;  make bench runs the benchmarks

# The newest Python among some versions; `python3` may be any of them. For training it is what tensorflow has wheels for.
newest = $(shell for minor in $(1); do for python in python3.$$minor python3 python; do \
	$$python -c "import sys; sys.exit(sys.version_info[:2] != (3, $$minor))" 2>/dev/null && echo $$python && exit; done; done)
PYTHON = $(call newest,14 13 12 11)
TEST_PYTHON = $(call newest,13 12 11)
BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
PLAY := .venv/$(BIN)
TEST := .venv-test/$(BIN)
PAGE_LINT := tools/page-lint

NO_PYTHON = echo "This needs Python $(1), and none of these is installed here: on Debian and Ubuntu 'sudo apt install python3 \
python3-venv', on Fedora 'sudo dnf install python3.13', with Homebrew 'brew install python@3.13'." >&2; exit 1
NO_WHEEL = echo "pip could not install everything, and says why above: if it tried to build a package, it needs a C++ compiler and the \
headers, on Debian and Ubuntu 'sudo apt install g++ python3-dev libasound2-dev libjack-jackd2-dev'." >&2; exit 1

.PHONY: jam test lint lint-page bench clean

jam: .venv/.ready
	@exec $(PLAY)/jamd run $(ARGS)

test: .venv-test/.ready lint
	$(TEST)/python -m pytest --numprocesses=2 --no-loadscope-reorder $(ARGS)

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
	@test -n "$(PYTHON)" || { $(call NO_PYTHON,3.11 to 3.14); }
	@$(PYTHON) -m venv .venv
	@$(PLAY)/python -m pip install --quiet --constraint constraints.txt --editable . || { $(NO_WHEEL); }
	@touch $@

.venv-test/.ready: pyproject.toml constraints.txt
	@test -n "$(TEST_PYTHON)" || { $(call NO_PYTHON,3.11 to 3.13); }
	@$(TEST_PYTHON) -m venv .venv-test
	@$(TEST)/python -m pip install --quiet --constraint constraints.txt --editable '.[train,cluster,link,dev]' || { $(NO_WHEEL); }
	@touch $@

clean:
	rm -rf .venv .venv-test build *.egg-info $(PAGE_LINT)/node_modules
