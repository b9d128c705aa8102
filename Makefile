# Needs Python 3.11 or newer, make and git; everything else goes into .venv.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
UV_VERSION := $(shell sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.txt)

.PHONY: run test check browser bench lock format clean

run: $(INSTALLED)
	@PORT=$(PORT) $(BIN)/python -m config.start

$(INSTALLED): requirements.txt
	@echo "Installing into $(VENV) (a minute or two the first time)."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Roundtable needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.txt
	@touch $@

test: $(INSTALLED)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser"

browser: $(INSTALLED)
	$(BIN)/python -m pytest -m browser

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/biome lint --error-on-warnings static/js static/css
	$(BIN)/djhtml --check templates
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell $$(git ls-files '*.py' '*.md' '*.html' '*.css' 'static/js/*.js')
	cd static/vendor && sha256sum --check --quiet SHA256SUMS
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	DEBUG=off SITE_URL=https://roundtable.example.org ALLOWED_HOSTS=roundtable.example.org \
	  EMAIL_URL=smtp://localhost:25 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(INSTALLED)
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	$(BIN)/djhtml templates ; $(BIN)/djade $$(git ls-files 'templates/*.html')

bench: $(INSTALLED)
	$(BIN)/python -m bench $(ARGS)

lock: $(INSTALLED)
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev --generate-hashes --no-header --universal --python-version 3.11 -o requirements.txt

clean:
	rm -rf $(VENV) var
