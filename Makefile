# Every target is a line here and a small script in bin/. Variables on the command line reach the script:
# make run PORT=9000, make test PROFILE=full ARGS="-k checkout".
.POSIX:
.PHONY: help setup run test check loopback bench fuzz soak messages module promises openapi clients lock clean

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv from the hashed lock (nothing to do where it is up to date)
	@bin/setup run

run: ## serve API, admin and docs on http://127.0.0.1:$PORT (8000); Ctrl-C ends it
	@exec bin/run

test: ## the whole suite on both profiles (PROFILE=embedded, ARGS="-k cart")
	@exec bin/test

check: ## lint, types, walls, migrations, API schema, settings for production
	@exec bin/check

loopback: ## the set of docker-compose.yml without Docker, on loopback, from installed servers; Ctrl-C ends it
	@bin/setup dev
	@exec .venv/bin/python -m deploy.loopback $(ARGS)

bench: ## what it costs, as ratios measured side by side
	@bin/setup dev
	@exec .venv/bin/python -m bench $(ARGS)

fuzz: ## call a live shop as its schema allows, and does not (ARGS="--role buyer --calls 500 --profile full")
	@exec bin/fuzz $(ARGS)

soak: ## crowds, chance, faults and killed processes at length, then 5,000 calls of each role (two hours; ARGS="-k chance")
	@bin/soak $(ARGS)
	@bin/fuzz --profile embedded && bin/fuzz --profile full

messages: ## gather and compile the translations
	@exec bin/messages

module: ## lay out a new module: make module name=invoices_export
	@exec bin/module "$(name)"

promises: ## write docs/promises.txt, what authors of modules may lean on
	@bin/setup run
	@bin/aside .venv/bin/python manage.py promises

openapi: ## write openapi.json from the code
	@bin/setup run
	@bin/aside .venv/bin/python manage.py openapi

clients: ## generate the TypeScript and Python clients, check their types, make a first sale with each
	@exec bin/clients

lock: ## make the lock files anew from pyproject.toml
	@exec bin/lock

clean: ## remove .venv and caches; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
