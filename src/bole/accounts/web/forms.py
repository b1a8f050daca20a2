"""Forms of accounts."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bole.accounts.models import Membership, Role, User, clean_email
from bole.accounts.types import ROOT_SCOPE, clean_scope

# Each language by its own name, so that whoever needs it can read it.
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
COMMON_ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Europe/London")


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices: the near ones first, then all."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [
        (str(_("Often used")), [(zone, zone) for zone in COMMON_ZONES]),
        (str(_("All")), [(zone, zone) for zone in rest if zone not in COMMON_ZONES]),
    ]


class PasswordPair(forms.Form):
    """A new password, twice, checked by the validators of the installation."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits, and not one that everybody knows."),
    )
    password_again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def owner(self) -> User:
        """An unsaved user with what the form knows, for the validator that compares the password with it."""
        return User(email=self.cleaned_data.get("email") or "", name=self.cleaned_data.get("name") or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.owner())
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class StartForm(PasswordPair):
    """The first company and its administrator."""

    company = forms.CharField(label=_("Name of the company"), max_length=120)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=40,
        initial="company",
        help_text=_("Letters, digits and hyphens. Candidates see it in their links, such as /c/company/…"),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="Asia/Shanghai")
    contact_name = forms.CharField(
        label=_("Contact for candidates"), max_length=60, help_text=_("Whom candidates may ask. Shown on their pages.")
    )
    contact_email = forms.EmailField(label=_("E-mail of the contact"))
    name = forms.CharField(label=_("Your name"), max_length=60)
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    field_order = (
        "company", "slug", "time_zone", "contact_name", "contact_email", "name", "email", "password", "password_again",
    )  # fmt: skip

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()


class JoinForm(PasswordPair):
    """What an invited colleague fills in."""

    name = forms.CharField(label=_("Your name"), max_length=60)
    field_order = ("name", "password", "password_again")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def owner(self) -> User:
        return User(email=self.email, name=self.cleaned_data.get("name") or "")


class InviteForm(forms.Form):
    """A colleague to invite. The roles offered are this company's."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=60)
    role: Any = forms.ModelChoiceField(label=_("Role"), queryset=None, empty_label=_("Choose a role"))
    scope = forms.CharField(
        label=_("Where the role holds"),
        max_length=200,
        initial=ROOT_SCOPE,
        help_text=_("/ is the whole company; /shanghai/store-3/ is one part of it and everything below."),
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here and not on the class: a tenant's rows can be asked for only inside its request.
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])

    def clean_scope(self) -> str:
        return clean_scope(self.cleaned_data["scope"])


class RolesForm(forms.Form):
    """Roles of one member: a tick and a place for each. Several places are separated by commas."""

    title = forms.CharField(label=_("Job title"), max_length=60, required=False)

    def __init__(self, *args: Any, membership: Membership, roles: list[Role], **kwargs: Any) -> None:
        self.roles = roles
        held: dict[Any, list[str]] = {}
        for grant in membership.grants.all():
            held.setdefault(grant.role_id, []).append(grant.scope)
        kwargs["initial"] = {"title": membership.title} | {
            name: value
            for role in roles
            for name, value in (
                (f"role_{role.key}", role.pk in held),
                (f"scope_{role.key}", ", ".join(held.get(role.pk, [ROOT_SCOPE]))),
            )
        }
        super().__init__(*args, **kwargs)
        for role in roles:
            self.fields[f"role_{role.key}"] = forms.BooleanField(label=str(role), required=False)
            self.fields[f"scope_{role.key}"] = forms.CharField(
                label=_("Where {role} holds").format(role=role), max_length=400, required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        """(role, its tick, its place) for the template."""
        return [{"role": r, "tick": self[f"role_{r.key}"], "scope": self[f"scope_{r.key}"]} for r in self.roles]

    def wanted(self) -> list[tuple[Role, str]]:
        return [
            (role, clean_scope(place))
            for role in self.roles
            if self.cleaned_data[f"role_{role.key}"]
            for place in (self.cleaned_data[f"scope_{role.key}"] or ROOT_SCOPE).replace("，", ",").split(",")
        ]


class ProfileForm(forms.Form):
    """A user's own name and language."""

    name = forms.CharField(label=_("Name"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
