"""The site's settings, driven by the environment: DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS.

With DEBUG=1 nothing else is required.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# Whoever serves the desk needs one, and factcheck/wsgi.py asks for it; migrations and proofs sign nothing with it.
SECRET_KEY = env.str("SECRET_KEY", default="only-for-trying-out" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])

INSTALLED_APPS = [
    "annotations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "annotations.web.middleware.Keeping",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotations.web.middleware.Bounded",
    "annotations.web.middleware.LedOn",
    "annotations.web.middleware.ExpiredSession",
    "annotations.web.middleware.DeskErrors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "annotations.web.renderer.Controls"

DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
if not DATABASE_URL.startswith(("sqlite:", "postgres:", "postgresql:")):
    raise ImproperlyConfigured(
        "Set DATABASE_URL to sqlite:////path/to/file or postgres://user:password@host:5432/name."
    )
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "ENGINE": "factcheck.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a writer waits at BEGIN for its turn; DEFERRED would fail half-way with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged save survives power loss.
            # recursive_triggers: without it REPLACE slips past the guards against deleting.
            # secure_delete: what is erased is overwritten at once.
            # wal_autocheckpoint: whoever saves when the log is that long, 16 MB, copies it into the file, and all wait.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000;"
            ),
        },
        # A file, not memory: locks and the write-ahead log are part of what is tested.
        "TEST": {"NAME": Path(DATABASES["default"]["NAME"]).parent / ".test.sqlite3"},
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8},
            # Compiling a question of many parts takes PostgreSQL seconds where its answer takes milliseconds.
            # The check of the history reads times as ISO 8601 writes them, whatever the server prefers.
            "options": "-c jit=off -c datestyle=ISO",
            # What is asked twice over a connection is planned once: that was half of PostgreSQL's work for a save.
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "annotations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "annotations.web.people.DeskBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Until `collectstatic` has run, files are served from where they lie: the first page needs nothing collected.
SERVE_IN_PLACE = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SERVE_IN_PLACE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = SERVE_IN_PLACE
# What browsers ask for unbidden, on pages that are not ours too, such as the admin: /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "factcheck" / "root"

MAX_ARTICLE_BYTES = env.int("MAX_ARTICLE_MB", default=2) * 1024 * 1024
# Of a file: pictures and fonts make a document many times as large as its words.
MAX_FILE_BYTES = max(env.int("MAX_FILE_MB", default=20) * 1024 * 1024, MAX_ARTICLE_BYTES)
# Of a form all in all: what is too large for an article is still shown again, and what is far larger is not even read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * MAX_ARTICLE_BYTES

# What signs checkpoints of the history: a private key, or the file that holds it; and public keys that signed earlier
# ones. None stands in the database, which is what they prove.
HISTORY_KEY = env.str("HISTORY_KEY", default="")
HISTORY_KEY_FILE = env.str("HISTORY_KEY_FILE", default=str(BASE_DIR / "history.key") if DEBUG else "")
HISTORY_VERIFIER_KEYS = env.list("HISTORY_VERIFIER_KEYS", default=[])

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_ENGINE = "annotations.web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "annotations.web.problems.form_too_old"

# Ten wrong passwords for one name from one address close that door for ten minutes.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1 / 6
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "annotations.web.doors.locked_out"
# Nobody asked for a list of who logged in from where.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
