"""One settings file, read from the environment. docs/admin/install.md explains each variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None, *, mend: str = "") -> str:
    """The variable, else the default, else a refusal that says what to do."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. {mend} See docs/admin/install.md.")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    value = env(name, "yes" if default else "no").lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write yes or no.")
    return value in {"1", "true", "yes", "on"}


def env_list(name: str, default: str | None = None, *, mend: str = "") -> list[str]:
    return [item.strip() for item in env(name, default, mend=mend).split(",") if item.strip()]


MODE = env("KHUEVAN_ENV", "demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"KHUEVAN_ENV is {MODE!r}: write demo, test or production.")
PRODUCTION = MODE == "production"
DEBUG = MODE == "demo" and env_bool("KHUEVAN_DEBUG", default=False)

VAR = Path(env("KHUEVAN_VAR", str(Path.cwd() / "var"), mend="Name a writable folder."))


def local_secret() -> str:
    """A demo keeps its own secret beside its database, readable by its owner alone."""
    path = VAR / "secret.key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


if PRODUCTION:
    SECRET_KEY = env("SECRET_KEY", mend="Make one with: openssl rand -base64 48.")
    ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", mend="List the host names, separated by commas.")
    BASE_URL = env("BASE_URL", mend="The address people type, such as https://khuevan.example.vn.")
    database_url = env("DATABASE_URL", mend="Such as postgres://user:password@host/khuevan.")
else:
    SECRET_KEY = env("SECRET_KEY", "test-secret" if MODE == "test" else "") or local_secret()
    ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
    BASE_URL = env("BASE_URL", "http://127.0.0.1:8000")
    database_url = env("DATABASE_URL", f"sqlite:///{VAR / 'khuevan.sqlite3'}")

BASE_URL = BASE_URL.rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

DATABASES = {"default": dj_database_url.parse(database_url, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE and WAL: writers queue instead of failing, readers never wait (docs/adr/0017).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "khuevan.kit",
    "khuevan.people",
    "khuevan.documents",
    "khuevan.plans",
    "khuevan.assignments",
    "khuevan.budget",
    "khuevan.training",
    "khuevan.reports",
    "khuevan.web",
    # After ours, so that our templates stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khuevan.people.middleware.RequireSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "khuevan.kit.middleware.NormaliseInput",
    "khuevan.kit.middleware.ShowRefusals",
]

ROOT_URLCONF = "khuevan.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khuevan.web.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "khuevan.kit.templatetags.kit"],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Behind a proxy every visitor would share its address, and with it the limit of sign-in attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))

# Approvers, finance and administrators; a demo lets visitors in with one click and says so.
REQUIRE_SECOND_FACTOR = PRODUCTION or env_bool("REQUIRE_SECOND_FACTOR", default=False)
ACCOUNT_ADAPTER = "khuevan.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "khuevan.people.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the administrator gives the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Khuê Văn] "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Khuê Văn"
# Browsers give passkeys to http://localhost and http://127.0.0.1 too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
# The city's identity server vouches for the address, which finds the account with the same one.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A link, not a form: the CSP lets forms go to ourselves only, redirects included.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").strip().rstrip("/")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("OIDC_NAME", "OpenID Connect"),
                "client_id": env("OIDC_CLIENT_ID", mend="The identity server gives it."),
                "secret": env("OIDC_CLIENT_SECRET", mend="The identity server gives it."),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "khuevan_language"
# Each app keeps its own locale/; this one holds the Vietnamese that packages (allauth) lack.
LOCALE_PATHS = [PACKAGE / "web" / "locale_of_packages"]
if stretched := env("KHUEVAN_STRETCH", ""):
    LOCALE_PATHS.insert(0, Path(stretched))  # words 40 % longer, made by script/words --stretch
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "files")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE != "production"

TASKS = {
    # "default" serves packages that enqueue for themselves; ours go to "jobs" (kit.later).
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

EMAIL_URL = env(
    "EMAIL_URL",
    (VAR.resolve() / "mail").as_uri() if not PRODUCTION else None,
    mend="Such as smtp+tls://user:password@mail.example.vn:587.",
)
MAIL_FROM = env("MAIL_FROM", "Khuê Văn <khuevan@localhost>")
DEFAULT_FROM_EMAIL = MAIL_FROM
EMAIL_BACKEND = "khuevan.kit.mail.OutboxBackend"

# Whom to ask when a unit link does not open: a name, a telephone, an address.
OFFICE_CONTACT = env("OFFICE_CONTACT", "Phòng Thông tin - Báo chí - Xuất bản")

# Certificates (and .crl files) by which digital signatures in uploaded PDFs are judged.
TRUST_ROOTS = env("TRUST_ROOTS", "")

EXPORTS_KEEP = int(env("EXPORTS_KEEP", "7"))
UPLOAD_LIMIT = int(env("UPLOAD_LIMIT_MB", "50")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
# In memory only: a file that turns out to be a state secret must not touch the disk (DOC-3).
FILE_UPLOAD_HANDLERS = ["khuevan.documents.uploads.MemoryOnly"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "khuevan.kit.logs.HideTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["hide_tokens"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

# SQLite knows no "nulls not distinct"; its writers come one after another (IMMEDIATE above), so the
# race that this constraint settles on PostgreSQL (tallies without a date) cannot happen there.
SILENCED_SYSTEM_CHECKS = ["models.W047"]
