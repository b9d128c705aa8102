"""A scratch database of the wanted kind, so that no site's own rows are touched."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NAME = "roundtable_bench"
UNPACKED = ["css", "eot", "html", "js", "json", "map", "md", "svg", "ttf", "txt", "xml"]
LOCAL = "postgres://127.0.0.1:5432/postgres"


def choose(kind: str, folder: str, *, keep: bool) -> None:
    """Point DATABASE_URL at a scratch database: beside the one that it names, or in `folder`.

    `kind` is postgres, sqlite, or nothing for what DATABASE_URL says. Kept, it has a fixed
    name, and a later run measures the rows that are there.
    """
    named = os.environ.get("DATABASE_URL", "")
    kind = kind or ("postgres" if named.startswith(("postgres", "psql")) else "sqlite")
    if kind == "sqlite":
        place = Path(folder) / f"{NAME}.sqlite3"
        os.environ["DATABASE_URL"] = f"sqlite:///{place}"
        return
    if kind != "postgres":
        sys.exit(f"DB must be postgres or sqlite; it is “{kind}”.")
    name = NAME if keep else f"{NAME}_{os.getpid()}"
    server = named if named.startswith(("postgres", "psql")) else LOCAL
    _create(server, name, keep=keep)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def prepare() -> None:
    """Make the tables and collect the files. Nobody fetches these here, so that packing them,
    which takes longer than all the rest, is left out."""
    from django.conf import settings
    from django.core.management import call_command

    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = UNPACKED
    for command in ("migrate", "collectstatic"):
        call_command(command, verbosity=0, interactive=False)


def _create(server: str, name: str, *, keep: bool) -> None:
    import atexit

    import psycopg

    def run(statement: str) -> None:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    try:
        run(f'CREATE DATABASE "{name}"')
    except psycopg.errors.DuplicateDatabase:
        pass
    except psycopg.OperationalError as error:
        sys.exit(f"No PostgreSQL answers at {server}: set DATABASE_URL. ({error})")
    if not keep:
        atexit.register(run, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
