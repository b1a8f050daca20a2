"""Details are for the host itself and for a monitor with the token."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_host_itself_sees_the_details(client):
    assert {"status", "version", "postgres", "queues"} <= set(client.get("/healthz").json())


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto"])
def test_whoever_comes_through_a_proxy_sees_a_word(client, name):
    assert client.get("/healthz", headers={name: "127.0.0.1"}).json() == {"status": "ok"}


def test_a_stranger_sees_a_word(client):
    assert client.get("/healthz", REMOTE_ADDR="203.0.113.7").json() == {"status": "ok"}


@pytest.mark.parametrize(("token", "keys"), [("s3cret", 5), ("wrong", 1), ("", 1), ("é", 1), ("ÿ" * 400, 1)])
def test_a_monitor_shows_its_token(client, settings, token, keys):
    settings.BOLE_MONITOR_TOKEN = "s3cret"
    body = client.get("/healthz", REMOTE_ADDR="203.0.113.7", headers={"Authorization": f"Bearer {token}"}).json()
    assert len(body) == keys
