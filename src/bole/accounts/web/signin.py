"""allauth's pages with our templates. Named one by one, so that nothing of allauth's look can shine through."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path, reverse_lazy

from bole.accounts.web import entrance

_DONE = reverse_lazy("accounts:me")

urlpatterns = [
    path("login/", account.LoginView.as_view(template_name="accounts/sign_in.html"), name="account_login"),
    path("logout/", account.LogoutView.as_view(template_name="accounts/sign_out.html"), name="account_logout"),
    path(
        "inactive/",
        account.AccountInactiveView.as_view(template_name="accounts/inactive.html"),
        name="account_inactive",
    ),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(template_name="accounts/confirm_password.html"),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        account.PasswordChangeView.as_view(template_name="accounts/password_change.html", success_url=_DONE),
        name="account_change_password",
    ),
    path(
        "password/reset/",
        account.PasswordResetView.as_view(template_name="accounts/password_reset.html"),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        account.PasswordResetDoneView.as_view(template_name="accounts/password_reset_done.html"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.PasswordResetFromKeyView.as_view(template_name="accounts/password_new.html"),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.PasswordResetFromKeyDoneView.as_view(template_name="accounts/password_new_done.html"),
        name="account_reset_password_from_key_done",
    ),
    # Names that allauth asks for. There is no open sign-up, and an address changes only by a new invitation.
    path("signup/", entrance.closed, name="account_signup"),
    path("email/", entrance.closed, name="account_email"),
    path("confirm-email/", entrance.closed, name="account_email_verification_sent"),
    path("password/set/", entrance.closed, name="account_set_password"),
    path("sessions/", entrance.closed, name="usersessions_list"),
    path("2fa/", entrance.closed, name="mfa_index"),
    path(
        "2fa/authenticate/",
        mfa.AuthenticateView.as_view(template_name="accounts/second_step.html"),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        mfa.ReauthenticateView.as_view(template_name="accounts/confirm_code.html"),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        totp.ActivateTOTPView.as_view(template_name="accounts/totp_on.html"),
        name="mfa_activate_totp",
    ),
    path(
        "2fa/totp/deactivate/",
        totp.DeactivateTOTPView.as_view(template_name="accounts/totp_off.html", success_url=_DONE),
        name="mfa_deactivate_totp",
    ),
    path(
        "2fa/recovery-codes/",
        codes.ViewRecoveryCodesView.as_view(template_name="accounts/recovery_codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        codes.GenerateRecoveryCodesView.as_view(template_name="accounts/recovery_codes_new.html"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        codes.DownloadRecoveryCodesView.as_view(template_name="accounts/recovery_codes.txt"),
        name="mfa_download_recovery_codes",
    ),
]
