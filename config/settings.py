"""All settings, from environment variables, with defaults that run on a bare machine.

DEBUG=on (the default) is the embedded site for trying it; DEBUG=off is production, where
a missing or bad value stops the start with a sentence. Django's own DEBUG, with its
technical error pages, is TRACEBACKS: newcomers should meet the site's own pages.
"""

import os
import sys
from pathlib import Path
from typing import Any

import environ

from config.entrance import *  # noqa: F403
from config.environment import (
    allowed_hosts,
    database,
    embedded_secret_key,
    mail,
    media_storages,
    redis_url,
    search_url,
    site_url,
)
from config.security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

EMBEDDED = env.bool("DEBUG", default=True)
DEBUG = EMBEDDED and env.bool("TRACEBACKS", default=False)
TESTING = "pytest" in sys.modules
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = embedded_secret_key(env, VAR_DIR) if EMBEDDED else ""
if not EMBEDDED:
    from config.environment import production_secret_key

    SECRET_KEY = production_secret_key(env)
SITE_URL = site_url(env, EMBEDDED)
ALLOWED_HOSTS = allowed_hosts(env, EMBEDDED, SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SITE_NAME = "Roundtable"
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL

INSTALLED_APPS = [
    "daphne",
    "accounts",
    "forum",
    "cms.core",
    "cms.policies",
    "cms.competencies",
    "cms.clearinghouse",
    "cms.learning",
    "cms.scholarships",
    "cms.personnel",
    "cms.sample",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.PathPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.errors.NotAllowedMiddleware",
    "config.changes.ChangesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.MemberMiddleware",
    "cms.core.middleware.RosterMiddleware",
    "cms.core.middleware.FormerTopicMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.policies.middleware.FormerPolicyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.site",
                "forum.context.shell",
            ],
        },
    },
]

# Data

DATABASES = {"default": database(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SEARCH_URL = search_url(env, DATABASES["default"]["ENGINE"])
REDIS_URL = redis_url(env)
REDIS_PREFIX = env.str("REDIS_PREFIX", default="roundtable")
if TESTING:  # Test processes share a Redis and must not hear each other.
    REDIS_PREFIX += os.environ.get("PYTEST_XDIST_WORKER", "")

# Rendered posts never change under their key (post, changed_seq), so each process may
# keep its own; everything that processes must agree on lives in "default".
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    "standby": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "standby_cache",
    },
}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "config.cache.StandbyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
    }

# Background work: rows in the database, run by a thread of the server process unless
# WORKER=off leaves it to `manage.py run_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
EMBEDDED_WORKER = env.bool("WORKER", default=EMBEDDED)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:  # A hash that is meant to be slow makes a suite that nobody runs.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
# Limits count by address. Without a proxy of our own, what X-Forwarded-For says is a claim.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = env.str("CLIENT_IP_HEADER", default="") or None
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Words and times

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="America/Chicago")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    **media_storages(env, MEDIA_ROOT),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING
            else "config.storage.StaticStorage"
        )
    },
}
if TESTING:
    STORAGES["attachments"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.core.widgets.SettledRichTextArea"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.core.finishing.publish_approved"

# Mail

OUTBOX_DIR = VAR_DIR / "outbox"
MAIL = mail(env, EMBEDDED)
EMAIL_BACKEND = MAIL.pop("EMAIL_BACKEND")
globals().update(MAIL)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Roundtable <notify@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security

HTTPS = SITE_URL.startswith("https:")
if HTTPS:
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # A traceback a second while Redis is away; forum.live.rings says it once a minute.
        "channels_redis": {"level": "CRITICAL"},
        "roundtable": {"level": env.str("LOG_LEVEL", default="INFO")},
    },
}
