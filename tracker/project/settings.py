"""Django's settings, made from Tracker's configuration."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from tracker.project.configuration import configured_values, read_configuration
from tracker.project.database import database_settings
from tracker.project.logs import log_settings
from tracker.project.sending_numbers import sending_numbers

CONFIGURATION = read_configuration()

# What other packages read, so that none of them needs this one.
TRACKER_URL = CONFIGURATION.url
TRACKER_TOKEN_KEYS = CONFIGURATION.token_keys
TRACKER_POLL_MINUTES = CONFIGURATION.poll_minutes
TRACKER_METRICS_TOKEN = CONFIGURATION.metrics_token
TRACKER_CLOCK_OFFSET_SECONDS = CONFIGURATION.clock_offset_seconds
XERO_CLIENT_ID = CONFIGURATION.xero_client_id
XERO_CLIENT_SECRET = CONFIGURATION.xero_client_secret
XERO_WEBHOOK_KEY = CONFIGURATION.xero_webhook_key
XERO_API_URL = CONFIGURATION.xero_api_url
XERO_IDENTITY_URL = CONFIGURATION.xero_identity_url
XERO_LOGIN_URL = CONFIGURATION.xero_login_url
XERO_WEB_URL = CONFIGURATION.xero_web_url
SENDING = sending_numbers(configured_values())

DEBUG = CONFIGURATION.debug
# Without a key nothing that must last can be signed; web and worker refuse to start so.
SECRET_KEY = CONFIGURATION.secret_key or token_urlsafe(48)
# What an earlier key signed still counts, so a key is changed without signing anybody out.
SECRET_KEY_FALLBACKS = list(CONFIGURATION.secret_key_fallbacks)
ALLOWED_HOSTS = [urlsplit(TRACKER_URL).hostname, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(TRACKER_URL))]

DATABASES = {"default": database_settings(CONFIGURATION.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    # Ours, in the order of the layers, the lowest first.
    "tracker.agencies",
    "tracker.companies",
    "tracker.documents",
    "tracker.accounts_system",
    "tracker.sending",
    "tracker.syncing",
    "tracker.web",
]

MIDDLEWARE = [
    "tracker.project.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.project.content_security.ContentSecurityMiddleware",
    "tracker.project.readable_requests.ReadableRequestsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.web.sign_in_required.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "tracker.project.urls"
WSGI_APPLICATION = "tracker.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.web.navigation.navigation",
            ],
        },
    },
]
STATIC_URL = "/static/"
# The files are served where they lie: no step between a clone and a running Tracker.
WHITENOISE_USE_FINDERS = True

AUTH_USER_MODEL = "agencies.Person"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]

# Cookies know no ports: two Trackers on one host would sign each other's people out.
_PLACE = urlsplit(TRACKER_URL).port or "main"
SESSION_COOKIE_NAME = f"tracker_session_{_PLACE}"
CSRF_COOKIE_NAME = f"tracker_csrf_{_PLACE}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_secure
# Strict would sign people out who come back from Xero's consent page.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# A working day, counted from signing in.
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_secure else 0
X_FRAME_OPTIONS = "DENY"
# Left to others: the proxy in front of us leads from http to https (W008), and whoever runs it
# decides for the other hosts of the domain (W005) and for the browsers' own lists (W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# A file of 50 MB may be imported; whatever is larger is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Ticking every invoice of a long list is one form with as many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

PROCRASTINATE_WORKER_DEFAULTS: dict[str, Any] = {
    "concurrency": 4,
    # A job that ends does not wake the next one behind its lock: that one waits for this.
    "fetch_job_polling_interval": 0.25,
    "delete_jobs": "successful",
    # A worker that has not been heard of for so long is taken for dead.
    "update_heartbeat_interval": 2,
    "stalled_worker_timeout": 10,
}

LOGGING = log_settings(CONFIGURATION.log_format)
