# `make demo` and `make test` are complete on a machine with only Python 3.11+, git and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-lento tipos pruebas chaos chaos-acuses apariencias bench clean

demo: $(VENV)/.navegador
	$(BIN)/icsoe demo

test: $(VENV)/.desarrollo $(VENV)/.navegador $(VENV)/.ligero
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# Side by side: the types take half a minute of one processor.
	$(MAKE) --no-print-directory --jobs=2 tipos pruebas

tipos:
	$(BIN)/mypy
	$(BIN)/lint-imports

pruebas:
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

# Those that make test leaves out to stay under five minutes, and new examples for properties.
test-lento: $(VENV)/.desarrollo $(VENV)/.navegador $(VENV)/.ligero
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m lento
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -q -m hypothesis \
	  --hypothesis-profile=a-fondo

# Hours of bad luck in minutes: make chaos CAOS="--presentaciones 500 --semilla 7 --bitacora sqlite"
chaos: $(VENV)/.desarrollo $(VENV)/.navegador
	$(BIN)/python -m tests.caos $(CAOS)

# The same for the download of acuses: 100 taxpayers with 10 each.
chaos-acuses: $(VENV)/.desarrollo $(VENV)/.navegador
	$(BIN)/python -m tests.caos.acuses $(CAOS)

# The flows on each way of writing the same portal, and a portal that was rewritten, repaired by
# pasting what «icsoe portal revisar» proposes.
apariencias: $(VENV)/.desarrollo $(VENV)/.navegador $(VENV)/.ligero
	@for una in clasica pobre jquery angular; do echo "== $$una" && \
	  $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -q -m "" tests/paginas/test_pantallas.py \
	    tests/flujo --apariencia $$una || exit 1; done
	$(BIN)/python -m tests.calibracion

# Figures as ratios within one run; what each is stands in bench/README.md. Smaller samples:
# make bench BENCH=--corta
bench: $(VENV)/.pares $(VENV)/.navegador
	$(BIN)/python -m bench $(BENCH)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Hace falta Python 3.11 o posterior." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.instalado: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.desarrollo: $(VENV)/.instalado
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The programs that the benchmarks compare with; nothing else needs them.
$(VENV)/.pares: $(VENV)/.desarrollo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

$(VENV)/.navegador: $(VENV)/.instalado
	$(BIN)/icsoe revisar --instalar
	@touch $@

# Most tests run on Chromium's headless shell, a third cheaper, where there is one.
$(VENV)/.ligero: $(VENV)/.desarrollo $(VENV)/.navegador
	$(BIN)/python -m tests.navegadores
	@touch $@

clean:
	rm -rf $(VENV) build dist icsoe-demo
