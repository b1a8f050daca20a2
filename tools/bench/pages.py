"""How many questions each office page asks the database, with one row of everything and with three."""

from __future__ import annotations

from tools.bench.figures import Figure, Result, exactly
from tools.bench.house import House

ROWS = (1, 3)


def measure() -> Result:
    """The counts of an installation with one candidate in each state, and with three."""
    with House() as house:
        house.start()
        house.call("tools.bench.company:found", count=0)
        counted = house.call("tools.bench.office:counted", rows=list(ROWS))
    figures: list[Figure] = []
    for page in counted:
        few, many = page["queries"]
        fine = page["status"] == [200] * len(ROWS)
        shown = f"{few} → {many}" if fine else f"answers {page['status']}"
        figures.append(Figure(f"`{page['page']}`", shown, "constant", fine and few == many))
    growing = sum(figure.met is False for figure in figures)
    return Result(
        "Queries of the office's pages",
        (*figures, exactly("Pages that ask more with more rows", growing, 0)),
        (
            (
                "Statements from 1 row to 3 rows of everything that the page lists; each page is opened twice and counted the "
                "second time. BEGIN, COMMIT and savepoints are not counted; the session, the viewer's roles and the tenant are."
            ),
        ),
    )
