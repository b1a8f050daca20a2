"""How allauth behaves here: no open sign-up, mail through the courier, lock-outs by axes."""

import base64
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bole.accounts import ports, queries
from bole.accounts.models import User, clean_email
from bole.core import clock, tenancy
from bole.core.actor import SYSTEM


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from founding a company or from an invitation, never from a form that is open to all."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Left to axes, which counts in the database and so across processes; allauth counts in one process's memory."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Axes looks for the address under the name of the form's field."""
        credentials.setdefault("login", clean_email(credentials.get("email", "")))
        return super().authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The user's own language comes along to a browser that has not chosen one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language != settings.LANGUAGE_CODE:
            set_language_cookie(response, user.language)
        return response

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened; allauth's "signed in as …" notes would only repeat it."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail goes out through the courier in one of the user's companies. Addresses without one get nothing, and the
        page says the same either way, so that nobody can ask who has an account here."""
        user = context.get("user")
        if template_prefix != "account/email/password_reset_key" or not isinstance(user, User):
            return
        companies = queries.companies_of(user.pk)
        if not companies:
            return
        at = clock.now()
        with tenancy.of(companies[0].tenant_id):
            ports.courier.send(
                email=user.email,
                name=user.name,
                language=user.language,
                kind=ports.PASSWORD_RESET.key,
                variables={"name": user.name, "url": own_address(context["password_reset_url"])},
                dedupe_key=f"{ports.PASSWORD_RESET.key}:{user.pk}:{at.isoformat()}",
                actor=SYSTEM,
                at=at,
            )


def own_address(url: str) -> str:
    """The same page at this installation's own address. The host of a request is whatever its sender says it is, and a
    mailed link must not lead there."""
    parts = urlsplit(url)
    return f"{settings.BOLE_BASE_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are kept sealed with a key of this installation, not in clear in the table."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(_mfa_key()).encrypt(nonce, text.encode(), b"accounts.mfa")
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        blob = base64.urlsafe_b64decode(encrypted_text)
        return AESGCM(_mfa_key()).decrypt(blob[:12], blob[12:], b"accounts.mfa").decode()


def _mfa_key() -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"bole accounts.mfa").derive(settings.SECRET_KEY.encode())
