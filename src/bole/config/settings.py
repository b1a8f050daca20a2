"""Django's settings. Everything that differs between installations comes from the environment."""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from bole.config import environment as env

BASE_DIR = Path(__file__).resolve().parents[1]
BOLE_HOME = env.home()
BOLE_KEYS_DIR = Path(env.text("BOLE_KEYS_DIR") or BOLE_HOME / "keys")
BOLE_MEDIA_DIR = Path(env.text("BOLE_MEDIA_DIR") or BOLE_HOME / "media")
BOLE_MODELS_DIR = Path(env.text("BOLE_MODELS_DIR") or BOLE_HOME / "models")
BOLE_BASE_URL = env.text("BOLE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
BOLE_DEMO = env.flag("BOLE_DEMO")
BOLE_MONITOR_TOKEN = env.text("BOLE_MONITOR_TOKEN")
BOLE_APP_ROLE = env.text("BOLE_APP_ROLE", "bole_app")

SECRET_KEY = env.secret_key(BOLE_KEYS_DIR)
DEBUG = env.flag("BOLE_DEBUG")
ALLOWED_HOSTS = env.listed("BOLE_ALLOWED_HOSTS", "*" if BOLE_DEMO else "127.0.0.1,localhost,[::1]") + [
    host for host in [BOLE_BASE_URL.split("//", 1)[-1].split("/")[0].rsplit(":", 1)[0]] if host
]
_https = BOLE_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BOLE_BASE_URL, *env.listed("BOLE_TRUSTED_ORIGINS")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "bole.core",
    "bole.core.ui",
    "bole.audit",
    "bole.accounts",
    "bole.notifications",
    "bole.privacy",
    "bole.people",
    "bole.assessment",
    "bole.interviews",
    "bole.integrations",
    "bole.config",
    # Below ours, so that our templates come first.
    "django_cotton",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bole.accounts.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "bole.accounts.web.middleware.TenantMiddleware",
]

ROOT_URLCONF = "bole.config.urls"
ASGI_APPLICATION = "bole.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "bole.core.ui.context.shell",
                "bole.accounts.web.context.office",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "bole.core.ui.forms.Renderer"

DATABASES = {"default": env.database(env.text("DATABASE_URL"))}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.flag("BOLE_DB_POOL", default=True):
    pool = {"min_size": 1, "max_size": int(env.text("BOLE_DB_POOL_MAX", "12")), "timeout": 15}
    DATABASES["default"]["OPTIONS"]["pool"] = pool  # type: ignore[index]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_DIRECT_URL = env.text("DATABASE_DIRECT_URL")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "bole.accounts.web.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "bole.accounts.web.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bole"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "bole.accounts.web.lockout.response"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS: list[str] = []

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 12 * 3600
BOLE_IDLE_MINUTES = int(env.text("BOLE_IDLE_MINUTES", "30"))
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31536000 if _https else 0
if env.flag("BOLE_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        # Progress bars and pictures of levels carry their length in a style attribute.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "bole_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
# Only needed where another server hands out the static files; ours finds them in the package.
STATIC_ROOT = env.text("BOLE_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Mail. With no host set, messages wait in the outbox page and nothing leaves the house.
BOLE_SMTP_URL = env.text("BOLE_SMTP_URL")
BOLE_MAIL_FROM = env.text("BOLE_MAIL_FROM", "伯乐 <no-reply@bole.invalid>")

# Which adapters answer which port, in order of preference: the first that is available serves.
BOLE_PORTS = {
    "interviews.SpeechToText": env.listed(
        "BOLE_SPEECH", "bole.integrations.speech_local.transcriber,bole.integrations.speech_http.transcriber"
    ),
    "assessment.LanguageModel": env.listed("BOLE_LLM", "bole.integrations.llm_http.model"),
    "notifications.Mailer": env.listed("BOLE_MAILER", "bole.integrations.mail.mailer"),
}
# Descriptions beside the ratings that no plan of this installation may show, where the law of its region asks for that.
BOLE_SIGNALS_OFF = env.listed("BOLE_SIGNALS_OFF")
BOLE_EGRESS_HOSTS = env.listed("BOLE_EGRESS_HOSTS")

# A language model for plans that ask for one. Off until address and model are set and the host is allowed above.
BOLE_LLM_URL = env.text("BOLE_LLM_URL")
BOLE_LLM_MODEL = env.text("BOLE_LLM_MODEL")
BOLE_LLM_KEY = env.text("BOLE_LLM_KEY")
BOLE_LLM_TIMEOUT_S = env.number("BOLE_LLM_TIMEOUT_S", 60, least=1, most=600)
BOLE_LLM_FORMAT = env.one_of("BOLE_LLM_FORMAT", ("json_schema", "json_object", "none"))
BOLE_LLM_EXTRA = env.mapping("BOLE_LLM_EXTRA")

# A sentence encoder of the operator's own for the built-in judge: an ONNX file with vocab.txt beside it. Empty: the packaged one.
BOLE_ENCODER = env.text("BOLE_ENCODER")
BOLE_ENCODER_POOLING = env.one_of("BOLE_ENCODER_POOLING", ("mean", "cls"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "bole.core.logs.CleanFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("BOLE_LOG_LEVEL", "WARNING")},
    "loggers": {
        "bole": {"level": env.text("BOLE_LOG_LEVEL", "INFO")},
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = ["axes.W003"]
