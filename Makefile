# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The entry points. Each does all its own set-up, below .cache/; the work is in tools/.

.DEFAULT_GOAL := help
.PHONY: help demo format test test-matrix molecule corpus drill mutants bench lint docs unit sandbox integration sanity pages lock clean
MAKEFLAGS += --no-print-directory

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

demo: ## issue, renew and use certificates from the sandbox, on this machine
	@tools/demo

test: ## run every check and every test
	@tools/check

test-matrix: ## run the tests with the oldest and the newest supported ansible-core
	@tools/check --matrix

molecule: ## run the roles on machines of their own, and use what they deploy (root, Debian; 15 minutes)
	@tools/molecule

corpus: ## read every key, certificate and path of cryptography-vectors, with five versions of cryptography (5 minutes)
	@tools/corpus

drill: ## disturb every action at every request, and every call of the system; money is spent once, no set is lost (30 minutes)
	@tools/check --drill

mutants: ## break the code one spot at a time, and list what no unit test notices (an hour)
	@tools/mutants

bench: ## measure requests, time and memory of certificates and fleets against the sandbox
	@tools/bench

lint: ## run formatters' and linters' checks only
	@tools/check lint

format: ## format the Python code
	@"$$(tools/venv test)/bin/ruff" format --no-cache .

docs: ## check documentation and changelog only
	@tools/check docs

unit: ## run the unit tests only
	@tools/check unit

sandbox: ## run the sandbox's own tests only
	@tools/check sandbox

integration: ## run the integration tests only
	@tools/check integration

sanity: ## run ansible-test sanity only
	@tools/check sanity

pages: ## make a page of every module, role and guide below .cache/pages
	@tools/pages

lock: ## write requirements/*.txt anew from requirements/*.in
	@tools/lock

clean: ## remove everything the other targets made
	@rm -rf .cache .ansible .nox .mypy_cache .ruff_cache .pytest_cache
