# Two commands do everything on a fresh machine: `make demo` and `make test`.
SHELL := /bin/sh
PY := .venv/bin/python

.PHONY: help env demo test nightly lint types texts docs pictures bench browser lock clean

help:  ## Say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: .venv/.ready  ## Make the environment (.venv) from the lock file

.venv/.ready: requirements.lock pyproject.toml tools/make-env
	@sh tools/make-env

demo: env  ## Make a region, play its last days live and serve the site
	@exec .venv/bin/careweft demo

test: env browser  ## Lint, types, room contract and every test but the nightly ones
	@sh tools/run-tests

nightly: env browser  ## Every test, the long suites too; and that a test looked at every page
	rm -f looked.log
	CAREWEFT_LOOKED=$(CURDIR)/looked.log $(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -rs \
	  -m "nightly or not nightly" --ignore tests/web/matrix
	$(PY) -m tools.looked looked.log
	$(PY) -m pytest -n 3 --dist worksteal -rsP -m "nightly or not nightly" tests/web/matrix

lint: env  ## Style and the rooms' contract
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && .venv/bin/lint-imports

types: env  ## Strict types
	$(PY) -m mypy

texts: env  ## Bring the catalogues of texts in step with what the pages say
	$(PY) tools/texts.py update && $(PY) tools/texts.py check

docs: env  ## The documentation site, into docs/_build/html
	$(PY) -m sphinx -W -q -b html docs docs/_build/html

pictures: env browser  ## Take the pictures of journeys in the documentation anew
	CAREWEFT_PICTURES=docs/images $(PY) -m pytest -n 0 tests/site/test_journeys.py tests/site/test_own_pages.py \
	  tests/site/test_tasks.py -k "not keyboard and (from_ or corrects or carer_is_let_in or without_a_network)"

bench: env  ## Benchmarks, as JSON
	$(PY) -m bench

browser:  ## Chromium for the page tests, where it is missing and can be had
	@sh tools/install-browser

lock:  ## Resolve the lock file anew (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group pyproject.toml:dev pyproject.toml -o requirements.lock

clean:  ## Remove the environment and built files (not your data)
	rm -rf .venv docs/_build .mypy_cache .ruff_cache .pytest_cache
