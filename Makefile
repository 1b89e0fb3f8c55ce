# Every command does its own set-up. Assumed: Python 3.11, git, make. Steps that are up to date are skipped (.stamps).
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

export PYTHON
# Our own modules are compiled at their first import; both runs and tests start many processes.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=
STEP = @deploy/setup.sh $(@F)

# What was deleted by hand is brought again.
ifeq ($(wildcard .venv/bin/utvag),)
$(shell rm -f .stamps/python)
endif
ifeq ($(wildcard .assets/node_modules),)
$(shell rm -f .stamps/assets)
endif
ifeq ($(wildcard .kafka/lib),)
$(shell rm -f .stamps/kafka)
endif
ifeq ($(wildcard .openid/node_modules),)
$(shell rm -f .stamps/openid)
endif

.PHONY: help run test lint wheel faults bench machine everything

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .stamps/assets ## the portal with the demonstration year, everything in one process (ARGS="--help" for more)
	@exec .venv/bin/utvag run $(ARGS)

test: lint everything ## everything: lint, then all tests on Apache Kafka, PostgreSQL and Chromium (ARGS="-k word" for some)
	@.venv/bin/pytest --numprocesses 2 --no-loadscope-reorder $(ARGS)

lint: .stamps/python ## style, formatting and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

wheel: .stamps/assets ## what an installation needs, as one file in dist
	@UV_CACHE_DIR="$$PWD/.tools/cache" .tools/venv/bin/uv build --quiet --wheel --out-dir dist

faults: everything ## kills and outages with the long settings, instead of the small ones of make test
	@UTVAG_LONG=1 .venv/bin/pytest tests/faults tests/journeys/test_kills.py --timeout 3600 $(ARGS)

bench: everything ## the measured speeds, each beside its peer
	@.venv/bin/python -m tests.bench $(ARGS)

everything: .stamps/assets machine .stamps/kafka .stamps/promtool .stamps/openid

machine:
	@deploy/setup.sh machine

.stamps/tools: deploy/setup.sh
	$(STEP)

.stamps/python: .stamps/tools uv.lock pyproject.toml
	$(STEP)

.stamps/assets: .stamps/python deploy/fetch_assets.py deploy/assets/package-lock.json
	$(STEP)

.stamps/kafka: deploy/kafka/pom.xml
	$(STEP)

# After `machine`, which reads the lists of packages anew where something is to be installed.
.stamps/promtool: deploy/setup.sh
	$(STEP)

.stamps/openid: .stamps/python deploy/fetch_assets.py tests/parts/openid/package-lock.json
	$(STEP)
