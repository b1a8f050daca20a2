"""Where data may go: only to hosts that the operator named. Every adapter that sends something out asks here."""

from collections.abc import Collection

import httpx


def host_of(url: str) -> str:
    """Host with its port, as the allowed list names it; "" when the address is none."""
    return httpx.URL(url).netloc.decode() if url else ""


def allowed(url: str, hosts: Collection[str]) -> bool:
    """True when the address is one of the web and the list names its host, with or without its port."""
    if not url:
        return False
    parsed = httpx.URL(url)
    return parsed.scheme in {"http", "https"} and bool({host_of(url), parsed.host} & set(hosts))
