"""A stored run in the reader's words: names of attributes, groups and measures, and what a ratio may and may not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bole.privacy import api as privacy

MEASURES: dict[str, tuple["str | Promise", "str | Promise"]] = {
    "selection": (_("Selection"), _("taken to the next step, of those decided on")),
    "scoring": (_("Scoring"), _("match above the median of everybody")),
    "rated": (_("Rated in full"), _("the machine abstained on no competency")),
    "finished": (_("Finished"), _("interview handed in or held by a person, of those invited")),
    "uncorrected": (_("Not corrected"), _("no level was corrected by a person afterwards")),
}
READINGS: dict[str, "str | Promise"] = {
    "suppressed": _("fewer than five people, or hidden so that others cannot be worked out"),
    "too_small": _("under 2% of everybody: shown, not compared"),
    "no_difference_shown": _("no difference beyond chance shown"),
    "difference_shown": _("less often, beyond chance: look into it"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One measure of one attribute: ``rows`` are (group's words, the engine's row as JSON, reading in words)."""

    kind: str
    title: str
    text: str
    rows: tuple[tuple[str, Mapping[str, Any], str], ...]
    unknown: int | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute with its tables, differences of the match and of machine against people, and questions with DIF."""

    name: str
    reference: str
    tables: tuple[Table, ...]
    smd: tuple[tuple[str, Mapping[str, Any]], ...]
    dsm: tuple[tuple[str, Mapping[str, Any]], ...]
    dif: tuple[tuple[str, str, Mapping[str, Any]], ...]
    dif_tested: int


def attributes(data: Mapping[str, Any], *, questions: Mapping[str, str]) -> list[Attribute]:
    """The attributes of a run. ``questions`` are the texts by id."""
    words = privacy.details.words()
    return [_attribute(one, words, questions) for one in data["attributes"]]


def _attribute(
    data: Mapping[str, Any], words: Mapping[str, tuple[str, Mapping[str, str]]], questions: Mapping[str, str]
) -> Attribute:
    parts = data["name"].split("+")

    def group(code: str) -> str:
        said = code.split("+")
        return " · ".join(words[name][1].get(one, one) for name, one in zip(parts, said, strict=True))

    return Attribute(
        name=" × ".join(words[name][0] for name in parts),
        reference=group(data["reference"]) if data["reference"] else "",
        tables=tuple(
            Table(
                kind=table["kind"],
                title=str(MEASURES[table["kind"]][0]),
                text=str(MEASURES[table["kind"]][1]),
                rows=tuple((group(row["group"]), row, _reading(row)) for row in table["rows"]),
                unknown=table["unknown"],
            )
            for table in data["tables"]
            if table["rows"]
        ),
        smd=tuple((group(one["group"]), one) for one in data["smd"]),
        dsm=tuple((group(one["group"]), one) for one in data["dsm"]),
        dif=tuple(
            (questions.get(one["question"], one["question"]), group(one["group"]), one)
            for one in data["dif"]
            if one["size"] != "A"
        ),
        dif_tested=len(data["dif"]),
    )


def _reading(row: Mapping[str, Any]) -> str:
    if row["best"]:
        return gettext("compared with")
    return str(READINGS[row["reading"]])
