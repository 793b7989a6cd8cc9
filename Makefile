# Two commands are all a newcomer needs: `make demo` and `make test`.

PYTHON ?= python3
PORT ?= 8000

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

# Nothing below is for production: with DEBUG=1 the settings ask for nothing else.
export DEBUG := 1
export PYTHONUNBUFFERED := 1

BIN := .venv/bin
# Names each package as it comes, so that a slow line does not look like a standstill.
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes --requirement $(1) \
	| awk '/^Collecting/ { sub(/[=<>;[].*/, "", $$2); printf " %s", $$2; fflush(); any = 1 } END { if (any) print "" }'

.PHONY: help demo test browser lint bench lock screenshots

help:
	@echo 'make demo         serve the desk with a demo article at http://127.0.0.1:8000 (PORT=8001 chooses another port)'
	@echo 'make test         run all tests but those in the browser'
	@echo 'make browser      run the tests in Chromium (Debian: apt-get install chromium)'
	@echo 'make lint         check style, types, imports, templates and migrations'
	@echo 'make bench        measure every figure the README quotes'
	@echo 'make screenshots  renew the pictures in docs/screenshots'
	@echo 'make lock         renew the locked requirements'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
		|| { echo 'Python 3.11 or newer is needed, and $(PYTHON) is not: `make PYTHON=python3.12 ...` names another.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null \
		|| { echo '$(PYTHON) lacks its venv module. On Debian: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Making .venv'
	@$(PYTHON) -m venv --clear .venv

.venv/demo-ready: requirements-files.txt $(BIN)/python
	@echo 'Installing what the desk runs on:'
	@$(call INSTALL,$<)
	@touch $@

.venv/test-ready: requirements-dev.txt $(BIN)/python
	@echo 'Installing what the tests and checks need:'
	@$(call INSTALL,$<)
	@touch $@

demo: export DATABASE_URL := sqlite:///$(CURDIR)/demo.sqlite3
demo: .venv/demo-ready
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2> /dev/null \
		|| { echo 'Port $(PORT) is taken or not allowed. Choose another, for example: make demo PORT=8001' >&2; exit 1; }
	@echo 'Bringing demo.sqlite3 up to date'
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py create_demo
	@$(BIN)/python manage.py settle_claims 2> /dev/null
	@echo
	@echo 'The desk is at http://127.0.0.1:$(PORT) until you press Ctrl+C.'
	@exec $(BIN)/gunicorn factcheck.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 \
		--log-level warning --no-control-socket

test: .venv/test-ready
	@echo 'Running all tests but those in the browser$(if $(ALL),, and the thorough ones)'
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 -p no:playwright $(if $(ALL),,-m 'not thorough')

browser: .venv/test-ready
	@echo 'Running the tests in Chromium; what fails there must pass alone, for a busy machine can keep a page from a key'
	@$(BIN)/python -m pytest tests/e2e --screenshot only-on-failure \
		|| $(BIN)/python -m pytest tests/e2e --screenshot only-on-failure --last-failed --last-failed-no-failures none

lint: .venv/test-ready
	@echo 'ruff';          $(BIN)/ruff check --quiet .
	@echo 'ruff format';   $(BIN)/ruff format --quiet --check .
	@echo 'djade';         find templates annotations -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	@echo 'mypy';          $(BIN)/mypy
	@echo 'import-linter'; $(BIN)/lint-imports --no-logo --no-cache
	@echo 'migrations';    $(BIN)/python manage.py makemigrations --check --dry-run
	@echo 'django check';  $(BIN)/python manage.py check --fail-level WARNING

bench: .venv/test-ready
	@found=; for file in benchmarks/[!_]*.py; do \
		[ -e "$$file" ] || continue; \
		found=1; name=$$(basename "$$file" .py); \
		echo "$$name"; $(BIN)/python -m "benchmarks.$$name"; \
	done; \
	[ -n "$$found" ] || echo 'There are no benchmarks yet.'

screenshots: .venv/test-ready
	@echo 'Renewing docs/screenshots'
	@$(BIN)/python -m docs.screenshots.take

lock: .venv/test-ready
	@echo 'Renewing requirements.txt, requirements-files.txt and requirements-dev.txt'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@for name in requirements requirements-files requirements-dev; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url "$$name.in" --output-file "$$name.txt"; \
	done
