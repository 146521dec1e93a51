# newsarchive: two commands on a fresh machine (python3 >= 3.11 and make): `make demo`, `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install demo test check bench torture validate sample docs clean

help:
	@echo "make demo     install, crawl the bundled sample web, show what came out"
	@echo "make test     install the dev extra, run every test"
	@echo "make check    ruff, mypy --strict, import contracts"
	@echo "make bench    pages a second, side by side with others"
	@echo "make torture  kill, stop, starve and lie to crawls; nothing may be lost (TORTURE='--times 50 --articles 3000')"
	@echo "make validate archives of four hard crawls under every independent tool that is here"
	@echo "make install  only the virtual environment in $(VENV)"
	@echo "make sample   build the bundled sample web anew"
	@echo "make docs     write docs/sources.md and the table of docs/accuracy.md anew"

# Stamps: a second run installs nothing unless pyproject.toml changed.
$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("newsarchive needs python3 >= 3.11, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing newsarchive into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	@echo "installing the dev extra ..."
	@$(PIP) install --editable '.[dev]'
	@touch $@

# The peers live in an environment of their own, so that none of them pins anything of ours.
$(VENV)/peers/.installed: benchmarks/peers.txt $(VENV)/.installed
	@echo "installing what is compared ..."
	@$(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip --disable-pip-version-check --quiet install -r benchmarks/peers.txt
	@touch $@

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/newsarchive demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n 3 --dist loadfile

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/peers/.installed
	@$(BIN)/python benchmarks/bench.py

torture: $(VENV)/.installed-dev
	@$(BIN)/python tests/torture/run.py $(TORTURE)

# Strict validators of one's own may lie in VALIDATORS; what they call, in WARC_TOOLS.
VALIDATORS ?= ../shared/validators

$(VENV)/validators/.installed: tests/validation/requirements.txt $(VENV)/.installed
	@echo "installing the independent tools ..."
	@$(PYTHON) -m venv $(VENV)/validators
	@$(VENV)/validators/bin/python -m pip --disable-pip-version-check --quiet install -r tests/validation/requirements.txt
	@touch $@

validate: $(VENV)/.installed-dev $(VENV)/validators/.installed
	@$(BIN)/python tests/validation/run.py --tools $(VENV)/validators --validators $(VALIDATORS) $(VALIDATE)

sample: $(VENV)/.installed-dev
	@$(BIN)/python tests/sample/build.py

docs: $(VENV)/.installed-dev $(VENV)/peers/.installed
	@$(BIN)/newsarchive sources --markdown > docs/sources.md
	@$(BIN)/python benchmarks/accuracy.py --write docs/accuracy.md

clean:
	@rm -rf build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
