import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from bole.accounts.actions import roles
from bole.accounts.actions.founding import create_user
from bole.accounts.models import Grant, Membership, Role, User
from bole.accounts.tests.factories import MORNING, PASSWORD, Postbox, make_user
from bole.accounts.web.adapters import MFAAdapter
from bole.audit.tests import factories as log
from bole.core import tenancy
from bole.core.models import Tenant

LOGIN = "/accounts/login/"


@pytest.fixture
def company(db: None) -> Tenant:
    return Tenant.objects.create(slug="qinghe", name="清禾餐饮")


@pytest.fixture
def user(company: Tenant) -> User:
    made = create_user(email="li.wen@qinghe.example", name="李雯", password=PASSWORD, language="zh-hans")
    with tenancy.of(company.pk):
        membership = Membership.objects.create(user=made, since=MORNING)
        Grant.objects.create(membership=membership, role=roles.seed()["hr"])
    return made


def send(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": "Li.Wen@qinghe.example", "password": password} | more)


def verbs(company: Tenant) -> list[str]:
    with tenancy.of(company.pk):
        return log.verbs()


def test_the_right_password_opens_the_office(client: Client, user: User, company: Tenant) -> None:
    assert client.get(LOGIN).status_code == 200
    assert send(client)["Location"] == "/"
    assert client.get("/").content.decode() == "清禾餐饮|李雯|True"
    assert verbs(company) == ["accounts.signed_in"]


def test_one_is_sent_where_one_wanted_to_go_and_nowhere_else(client: Client, user: User) -> None:
    assert send(client, next="/members/")["Location"] == "/members/"
    client.post("/accounts/logout/")
    assert send(client, next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_says_the_same_as_an_unknown_address(client: Client, user: User) -> None:
    wrong = send(client, "not this one")
    unknown = client.post(LOGIN, {"login": "nobody@qinghe.example", "password": "not this one"})

    assert wrong.status_code == unknown.status_code == 200
    assert len(wrong.context["form"].non_field_errors()) == 1
    assert list(wrong.context["form"].non_field_errors()) == list(unknown.context["form"].non_field_errors())
    assert client.get("/").content.decode() == "||False"


def test_five_wrong_passwords_lock_the_account_for_a_while(client: Client, user: User, company: Tenant) -> None:
    answers = [send(client, "not this one") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "15" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "900"
    right = send(client)
    assert right.status_code == 429
    assert client.get("/").content.decode() == "||False"
    assert AccessAttempt.objects.get().username == "li.wen@qinghe.example"
    assert verbs(company) == ["accounts.locked_out"]
    colleague = create_user(email="b@qinghe.example", name="B", password=PASSWORD, language="en")
    assert client.post(LOGIN, {"login": colleague.email, "password": PASSWORD}).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client: Client, user: User) -> None:
    for _ in range(4):
        send(client, "not this one")
    send(client)
    client.post("/accounts/logout/")

    assert [send(client, "not this one").status_code for _ in range(4)] == [200] * 4


def test_a_closed_account_does_not_open(client: Client, user: User) -> None:
    User.objects.update(is_active=False)

    assert send(client)["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/inactive/").status_code == 200
    assert client.get("/").content.decode() == "||False"


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/", "/accounts/password/set/"])
def test_there_is_no_open_sign_up(client: Client, user: User, path: str) -> None:
    assert client.get(path)["Location"] == "/me/"
    assert (
        client.post(path, {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD}).status_code == 405
    )
    assert User.objects.count() == 1


def test_the_users_language_comes_along_to_a_new_browser(client: Client, user: User) -> None:
    User.objects.update(language="en")

    assert send(client).cookies["bole_language"].value == "en"


def set_up_totp(client: Client) -> str:
    """Through the pages; returns the secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    return str(secret)


def code_of(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


def test_the_second_step_is_set_up_and_asked_for(client: Client, user: User) -> None:
    send(client)
    secret = set_up_totp(client)
    client.post("/accounts/logout/")

    first = send(client)

    assert first["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/").content.decode() == "||False"
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/").content.decode() == "||False"
    # The code that switched it on is used up; the next one is asked for in the next half minute.
    cache.clear()
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/").content.decode() == "清禾餐饮|李雯|True"


def test_a_recovery_code_opens_once(client: Client, user: User) -> None:
    send(client)
    set_up_totp(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li[^>]*>([0-9]{8})</li>", page)
    assert len(codes) == 10
    client.post("/accounts/logout/")

    send(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/"
    client.post("/accounts/logout/")
    send(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    assert client.get("/").content.decode() == "||False"


def test_the_secret_is_not_stored_in_clear(client: Client, user: User, settings: Any) -> None:
    settings.MFA_ADAPTER = "bole.accounts.web.adapters.MFAAdapter"
    send(client)
    secret = set_up_totp(client)

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert MFAAdapter().decrypt(stored) == secret
    assert MFAAdapter().encrypt(secret) != stored


def test_a_role_that_requires_the_second_step_lets_in_after_set_up(client: Client, user: User, company: Tenant) -> None:
    with tenancy.of(company.pk):
        Role.objects.filter(key="hr").update(second_step=True)
    send(client)

    assert client.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    set_up_totp(client)
    assert client.get("/").content.decode() == "清禾餐饮|李雯|True"


def test_a_forgotten_password_is_set_anew_by_a_link(client: Client, user: User, postbox: Postbox) -> None:
    asked = client.post("/accounts/password/reset/", {"email": "LI.WEN@qinghe.example"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@qinghe.example"})

    assert asked["Location"] == unknown["Location"] == "/accounts/password/reset/done/"
    assert [message["kind"] for message in postbox.messages] == ["accounts.password_reset"]
    variables = postbox.messages[0]["variables"]
    assert isinstance(variables, dict)
    link = re.sub(r"^https?://[^/]+", "", str(variables["url"]))
    form_url = client.get(link)["Location"]
    fresh = "another long pass phrase"
    assert client.post(form_url, {"password1": fresh, "password2": fresh}).status_code == 302
    assert send(client, fresh)["Location"] == "/"
    assert Client().get(link).context["token_fail"] is True


def test_a_mailed_link_leads_to_this_house_whatever_host_was_asked(
    client: Client, user: User, postbox: Postbox, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.BOLE_BASE_URL = ["*"], "https://hr.qinghe.example"
    client.post("/accounts/password/reset/", {"email": user.email}, headers={"Host": "evil.example"})

    url = str(postbox.messages[0]["variables"]["url"])  # type: ignore[index]
    assert url.startswith("https://hr.qinghe.example/accounts/password/reset/key/")


@pytest.mark.parametrize("spelling", ["LI.WEN@QINGHE.EXAMPLE", " li.wen@qinghe.example ", "li.wen@qinghe.example\t"])
def test_a_lock_out_knows_every_spelling(client: Client, user: User, spelling: str) -> None:
    for n in range(5):
        client.post(LOGIN, {"login": spelling if n % 2 else user.email, "password": "wrong"})

    assert send(client).status_code == 429
    assert client.post(LOGIN, {"login": spelling, "password": PASSWORD}).status_code == 429
    spoofed = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD}, headers=spoofed).status_code == 429


def test_a_session_from_before_the_sign_in_is_not_the_one_after(client: Client, user: User) -> None:
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    send(client)

    assert client.cookies["sessionid"].value not in {"", "planted0planted0planted0planted0"}


def test_office_pages_are_not_kept_by_browsers(client: Client, user: User) -> None:
    send(client)

    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_guards_of_the_sign_in_are_in_the_log(
    client: Client, user: User, company: Tenant, django_capture_on_commit_callbacks: Any
) -> None:
    send(client)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_totp(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert verbs(company)[-2:] == ["accounts.second_step_on", "accounts.second_step_off"]
    fresh = "another long pass phrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert verbs(company)[-1] == "accounts.password_changed"


def test_ones_own_page_shows_sessions_and_ends_the_others(client: Client, user: User, company: Tenant) -> None:
    other = Client(headers={"User-Agent": "Other browser"})
    send(client)
    send(other)
    client.get("/")
    other.get("/")

    page = client.get("/me/")
    assert page.status_code == 200
    assert "Other browser" in page.content.decode()
    assert client.post("/me/sessions/end/")["Location"] == "/me/#sessions"
    assert other.get("/").content.decode() == "||False"
    assert client.get("/").content.decode() == "清禾餐饮|李雯|True"
    assert verbs(company)[-1] == "accounts.sessions_ended"


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_own_page_asks_as_much_for_three_sessions_as_for_one(
    client: Client, user: User, sessions: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(sessions - 1):
        send(Client())
    send(client)
    client.get("/")

    with django_assert_max_num_queries(19):
        client.get("/me/")


def test_name_and_language_are_changed_on_the_own_page(client: Client, user: User, company: Tenant) -> None:
    send(client)

    response = client.post("/me/", {"name": " 李雯雯 ", "language": "en"})

    assert response["Location"] == "/me/"
    user.refresh_from_db()
    assert (user.name, user.language) == ("李雯雯", "en")
    with tenancy.of(company.pk):
        assert [entry["fields"] for entry in log.entries(verb="accounts.profile_changed")] == [["language", "name"]]
    assert client.post("/me/", {"name": "", "language": "en"}).context["form"].errors


def test_a_password_is_changed_with_the_old_one(client: Client, user: User) -> None:
    send(client)
    fresh = "another long pass phrase"

    refused = client.post(
        "/accounts/password/change/", {"oldpassword": "wrong", "password1": fresh, "password2": fresh}
    )
    changed = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    )

    assert refused.status_code == 200
    assert changed["Location"] == "/me/"
    user.refresh_from_db()
    assert user.check_password(fresh)


def test_visitors_see_no_account_page(client: Client, user: User) -> None:
    assert client.get("/me/")["Location"] == "/accounts/login/?next=%2Fme%2F"
    assert client.post("/me/sessions/end/")["Location"] == "/accounts/login/"


def test_html_in_a_name_is_only_words(client: Client, user: User) -> None:
    User.objects.update(name="<b>{{ 7|add:7 }}</b>")
    send(client)

    page = client.get("/me/").content.decode()

    assert "<b>{{" not in page
    assert "&lt;b&gt;{{ 7|add:7 }}" in page
    assert make_user("z@z.example").name == "李雯"


@pytest.mark.parametrize("path", ["/?q=%00", "/me/?a=b%00c", "/c/%00/i/x/", "/c/a%00b/i/x/state", "/%00"])
def test_a_character_that_no_text_has_is_refused_everywhere(client: Client, user: User, path: str) -> None:
    send(client)

    assert client.get(path).status_code == 422
    assert client.post("/me/", {"name": "a\0b", "language": "en"}).status_code == 422
    assert User.objects.get(pk=user.pk).name == "李雯"
