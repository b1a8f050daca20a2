"""Nothing leaves for a host that nobody named, nor by another way than the web."""

import pytest

from bole.integrations import egress


@pytest.mark.parametrize(
    ("url", "hosts", "may"),
    [
        ("https://model.example/v1", {"model.example"}, True),
        ("https://model.example:8443/v1", {"model.example"}, True),
        ("https://model.example:8443/v1", {"model.example:8443"}, True),
        ("https://model.example/v1", {"model.example:8443"}, False),
        ("https://other.example/v1", {"model.example"}, False),
        ("https://model.example.evil.example/v1", {"model.example"}, False),
        ("https://model.example@evil.example/v1", {"model.example"}, False),
        ("ftp://model.example/v1", {"model.example"}, False),
        ("file:///etc/passwd", {""}, False),
        ("", {"model.example"}, False),
        ("https://model.example/v1", set(), False),
    ],
)
def test_only_named_hosts_of_the_web(url: str, hosts: set[str], may: bool) -> None:
    assert egress.allowed(url, hosts) is may
