"""Reads what the environment says and refuses to start on what can't work."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=-20000;"
)


def embedded_secret_key(env: environ.Env, folder: Path) -> str:
    """The key in SECRET_KEY, or one made at the first start and kept in `folder`."""
    if key := env.str("SECRET_KEY", default=""):
        return str(key)
    path = folder / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        key = get_random_secret_key()
        file.write(key)
    return key


def production_secret_key(env: environ.Env) -> str:
    key = str(env.str("SECRET_KEY", default=""))
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY must be set to a random text of at least 50 characters when DEBUG is off;"
            " make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def site_url(env: environ.Env, embedded: bool) -> str:
    default = f"http://127.0.0.1:{env.str('PORT', default='8000')}" if embedded else ""
    url = str(env.str("SITE_URL", default=default)).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            "SITE_URL must be the public address of the site, such as https://forum.example.org,"
            f" without a path; it is “{url}”."
        )
    return url


def allowed_hosts(env: environ.Env, embedded: bool, url: str) -> list[str]:
    hosts = [str(host) for host in env.list("ALLOWED_HOSTS", default=[]) if host]
    if embedded:
        return [*hosts, "localhost", "127.0.0.1", "[::1]", str(urlsplit(url).hostname)]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must list the site's host names, separated by commas, when DEBUG is"
            " off; “*” would let anyone name the site."
        )
    return hosts


def database(env: environ.Env, folder: Path) -> dict[str, Any]:
    """SQLite in `folder` unless DATABASE_URL names another; either tuned as measured."""
    url = str(env.str("DATABASE_URL", default=f"sqlite:///{folder / 'roundtable.sqlite3'}"))
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL can't be read: {error}") from error
    engine = str(config.get("ENGINE", ""))
    if engine.endswith("sqlite3"):
        # Opening one costs more than the queries of a page; the threads that serve pages stay.
        config["CONN_MAX_AGE"] = None
        # Without IMMEDIATE, WAL answers a second writer with "database is locked" at once.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        }
    elif engine.endswith("postgresql"):
        config["ENGINE"] = "config.postgresql"
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {})
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with sqlite:/// or postgres://, the two databases that"
            f" Roundtable runs on; it gives “{engine or url}”."
        )
    return config


def redis_url(env: environ.Env) -> str:
    url = str(env.str("REDIS_URL", default=""))
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"REDIS_URL must begin with redis://, rediss:// or unix://; it is “{url}”."
        )
    return url


def search_url(env: environ.Env, engine: str) -> str:
    """Where OpenSearch or Elasticsearch answers, with what its indexes are called."""
    url = str(env.str("SEARCH_URL", default=""))
    if not url:
        return ""
    parts = urlsplit(url)
    named = re.fullmatch(r"/[a-z][a-z0-9_-]{0,80}", parts.path)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not named:
        raise ImproperlyConfigured(
            "SEARCH_URL must name OpenSearch or Elasticsearch and how the index is to be called,"
            " such as https://user:password@search.example.org:9200/roundtable, the name in"
            f" small letters; it is “{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}”."
        )
    if not engine.endswith("postgresql"):
        raise ImproperlyConfigured(
            "SEARCH_URL needs DATABASE_URL to name PostgreSQL; SQLite searches by itself."
        )
    return url


def media_storages(env: environ.Env, folder: Path) -> dict[str, Any]:
    """Where uploaded files are kept: `folder`, or the bucket that MEDIA_STORAGE names.

    The site hands members' attachments out itself, after asking who may have them: neither
    place gives them an address of their own.
    """
    address = str(env.str("MEDIA_STORAGE", default=""))
    if not address:
        local = "django.core.files.storage.FileSystemStorage"
        private = {
            "location": folder / "attachments",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return {
            "default": {"BACKEND": local},
            "attachments": {"BACKEND": local, "OPTIONS": private},
        }
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE must name a bucket, such as s3://bucket or"
            f" s3://bucket?endpoint=https://storage.example.org; it is “{address}”."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE needs two more packages: pip install 'django-storages[s3]'"
        )
    asked = dict(parse_qsl(parts.query))
    bucket = {
        "bucket_name": parts.netloc,
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_expire": 300,
    }
    backend = "storages.backends.s3.S3Storage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": {**bucket, "location": "media"}},
        "attachments": {"BACKEND": backend, "OPTIONS": {**bucket, "location": "attachments"}},
    }


def mail(env: environ.Env, embedded: bool) -> dict[str, Any]:
    """Django's EMAIL_* settings from EMAIL_URL; `outbox:` writes each mail to a file."""
    url = str(env.str("EMAIL_URL", default="outbox:" if embedded else ""))
    if url == "outbox:":
        return {"EMAIL_BACKEND": "forum.mail.outbox.OutboxBackend"}
    if urlsplit(url).scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured(
            "EMAIL_URL must say how mail leaves, such as smtp+tls://user:password@host:587,"
            f" or “outbox:” to keep it in a folder; it is “{url}”."
        )
    config = dict(environ.Env.email_url_config(url.replace("smtps://", "smtp+ssl://", 1)))
    wanted = {
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_USE_TLS",
        "EMAIL_USE_SSL",
    }
    return {
        **{key: value for key, value in config.items() if key in wanted},
        "EMAIL_TIMEOUT": env.int("EMAIL_TIMEOUT", default=10),
    }
