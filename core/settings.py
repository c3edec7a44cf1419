"""Django's settings, all of them made from the environment (see `.env.example`)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.csp import CSP

from core import environment as env
from core import logs
from core.registry import resolve

django_stubs_ext.monkeypatch()  # lets ModelAdmin[...] be written at run time as it is for mypy

PROFILE = "embedded" if env.EMBEDDED else "full"
EMBEDDED = env.EMBEDDED
BASE_DIR, DATA_DIR = env.BASE_DIR, env.DATA_DIR
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY")
JWT_SIGNING_KEY = env.secret("JWT_SIGNING_KEY")
PORT = env.number("PORT", 8000)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if EMBEDDED or DEBUG else "")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the shop, e.g. shop.example,127.0.0.1.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = env.names("TRUSTED_PROXIES")
# Pages of other origins that may call the API; with none, nobody's answers have to vary by Origin.
CORS_ALLOWED_ORIGINS = env.names("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    *("accept", "accept-language", "authorization", "content-type", "if-none-match"),
    *("idempotency-key", "x-cart-token", "x-request-id"),
]
CORS_EXPOSE_HEADERS = [
    *("ETag", "Idempotency-Replayed", "Location", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
    *("Retry-After", "X-Cache", "X-Cart-Token", "X-Request-ID"),
]

# Modules
MODULES = env.names("MODULES", "catalog,cart,orders,partners,support_chat")
MODULE_PACKAGES = resolve(MODULES)
INSTALLED_APPS = [
    "core.backoffice",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "core.backoffice.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "import_export",
    "ninja",
    "corsheaders",
    "huey.contrib.djhuey",
    "core.versions",
    "core.events",
    "core.feeds",
    "core.mailing",
    "core.http",
    "core.serving",
    "core.sheets",
    "core.accounts",
    *MODULE_PACKAGES,
    "demo",
]
MIDDLEWARE = [
    "core.http.metrics.requests.measured",
    "core.http.middleware.request_context",
    *(["corsheaders.middleware.CorsMiddleware"] if CORS_ALLOWED_ORIGINS else []),
    "django.middleware.security.SecurityMiddleware",
    "core.http.pages.Policy",
    "core.backoffice.policy.admin_policy",
    "core.http.pages.Languages",
    "core.http.middleware.api_manners",
    "core.http.middleware.problems_only",
    "core.http.middleware.body_limit",
    "core.http.middleware.trailing_slash",
    "core.http.middleware.options_said",
    "core.http.middleware.head_as_get",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.middleware.reader",
    "core.http.middleware.rate_limit",
    "core.http.pages.Sessions",
    "django.middleware.common.CommonMiddleware",
    "core.http.pages.Csrf",
    "core.http.pages.Authentication",
    "core.http.pages.Messages",
    "core.http.pages.Frames",
]
ROOT_URLCONF = "core.urls"
LOGIN_URL = "sign_in"
WSGI_APPLICATION = "core.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database. Pool sizes are per process; the pool checks a connection before it lends it.
DB_POOL_SIZE = env.number("DB_POOL_SIZE", 8)
# A connection is one's own as long as it is lent, and remembers what it was told; behind PgBouncer it does not.
PLANS_ONCE = not EMBEDDED and not env.flag("PGBOUNCER", False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _sqlite() -> dict[str, Any]:
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise asks for it; nothing is collected here
    path = DATA_DIR / "torg.sqlite3"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }


def _postgres() -> dict[str, Any]:
    from core.postgres import still_alive  # brings psycopg with it, which the embedded profile has no use for

    found: dict[str, Any] = dict(dj_database_url.parse(env.DATABASE_URL))
    if "postgresql" not in found["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address; without it SQLite is used.")
    pool = {"min_size": 1, "max_size": DB_POOL_SIZE, "timeout": 5, "max_idle": 300, "check": still_alive}
    # A server that stops answering must not hold a worker for ever: libpq by itself waits without end.
    patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 15, "keepalives_interval": 5}
    # Compiling a query takes longer than any of ours; it is the estimates that call for it. What is prepared has one
    # plan (`core.planned`). PgBouncer takes no options.
    options = "-c jit=off -c plan_cache_mode=force_generic_plan"
    plain = {"options": options, "prepare_threshold": 0} if PLANS_ONCE else {}
    found["OPTIONS"] = plain | found.get("OPTIONS", {}) | patience | {"pool": pool}
    found["CONN_HEALTH_CHECKS"] = True
    found["DISABLE_SERVER_SIDE_CURSORS"] = not PLANS_ONCE
    return found


DATABASES = {"default": _sqlite() if EMBEDDED else _postgres()}

# Cache: may be lost at any moment, and may never be waited for. `core.cache` speaks to the nodes by itself
# (`core.memcached`); CACHES is for whoever wants Django's.
MEMCACHED_NODES = env.names("MEMCACHED_URL", "127.0.0.1:11211")
MEMCACHED_PATIENCE = {"connect_timeout": 0.3, "timeout": 0.3}
_MEMCACHED = {
    "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
    "LOCATION": MEMCACHED_NODES,
    "OPTIONS": {
        **MEMCACHED_PATIENCE,
        "use_pooling": True,
        "max_pool_size": 16,
        "no_delay": True,
        "retry_attempts": 0,
        "retry_timeout": 1,
        "dead_timeout": 2,
    },
}
_IN_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
CACHES = {"default": _IN_PROCESS if EMBEDDED else _MEMCACHED}
# How kept public answers are given before Django is asked, and the bytes of them a process holds in its own memory.
FAST_LANE = env.one_of("FAST_LANE", "strict", "relaxed", "off")
CACHE_MEMORY = env.number("CACHE_MEMORY", 64 * 1024 * 1024)
LOG_HITS = env.flag("LOG_HITS", False)

# Queue: messages are pickles, so they are signed; a dead Redis is given up on quickly.
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
HUEY: dict[str, Any] = {
    "name": "torg",
    "immediate": False,
    "results": False,
    "consumer": {"workers": env.number("WORKERS", 2), "graceful_signal": "TERM", "shutdown_timeout": 30},
}
if EMBEDDED:
    HUEY |= {"huey_class": "core.queues.embedded", "filename": str(DATA_DIR / "queue.sqlite3")}
else:
    HUEY |= {"huey_class": "core.queues.over_redis", "url": REDIS_URL}

# Accounts
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["core.accounts.hashers.Argon2Profile", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCESS_TTL = timedelta(seconds=env.number("ACCESS_TTL", 15 * 60))
REFRESH_TTL = timedelta(seconds=env.number("REFRESH_TTL", 30 * 24 * 3600))
UNVERIFIED_TTL = timedelta(seconds=env.number("UNVERIFIED_TTL", 2 * 24 * 3600))
PASSWORD_RESET_TIMEOUT = env.number("PASSWORD_RESET_TIMEOUT", 24 * 3600)
RATE_LIMIT = env.number("RATE_LIMIT", 600)
REGISTRATIONS_PER_HOUR = env.number("REGISTRATIONS_PER_HOUR", 60)
LOGIN_FAILURES_PER_ACCOUNT = env.number("LOGIN_FAILURES_PER_ACCOUNT", 5)
LOGIN_FAILURES_PER_ADDRESS = env.number("LOGIN_FAILURES_PER_ADDRESS", 30)

# Shop
CURRENCY = env.text("CURRENCY", "RUB")
MIN_ORDER_AMOUNT = env.text("MIN_ORDER_AMOUNT", "0")
# Prices include it; None: the shop sells without VAT.
VAT_RATE = env.percentage("VAT_RATE")
# Who sells, as invoices and packing lists name it.
COMPANY = {
    "name": env.text("COMPANY_NAME"),
    "address": env.text("COMPANY_ADDRESS"),
    "tax_id": env.text("COMPANY_TAX_ID"),
    "kpp": env.text("COMPANY_KPP"),
    "registration": env.text("COMPANY_REGISTRATION"),
    "phone": env.text("COMPANY_PHONE"),
    "email": env.text("COMPANY_EMAIL"),
    "bank": env.text("COMPANY_BANK"),
    "bic": env.text("COMPANY_BIC"),
    "account": env.text("COMPANY_ACCOUNT"),
    "correspondent_account": env.text("COMPANY_CORRESPONDENT_ACCOUNT"),
    "signatory": env.text("COMPANY_SIGNATORY"),
    "signatory_position": env.text("COMPANY_SIGNATORY_POSITION"),
    "accountant": env.text("COMPANY_ACCOUNTANT"),
}
# Carts: what becomes of a guest's when its holder signs in, how much goes in, how long an untouched one is kept.
CART_MERGE = env.one_of("CART_MERGE", "add", "larger", "keep_own", "take_guests")
CART_MAX_LINES = env.number("CART_MAX_LINES", 300)
CART_MAX_PIECES = env.number("CART_MAX_PIECES", 2_147_483_647)
CART_GUEST_TTL = timedelta(seconds=env.number("CART_GUEST_TTL", 30 * 24 * 3600))
CART_TTL = timedelta(seconds=env.number("CART_TTL", 180 * 24 * 3600))
CART_ORDERED_TTL = timedelta(seconds=env.number("CART_ORDERED_TTL", 30 * 24 * 3600))
# Categories that a supplier's list names for the first time: made in the shop, or queued for somebody to map them.
UNKNOWN_CATEGORIES = env.one_of("UNKNOWN_CATEGORIES", "make", "queue")
SHIPPING_API_URL = env.text("SHIPPING_API_URL")
SHIPPING_API_TOKEN = env.text("SHIPPING_API_TOKEN")
# How far back a long poll may catch up; the support chat's mail to the absent, its files, and what it forgets.
FEED_TTL = timedelta(seconds=env.number("FEED_TTL", 30 * 24 * 3600))
SUPPORT_URL = env.text("SUPPORT_URL", f"{PUBLIC_URL}/support/widget-demo/#conversation={{conversation}}")
SUPPORT_ABSENT_AFTER = timedelta(seconds=env.number("SUPPORT_ABSENT_AFTER", 120))
SUPPORT_EDIT_FOR = timedelta(seconds=env.number("SUPPORT_EDIT_FOR", 15 * 60))
SUPPORT_ATTACHMENT_MAX_BYTES = env.number("SUPPORT_ATTACHMENT_MAX_BYTES", 10 * 1024 * 1024)
SUPPORT_TTL = timedelta(seconds=env.number("SUPPORT_TTL", 3 * 365 * 24 * 3600))
# Price lists: which ones wait for a review, and who reviews them. A clean list that changes at most so many offers
# applies by itself, a supplier's first one whatever it holds; a price that jumps so many times, so many percent of the
# offers gone at once, or so many percent of the rows with errors hold a list.
PRICE_LISTS_AUTO_APPLY = env.number("PRICE_LISTS_AUTO_APPLY", 100_000)
PRICE_LISTS_AUTO_APPLY_FIRST = env.flag("PRICE_LISTS_AUTO_APPLY_FIRST", True)
PRICE_LISTS_JUMP = env.number("PRICE_LISTS_JUMP", 10)
PRICE_LISTS_MAX_GONE = env.number("PRICE_LISTS_MAX_GONE", 30)
PRICE_LISTS_MAX_ERRORS = env.number("PRICE_LISTS_MAX_ERRORS", 30)
PRICE_LISTS_REVIEWED_BY = env.one_of("PRICE_LISTS_REVIEWED_BY", "supplier", "staff")
# How many applied lists of a supplier can be rolled back, one after the other.
PRICE_LISTS_KEPT = env.number("PRICE_LISTS_KEPT", 5)
# Price lists by address: the ports that are called, private networks that may be called too, bytes unpacked, seconds.
PRICE_LIST_URL_PORTS = env.numbers("PRICE_LIST_URL_PORTS", "80,443,8080,8443")
PRICE_LIST_URL_ALLOW = env.networks("PRICE_LIST_URL_ALLOW")
PRICE_LIST_URL_MAX_BYTES = env.number("PRICE_LIST_URL_MAX_BYTES", 20 * 1024 * 1024)
PRICE_LIST_URL_SECONDS = env.number("PRICE_LIST_URL_SECONDS", 30)
# Exports are kept so many days; the feed for marketplaces is as old as this at most (0: there is none).
EXPORT_DAYS = env.number("EXPORT_DAYS", 7)
FEED_MINUTES = env.number("FEED_MINUTES", 60)
# A review is seen at once, and may be rejected later; or only when somebody has published it.
REVIEWS_MODERATED = env.flag("REVIEWS_MODERATED", False)
# Pictures of products: what may come in, and in which widths copies are kept.
PICTURE_MAX_BYTES = env.number("PICTURE_MAX_BYTES", 10 * 1024 * 1024)
PICTURE_MAX_PIXELS = env.number("PICTURE_MAX_PIXELS", 40_000_000)
PICTURE_WIDTHS = env.numbers("PICTURE_WIDTHS", "320,640,1280")

# Mail
MAILERS = {"default": env.mailer()}
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Torg <shop@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REPLY_TO = env.text("REPLY_TO")
ADMIN_EMAIL = env.text("ADMIN_EMAIL", "admin@localhost" if EMBEDDED else "")

# Measurements: who may read them, and where the worker of a container shows its own (0: nowhere).
METRICS_TOKEN = env.text("METRICS_TOKEN")
METRICS_PORT = env.number("METRICS_PORT", 0)

# Languages and time
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
# The switch on pages; the API goes by Accept-Language and the profile of whoever sends no such cookie.
LANGUAGE_COOKIE_PATH = "/"
LOGIN_REDIRECT_URL = "/admin/"
# Of what people read: the admin, documents, letters, files for a spreadsheet. The API and the database speak UTC.
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE")

# The admin's looks; its sidebar is made of the pages that are there (core/backoffice/site.py).
UNFOLD = {
    "SITE_TITLE": "Torg",
    "SITE_HEADER": "Torg",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": None,
    "SHOW_LANGUAGES": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": [lambda request: static("backoffice/backoffice.css")],
    "SITE_FAVICONS": [{"rel": "icon", "href": lambda request: static("backoffice/icon.svg"), "type": "image/svg+xml"}],
}

# Files
STATIC_URL = "/static/"
# Collected (images, nginx): names carry a hash of the content, so they may be kept for ever. Else from the packages.
COLLECTED = bool(env.text("STATIC_ROOT"))
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
WHITENOISE_USE_FINDERS = not COLLECTED
_STATIC = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if COLLECTED
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Documents (invoices) are not under media: they have owners.
DOCUMENT_ROOT = DATA_DIR / "documents"
# Where the nginx in front finds them, closed to everybody else; empty: they are sent by Torg itself.
ACCEL_LOCATION = env.text("ACCEL_LOCATION")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_BYTES", 100 * 1024 * 1024)

# Manners of the web
_HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = _HTTPS and env.flag("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.SELF],
}

LOGGING = logs.configuration(
    format=env.text("LOG_FORMAT", "plain" if EMBEDDED else "json"), level=env.text("LOG_LEVEL", "INFO")
)
TESTING = env.flag("TORG_TESTING", False)
# They look for Django's own names; `core.http.pages` has both (tests/core/test_guards.py).
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W002", "security.W003"]
