"""Ten thousand persons: imported from files as HR uploads them, some invited; then every list is opened."""

from __future__ import annotations

from typing import Any

from tools.bench.figures import Figure, Result, exactly, plain
from tools.bench.house import House
from tools.soak.progress import Progress

PERSONS = 10_000
INVITED = 2_000
A_FILE = 5_000  # the most rows that one upload may have


def run(progress: Progress) -> Result:
    """``scale`` of 10,000 persons and 2,000 invitations. One piece: a run that is cut off begins anew."""
    persons, invited = max(20, round(PERSONS * progress.scale)), max(5, round(INVITED * progress.scale))
    (tally,) = progress.over(["all"], lambda _: one_company(progress.seed, persons, invited))
    figures: list[Figure] = [
        exactly("Persons after the imports", tally["persons"], persons),
        exactly("Rows that were refused, as planned", tally["bad"], tally["planned_bad"]),
        exactly("Persons who could not be invited", invited - tally["invited"], 0),
        exactly("Mails that are not in the outbox", invited - tally["messages"], 0),
        plain("Preview of the files", tally["preview_s"], "s"),
        plain("Taking the rows in", tally["apply_s"], "s"),
        plain("Inviting", tally["invite_s"], "s"),
    ]
    for name, page in tally["pages"].items():
        few, many = page["queries"]
        shown = f"{few} → {many} queries, {page['ms']:.0f} ms, of which {page['database_ms']:.0f} in the database"
        figures.append(Figure(f"`{name}`", shown, "as many queries", page["status"] == 200 and few == many))
    return Result(
        f"Import: {persons} persons, {invited} invitations, seed {progress.seed}",
        tuple(figures),
        (
            f"Files of at most {A_FILE} rows, CSV; one row in fifty is broken on purpose and must be reported.",
            (
                "Pages: queries with a handful of rows and with all of them; the time is one request through every middleware, "
                "after a first one."
            ),
        ),
    )


def one_company(seed: int, persons: int, invited: int) -> dict[str, Any]:
    """Fill a fresh company and look at its pages before and after."""
    with House() as house:
        house.start()
        house.call("tools.bench.company:found", count=0)
        house.call("tools.bench.office:prepare")
        house.wait_until_idle(120)
        tally: dict[str, Any] = house.call("tools.soak.filling:fill", seed=seed, persons=persons, invited=invited)
        house.wait_until_idle(1800)
        seen: dict[str, Any] = house.call("tools.soak.filling:look", before=tally["before"])
        return tally | seen
