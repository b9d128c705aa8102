"""What the environment may say, and the sentence that stops the start where it may not."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

GOOD_KEY = "p4ssage-of-random-characters-that-is-long-enough-to-serve-well"


@pytest.fixture
def env(monkeypatch):
    for name in (
        "SECRET_KEY",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
        "SEARCH_URL",
        "EMAIL_URL",
        "MEDIA_STORAGE",
        "PORT",
    ):
        monkeypatch.delenv(name, raising=False)

    def say(**values: str) -> environ.Env:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return environ.Env()

    return say


@pytest.mark.parametrize("key", ["", "short", "a" * 60])
def test_production_needs_a_key_that_nobody_guesses(env, key):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set"):
        environment.production_secret_key(env(SECRET_KEY=key))


def test_a_good_key_is_taken_as_it_is(env):
    assert environment.production_secret_key(env(SECRET_KEY=GOOD_KEY)) == GOOD_KEY


def test_the_embedded_key_is_made_once_for_the_owner_alone(env, tmp_path):
    key = environment.embedded_secret_key(env(), tmp_path)
    assert len(key) >= 50
    assert environment.embedded_secret_key(env(), tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["", "roundtable.example.org", "ftp://x.org", "https://x.org/path"])
def test_production_needs_the_public_address(env, url):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must be"):
        environment.site_url(env(SITE_URL=url), embedded=False)


def test_the_embedded_address_follows_the_port(env):
    assert environment.site_url(env(PORT="8123"), embedded=True) == "http://127.0.0.1:8123"


@pytest.mark.parametrize("hosts", ["", "*", "a.example.org,*"])
def test_production_names_its_hosts(env, hosts):
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must list"):
        environment.allowed_hosts(env(ALLOWED_HOSTS=hosts), False, "https://a.example.org")


@pytest.mark.parametrize("url", ["mysql://x@y/z", "nonsense", "http://x"])
def test_only_the_two_databases_are_taken(env, tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(env(DATABASE_URL=url), tmp_path)


def test_sqlite_takes_one_writer_at_a_time_and_waits(env, tmp_path):
    options = environment.database(env(), tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert options["timeout"] == 20


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost"])
def test_a_bad_redis_address_stops_the_start(env, url):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL must begin"):
        environment.redis_url(env(REDIS_URL=url))


def test_attachments_have_no_address_of_their_own(env, tmp_path):
    storages = environment.media_storages(env(), tmp_path)
    assert storages["attachments"]["OPTIONS"]["base_url"] is None
    assert storages["attachments"]["OPTIONS"]["location"] == tmp_path / "attachments"


@pytest.mark.parametrize("url", ["bucket", "https://bucket", "s3://"])
def test_a_bad_bucket_stops_the_start(env, tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE must name a bucket"):
        environment.media_storages(env(MEDIA_STORAGE=url), tmp_path)


def test_a_bucket_needs_its_packages_and_signs_for_minutes(env, tmp_path, monkeypatch):
    address = env(MEDIA_STORAGE="s3://files?endpoint=https://s3.example.org&region=eu")
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="django-storages"):
        environment.media_storages(address, tmp_path)
    monkeypatch.setattr(environment, "find_spec", lambda name: name)
    options = environment.media_storages(address, tmp_path)["attachments"]["OPTIONS"]
    assert options["bucket_name"] == "files"
    assert options["endpoint_url"] == "https://s3.example.org"
    assert options["querystring_expire"] <= 300


@pytest.mark.parametrize("url", ["", "mail.example.org", "consolemail://"])
def test_production_says_how_mail_leaves(env, url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must say"):
        environment.mail(env(EMAIL_URL=url), embedded=False)


@pytest.mark.parametrize(
    ("url", "tls", "ssl", "port"),
    [
        ("smtp://mail.example.org:25", False, False, 25),
        ("smtp+tls://me:pw@mail.example.org:587", True, False, 587),
        ("smtps://me:pw@mail.example.org:465", False, True, 465),
    ],
)
def test_mail_servers_are_read_with_their_security(env, url, tls, ssl, port):
    mail = environment.mail(env(EMAIL_URL=url), embedded=False)
    assert bool(mail.get("EMAIL_USE_TLS")) is tls
    assert bool(mail.get("EMAIL_USE_SSL")) is ssl
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example.org", port)


@pytest.mark.parametrize(
    "url",
    [
        "search.example.org:9200/shelf",
        "https://search.example.org:9200",
        "https://search.example.org:9200/",
        "https://search.example.org/Shelf",
        "https://search.example.org/a/b",
        "ftp://search.example.org/shelf",
    ],
)
def test_the_search_engine_is_named_with_its_index(env, url):
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL must name"):
        environment.search_url(env(SEARCH_URL=url), "config.postgresql")


def test_a_search_engine_needs_postgresql_and_keeps_its_password(env):
    url = "https://sam:secret@search.example.org:9200/shelf"
    assert environment.search_url(env(SEARCH_URL=url), "config.postgresql") == url
    assert environment.search_url(env(SEARCH_URL=""), "django.db.backends.sqlite3") == ""
    with pytest.raises(ImproperlyConfigured, match="needs DATABASE_URL"):
        environment.search_url(env(SEARCH_URL=url), "django.db.backends.sqlite3")
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.search_url(env(SEARCH_URL=f"{url}/x"), "config.postgresql")
    assert "secret" not in str(refusal.value)
