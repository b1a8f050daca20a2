"""A picture of everything a company owns, to prove that nothing changed."""

from __future__ import annotations

from tests.journeys.house import House

# What the house writes by itself, whoever does what: heartbeats, seals, sessions.
OWN = {"audit_entry", "audit_pending", "audit_seal"}


def tables(house: House) -> list[str]:
    """Every table whose rows belong to one company."""
    rows = house.rows(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'"
        " ORDER BY 1"
    )
    return [row["table_name"] for row in rows if row["table_name"] not in OWN]


def everything(house: House, slug: str) -> dict[str, str]:
    """Table → a hash over all rows of this company."""
    named = tables(house)
    assert len(named) > 20
    union = " UNION ALL ".join(
        f"SELECT '{name}' AS name, md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) AS hash"
        f" FROM {name} x WHERE x.tenant_id = (SELECT id FROM core_tenant WHERE slug = '{slug}')"
        for name in named
    )
    return {row["name"]: row["hash"] for row in house.rows(union)}
