# Two commands are all a new machine needs: `make serve` and `make test`.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet

.PHONY: serve test check opensearch bench peers quality lock lexica translations screenshots

serve: $(VENV)/.run ## build the index and serve the site on PORT
	@$(BIN)/kb index
	@$(BIN)/kb serve --port $(PORT)

test: $(VENV)/.test ## everything: linters, types, import rules, catalogues, docs, corpus, all tests
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check --quiet src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/kb check
	@$(BIN)/python -m pytest

check: $(VENV)/.run ## every mistake of the corpus, with file and line
	@$(BIN)/kb check

opensearch: $(VENV)/.test ## a cluster of three nodes on this machine, to try that engine on; needs Java 17 and Maven
	@$(BIN)/python -m tests.opensearch.nodes

bench: $(VENV)/.test ## measure indexing and search; prints figures, judges nothing
	@$(BIN)/python benchmarks/speed.py

peers: $(VENV)/.test ## measure beside tantivy alone, SQLite FTS5 and Whoosh, at 1,000, 10,000 and 100,000 documents; takes an hour
	@$(BIN)/python benchmarks/peers

quality: $(VENV)/.test ## measure search quality; prints the table and rewrites benchmarks/quality/scores.json
	@$(BIN)/python benchmarks/quality

screenshots: $(VENV)/.test ## pictures of six pages in all four views, for docs/screens.md
	@$(BIN)/python benchmarks/screenshots.py docs/screenshots

translations: $(VENV)/.test ## bring the catalogues up to date with the sources
	@$(BIN)/pybabel --quiet extract --mapping-file translations/babel.cfg --keywords N_ --no-location --omit-header --sort-output --width 100 --output-file translations/messages.pot .
	@for language in sq sr; do \
	  po=translations/$$language/LC_MESSAGES/messages.po; header=$$(sed '/^$$/q' $$po); \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --omit-header --ignore-obsolete --width 100 --input-file translations/messages.pot --output-dir translations --locale $$language; \
	  printf '%s\n\n' "$$header" | cat - $$po >$$po.new && mv $$po.new $$po; done

lock: $(VENV)/.test ## renew the lock files after a change of pyproject.toml
	@$(LOCK) pyproject.toml --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --extra opensearch --output-file requirements/opensearch.txt
	@$(LOCK) pyproject.toml --extra dev --output-file requirements/test.txt
	@$(LOCK) requirements/build.in --output-file requirements/build.txt

lexica: $(VENV)/.run ## rebuild the lexica from the published word lists, only needed when they change
	@rm -rf var/lexica
	@echo "Downloading the word lists (100 MB) and building the lexica (a minute or two) …" >&2
	@$(PIP) download --no-deps --require-hashes -r requirements/lexica.txt -d var/lexica
	@$(BIN)/python -m kb.languages.building var/lexica

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say which with make PYTHON=…")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the site needs (once; about a minute) …" >&2
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "Installing what the tests need (once; about a minute) …" >&2
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@
