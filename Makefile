# What can be done here: `make help`. Needs Python 3.11 or newer, git and make; the rest is installed in $(VENV).

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
CORPUS ?= ../shared/corpora/allsides.parquet
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install run test lab lint format features bench fuzz mutate lock clean

help:  ## list what can be done
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Built anew, not upgraded, when what it is built from changes: a package that left the lock leaves the venv too.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("framing needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...")'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

install: $(READY)  ## install everything into .venv

run: $(READY)  ## execute the notebooks, write reports/<run>/ (ARGS="--name first")
	$(BIN)/framing run $(ARGS)

test: $(READY)  ## run the tests (ARGS="-k quotes -x")
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks $(ARGS)

lint: $(READY)  ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)  ## repair style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

features: $(READY)  ## remake data/allsides_features.parquet from the texts (CORPUS=path)
	$(BIN)/framing features "$(CORPUS)"

bench: $(READY)  ## measure speed and growth beside the peers (ARGS="--only imports jobs")
	$(BIN)/python benchmarks/run.py $(ARGS)
	$(BIN)/python benchmarks/chart.py

fuzz: $(READY)  ## make up texts and files, and see that none breaks anything (ARGS="--seconds 600")
	PYTHONPATH=. $(BIN)/python tools/fuzz.py $(ARGS)

mutate: $(READY)  ## plant faults and count those that the tests notice (ARGS="framing/document.py --sample 60")
	test -d .mutation || $(BIN)/python -m pip install --quiet --disable-pip-version-check --target .mutation "cosmic-ray ==8.7.*"
	PYTHONPATH=.mutation $(BIN)/python tools/mutate.py $(ARGS)

# uv comes from the package index into a venv of its own: a lock that cannot be installed must not stop its repair.
lock:  ## remake requirements.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	.lock-venv/bin/uv pip compile pyproject.toml --extra dev --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	    --no-annotate --no-emit-index-url --no-header --quiet --output-file requirements.lock $(ARGS)
	rm -rf .lock-venv

clean:  ## remove the venv, caches and reports
	rm -rf $(VENV) .lock-venv .fuzz-venv .mutation fuzz_findings reports .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
