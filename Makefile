# The tasks of Veldwerk. Each makes what it needs first; `make` alone lists them.
# Kept to what make 3.81 understands, which macOS brings.

PYTHON = .venv/bin/python
APP = .venv/installed-app
DEV = .venv/installed-dev

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench screenshots lock texts chromium

help: ## List these tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(APP) ## Start the portal with a database of its own and made-up people: PORT=8000 HOST=127.0.0.1
	@exec $(PYTHON) -m portal.launch

test: $(DEV) chromium ## Run all tests, in a browser too: make test args="tests/jury -k conflict"
	$(PYTHON) -m pytest -n 2 $(args)

lint: $(DEV) ## Check style, types, templates, licences, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --check --quiet
	.venv/bin/deptry . --config requirements/deptry.toml
	.venv/bin/reuse lint --quiet

format: $(DEV) ## Put the code in the project's form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djlint templates --reformat --quiet

bench: $(DEV) ## Measure the portal beside a minimal application; writes bench/results.json
	$(PYTHON) -m bench

screenshots: $(DEV) chromium ## Put a picture of each page, wide and narrow, in instance/screenshots
	VELDWERK_SCREENSHOTS=instance/screenshots $(PYTHON) -m pytest -n 2 tests/walk/test_every_page.py

lock: $(DEV) ## Compile requirements/*.in to hash-locked requirements/*.txt
	for name in app dev; do \
	  .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

texts: $(DEV) ## Bring the texts of the code into the Dutch catalogues
	$(PYTHON) -m tools.texts

chromium: $(DEV)
	@$(PYTHON) tools/chromium.py

$(APP): requirements/app.txt
	@sh tools/environment.sh app

$(DEV): requirements/dev.txt requirements/app.txt
	@sh tools/environment.sh dev
