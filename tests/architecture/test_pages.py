"""Every template loads, and no address is open by accident."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import product

SIGN_IN = "part of signing in; allauth and axes guard it"
OWN = "one's own account: every signed-in user, nobody else"
PASS = "the token in the address is the credential, and the view finds the invitation by it"
BELOW = (
    "its module lies below the door of accounts, and asks for the capability in its own `access` (see test_visitors)"
)
# Addresses without `accounts.api.requires`, each with the reason. Names ending in ":" stand for a whole namespace.
UNGUARDED = {
    "healthz": "a monitor asks it; it says no more than up or down, except on loopback or to a monitor's token",
    "start": "the first-run page; once a company exists it only leads to sign-in",
    "join": "an invitation's token is the credential",
    "companies": "lists the companies of the signed-in user, to choose one before any is open",
    "choose_company": "opens a company of which the signed-in user is a member",
    "language": "a choice of language, kept in a cookie",
    "set_language": "a choice of language, kept in a cookie",
    "accounts:me": OWN,
    "accounts:end_sessions": OWN,
    "accounts:member": BELOW,
    "accounts:member_active": BELOW,
    "accounts:members": BELOW,
    "accounts:invite": BELOW,
    "accounts:invitation_send": BELOW,
    "accounts:invitation_take_back": BELOW,
    "accounts:second_step": BELOW,
    "interviews:home": "leads who has no part in interviews to their own first page; the page behind it is guarded",
    "audit:": BELOW,
    "candidate:": PASS,
    "account_": SIGN_IN,
    "mfa_": SIGN_IN,
    "usersessions_": SIGN_IN,
}


def templates() -> list[str]:
    """Names of all templates, as a page would ask for them."""
    found = []
    for folder in sorted(product.BOLE.rglob("templates")):
        if "tests" not in folder.parts:
            found += [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    return found


@pytest.mark.parametrize("name", templates())
def test_a_template_loads(name):
    assert engines["django"].get_template(name)


@pytest.mark.parametrize("path", sorted(product.BOLE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_a_template_is_fit_for_a_strict_policy(path):
    """No inline script, no inline style sheet, no event handler: the browser would refuse them."""
    text = path.read_text(encoding="utf-8").lower()

    assert "<style" not in text
    assert " onclick=" not in text
    assert " onsubmit=" not in text
    assert "javascript:" not in text


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


ADDRESSES = sorted(patterns(get_resolver()), key=lambda found: found[0])


def is_guarded(view: object) -> bool:
    """Whether any layer of the view is the one that `accounts.api.requires` puts round it."""
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and code.co_qualname.startswith("requires.<locals>") and _is_door(code.co_filename):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def _is_door(filename: str) -> bool:
    return Path(filename) == product.BOLE / "accounts" / "api.py"


def reason(name: str) -> str | None:
    for listed, why in UNGUARDED.items():
        if name == listed or (listed.endswith((":", "_")) and name.startswith(listed)):
            return why
    return None


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_an_address_is_guarded_or_open_for_a_reason(name, pattern):
    guarded = is_guarded(pattern.callback)

    assert guarded or reason(name), f"{name}: put @requires(capability) round the view, or list it here with a reason"
    assert not (guarded and reason(name)), f"{name} is guarded; its exception is not needed"


@pytest.mark.parametrize("listed", sorted(UNGUARDED))
def test_an_exception_is_still_needed(listed):
    assert [n for n, _ in ADDRESSES if n == listed or (listed.endswith((":", "_")) and n.startswith(listed))]


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _ in ADDRESSES]

    assert [name for name in names if name.endswith(":None") or name == "None"] == []
    assert sorted({name for name in names if names.count(name) > 1}) == []
