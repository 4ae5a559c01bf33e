# Needs GNU Make and Python 3.11 or newer with venv; everything else is installed into $(VENV).
# Each target says what it does while it does it, and does only what is new the second time.

PYTHON   ?= python3
VENV     ?= .venv
STORE    ?= .store/demo
GOLD     ?= eval/gold/demo.jsonl
QUESTION ?= 刚毕业没房子，想申请云澜的公租房要什么条件？
ARGS     ?=

DEMO := .store/demo
PY   := $(VENV)/bin/python
PIP  := $(PY) -m pip --disable-pip-version-check -qq
# Only the demo documents are ever added by a target; a store that you name is yours.
WITH_DEMO := $(if $(filter $(DEMO),$(STORE)),$(DEMO).added)
# A file at a time to each of two processes, in order: the browser tests come last, because
# Playwright leaves an event loop running.
TWO_AT_A_TIME := -n 2 --dist loadfile --no-loadscope-reorder
# What a docstring documents is there: its parameters, returns and yields (pydoclint, by flake8, whose
# other checks are ruff's).
DOCSTRINGS := --select=DOC102,DOC104,DOC303,DOC403 --style=sphinx --allow-init-docstring=True \
  --skip-checking-short-docstrings=True --arg-type-hints-in-docstring=False \
  --check-class-attributes=False --check-return-types=False corpus index prompts rag ui eval
# What wheels are made, checked and audited with, apart from what they are made of.
TOOLS := build/tools
# Licences whose terms would reach whatever stands on policyqa; in what tests alone use they do not.
REFUSED_LICENCES := AGPL;GPL-2;GPL-3;GNU General Public;GNU Affero
TESTS_ONLY := fpdf2
# One value, kept from make's and the shell's own reading of it.
export ASKED := $(value QUESTION)
# Packages are not compiled when they are installed, but when they are first used.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help ask chat serve eval test test-slow check package audit fix readme lock clean FORCE

help: ## show this list
	@echo 'make TARGET, where TARGET is one of:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

ask: $(VENV)/.ready $(WITH_DEMO) ## ask the demo documents: make ask QUESTION="…" [STORE=DIR]
	@printf '\n%s\n\n' "$$ASKED"
	@$(PY) -m rag ask --store '$(STORE)' -- "$$ASKED"

chat: $(VENV)/.ready $(WITH_DEMO) ## open the chat window on this machine
	@$(PY) -m rag chat --store '$(STORE)' $(ARGS)

serve: $(VENV)/.ready $(WITH_DEMO) ## answer over HTTP on this machine
	@$(PY) -m rag serve --store '$(STORE)' $(ARGS)

eval: $(VENV)/.ready $(WITH_DEMO) ## measure: make eval [GOLD=FILE.jsonl STORE=DIR]
	@echo "==> Measuring with $(GOLD) over $(STORE)"
	@$(PY) -m eval '$(GOLD)' --store '$(STORE)' $(ARGS)

test: $(VENV)/.ready-dev ## run the tests (minutes; no network needed)
	@echo "==> Running the tests"
	@$(PY) -m pytest $(TWO_AT_A_TIME) $(ARGS)

test-slow: $(VENV)/.ready-dev ## run the long tests too: crashes, damage, load
	@echo "==> Running all tests, the long ones too"
	@$(PY) -m pytest -m 'slow or not slow' --timeout=3600 $(ARGS)

check: $(VENV)/.ready-dev ## format, lint, types and docstrings, changing nothing
	@failed=0; \
	echo "==> ruff format --check"; $(PY) -m ruff format --check --quiet . || failed=1; \
	echo "==> ruff check"; $(PY) -m ruff check --quiet . || failed=1; \
	echo "==> mypy --strict"; $(PY) -m mypy || failed=1; \
	echo "==> pydoclint"; $(PY) -m flake8 $(DOCSTRINGS) || failed=1; \
	exit $$failed

package: $(TOOLS)/.ready ## build wheel and sdist, check them, install them elsewhere, ask
	@PYTHON='$(PYTHON)' .ci/package

audit: $(VENV)/.ready $(TOOLS)/.ready ## known vulnerabilities and licences of what is installed
	@echo "==> pip-audit: known vulnerabilities of the pinned versions"
	@$(TOOLS)/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --progress-spinner off
	@echo "==> pip-licenses: what is installed in $(VENV), by licence"
	@$(TOOLS)/bin/pip-licenses --python $(PY) --from=mixed --order=license --partial-match \
	  --ignore-packages $(TESTS_ONLY) --fail-on '$(REFUSED_LICENCES)'

fix: $(VENV)/.ready-dev ## format and mend what the linter can mend
	@echo "==> ruff format, ruff check --fix"
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

readme: $(VENV)/.ready-dev ## run the README's commands and write down what they print
	@echo "==> Running the README's commands"
	@$(PY) -m tests.habits.readme

lock: ## choose new versions of everything and write constraints.txt
	$(require_python)
	@echo "==> Installing the newest allowed versions into a fresh environment"
	@rm -rf build/lock && mkdir -p build && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install -qq -U pip
	@build/lock/bin/python -m pip install -qq --no-compile -e . --group dev --group release
	@{ echo '# The versions this project is tested with; every install uses them. Made by `make lock`.'; \
	   build/lock/bin/python -m pip freeze --all --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt
	@rm -rf build/lock && echo "==> constraints.txt is written; run make check test before you commit it"

clean: ## remove the environment, the demo store and all caches
	@echo "==> Removing $(VENV), $(DEMO), caches"
	@rm -rf $(VENV) $(DEMO) $(DEMO).added build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- what the targets stand on -------------------------------------------------------------

# $(call seen,CODE): what $(PYTHON) prints for CODE; empty when it does not start.
seen = $(shell $(PYTHON) -c '$(1)' 2>/dev/null)
again = run: PYTHON=python3.11 make $(firstword $(MAKECMDGOALS) ask)
old = Python $(call seen,import sys; print(sys.version.split()[0])) is too old ("$(PYTHON)"); \
policyqa needs 3.11 or newer. Install one, then $(again)
absent = "$(PYTHON)" does not start; policyqa needs Python 3.11 or newer. Install it, then $(again)
no_venv = "$(PYTHON)" has no venv module. Install it (Debian, Ubuntu: apt install python3-venv), \
then run make $(firstword $(MAKECMDGOALS) ask) again

# One line and an end when Python will not do.
define require_python
$(if $(call seen,print(1)),,$(error $(absent)))
$(if $(call seen,import sys; print("1" * (sys.version_info >= (3, 11)))),,$(error $(old)))
$(if $(call seen,import ensurepip; import venv; print(1)),,$(error $(no_venv)))
endef

$(VENV)/.made:
	$(require_python)
	@echo "==> Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv '$(VENV)'
	@$(PIP) install --upgrade -c constraints.txt pip
	@touch $@

$(VENV)/.ready: $(VENV)/.made pyproject.toml constraints.txt
	@echo "==> Installing policyqa and what it stands on (about 110 packages; some minutes the first time)"
	@$(PIP) install --no-compile -c constraints.txt --build-constraint constraints.txt -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.made pyproject.toml constraints.txt
	@echo "==> Installing policyqa and what its tests need (about 160 packages; some minutes the first time)"
	@$(PIP) install --no-compile -c constraints.txt --build-constraint constraints.txt -e . --group dev
	@touch $@ $(VENV)/.ready

$(TOOLS)/.ready: pyproject.toml constraints.txt
	$(require_python)
	@echo "==> Installing what wheels are made and audited with into $(TOOLS)"
	@mkdir -p build && $(PYTHON) -m venv '$(TOOLS)'
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check -qq install --upgrade -c constraints.txt pip
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check -qq install --no-compile \
	  -c constraints.txt setuptools --group release
	@touch $@

# A new built-in embedding model, as after an update, makes the demo store's vectors anew.
$(DEMO).added: $(VENV)/.ready $(wildcard corpus/samples/* index/builtin/*) $(if $(wildcard $(DEMO)),,FORCE)
	@echo "==> Reading the demo documents into $(DEMO)"
	@mkdir -p $(dir $(DEMO))
	@if [ -e $(DEMO) ]; then $(PY) -m rag reembed --encoder builtin --store $(DEMO); fi
	@$(PY) -m rag add --store $(DEMO) corpus/samples
	@touch $@
