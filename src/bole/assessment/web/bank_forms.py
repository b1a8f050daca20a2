"""Forms of the question bank: an entry's own fields, and rows of follow-ups, key points, turns, behaviours and tests."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import banks as actions
from bole.assessment.queries import faults as wording
from bole_engines.assessment.checking import KEY_POINT_RULE
from bole_engines.assessment.faults import Fault
from bole_engines.assessment.types import Competency, Question

KINDS = [
    ("behavioural", _("Past behaviour")),
    ("situational", _("Situation")),
    ("explain", _("Explain a concept")),
    ("roleplay", _("Role-play")),
    ("motivation", _("Motivation")),
    ("code", _("Program code")),
]
DIFFICULTIES = [(1, _("1 · easy")), (2, _("2 · usual")), (3, _("3 · hard"))]
LEVELS = [(level, str(level)) for level in (1, 2, 3, 4, 5)]
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
WHEN = [
    ("", _("when the interviewer sees fit")),
    ("no_situation", _("the situation is missing")),
    ("no_action", _("their own action is missing")),
    ("no_result", _("the result is missing")),
    ("no_measure", _("a figure is missing")),
]
CUES_HELP = _(
    "One line each; “|” stands for “or”, “+” for “and”, “!” for “but not”. A name in braces is a group of synonyms."
)


def _text(rows: int = 2, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class QuestionFields(forms.Form):
    """What every question has."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Question"), max_length=600, widget=_text(3))
    hint = forms.CharField(label=_("Hint under the question"), max_length=300, required=False, widget=_text(2))
    competencies = forms.MultipleChoiceField(
        label=_("Asks for"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    difficulty = forms.TypedChoiceField(label=_("Difficulty"), coerce=int, choices=DIFFICULTIES)
    think_s = forms.IntegerField(label=_("Seconds to prepare"), min_value=0, max_value=600)
    answer_s = forms.IntegerField(label=_("Seconds to answer"), min_value=10, max_value=600)

    def __init__(self, *args: Any, competencies: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["competencies"].choices = list(competencies)  # type: ignore[attr-defined]


class CompetencyFields(forms.Form):
    """What every competency has, with its five anchors."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name of the competency"), max_length=60)
    definition = forms.CharField(label=_("In one sentence"), max_length=300, required=False, widget=_text(2))
    weight = forms.IntegerField(
        label=_("Recommended weight"), min_value=1, max_value=100, help_text=_("A plan sets its own, 100 in all.")
    )
    threshold = forms.TypedChoiceField(label=_("Level the job asks for"), coerce=int, choices=LEVELS)
    anchor_5 = forms.CharField(label=_("Level 5: what one sees"), max_length=500, required=False, widget=_text(2))
    anchor_4 = forms.CharField(label=_("Level 4: what one sees"), max_length=500, required=False, widget=_text(2))
    anchor_3 = forms.CharField(label=_("Level 3: what one sees"), max_length=500, required=False, widget=_text(2))
    anchor_2 = forms.CharField(label=_("Level 2: what one sees"), max_length=500, required=False, widget=_text(2))
    anchor_1 = forms.CharField(label=_("Level 1: what one sees"), max_length=500, required=False, widget=_text(2))


class Row(forms.Form):
    """One row of a list. A row whose ``words`` are all empty is no row: that is how one is removed."""

    words: tuple[str, ...] = ("text",)

    @property
    def kept(self) -> bool:
        return self.is_valid() and any(str(self.cleaned_data.get(name, "")).strip() for name in self.words)


class FollowUpRow(Row):
    when = forms.ChoiceField(label=_("Ask when"), required=False, choices=WHEN)
    text = forms.CharField(label=_("Follow-up question"), max_length=300, required=False)

    def __init__(self, *args: Any, points: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        missing = [(KEY_POINT_RULE + name, _("missing: {point}").format(point=text)) for name, text in points]
        self.fields["when"].choices = [*WHEN, *missing]  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        return {"when": self.cleaned_data["when"], "text": self.cleaned_data["text"].strip()}


class Found(Row):
    """A row that is recognised by words: a key point or a behaviour."""

    words = ("text", "cues")
    prefix_of_ids = ""
    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    text = forms.CharField(label=_("What it is"), max_length=200, required=False)
    cues = forms.CharField(
        label=_("Words it is recognised by"),
        required=False,
        widget=_text(3, spellcheck="false"),
        help_text=CUES_HELP,
        max_length=4000,
    )
    practise = forms.CharField(label=_("Advice to who did not show it"), max_length=200, required=False)

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        cues = [line.strip() for line in data["cues"].splitlines() if line.strip()]
        name = data["id"] or actions.new_key(self.prefix_of_ids)
        return {"id": name, "text": data["text"].strip(), "cues": cues, "practise": data["practise"].strip()}


class KeyPointRow(Found):
    prefix_of_ids = "kp"


class BehaviourRow(Found):
    prefix_of_ids = "b"
    polarity = forms.ChoiceField(
        label=_("It"), choices=[("+", _("raises the level")), ("-", _("lowers the level"))], initial="+"
    )
    cap = forms.TypedChoiceField(
        label=_("Highest level beside it (if it lowers)"), coerce=int, choices=LEVELS[:4], initial=2
    )
    top = forms.BooleanField(label=_("Hallmark of level 5"), required=False)

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().value(), "polarity": data["polarity"], "cap": data["cap"], "top": data["top"]}


class TurnRow(Row):
    words = ("says",)
    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    says = forms.CharField(label=_("The other side says"), max_length=300, required=False)

    def value(self) -> dict[str, Any]:
        return {"id": self.cleaned_data["id"] or actions.new_key("t"), "says": self.cleaned_data["says"].strip()}


class CaseRow(Row):
    words = ("stdin", "stdout")
    stdin = forms.CharField(label=_("Input"), required=False, widget=_text(2, spellcheck="false"), strip=False)
    stdout = forms.CharField(
        label=_("Expected output"), required=False, widget=_text(2, spellcheck="false"), strip=False
    )

    def value(self) -> dict[str, Any]:
        return {"stdin": self.cleaned_data["stdin"], "stdout": self.cleaned_data["stdout"]}


class CodeFields(forms.Form):
    languages = forms.CharField(label=_("Programming languages"), max_length=120, help_text=_("Separated by commas."))
    starter = forms.CharField(
        label=_("What stands in the editor at first"), required=False, widget=_text(4, spellcheck="false"), strip=False
    )


class Entry:
    """The forms of one entry: ``fields``, ``code`` (programming questions) and ``rows`` by the name of the list."""

    def __init__(
        self, fields: forms.Form, rows: Mapping[str, "BaseFormSet[Any]"], code: CodeFields | None = None
    ) -> None:
        self.fields, self.rows, self.code = fields, rows, code

    @property
    def valid(self) -> bool:
        forms_ok = self.fields.is_valid() and (self.code is None or self.code.is_valid())
        # Every list is looked at, so that all of their faults are shown at once.
        states = [formset.is_valid() for formset in self.rows.values()]
        return forms_ok and all(states)

    def kept(self, name: str) -> list[Row]:
        return [row for row in self.rows[name].forms if row.kept] if name in self.rows else []

    def values(self, name: str) -> list[dict[str, Any]]:
        return [row.value() for row in self.kept(name)]  # type: ignore[attr-defined]

    def blame(self, faults: Iterable[Fault]) -> None:
        """Put every fault beside the field that it is about."""
        for one in faults:
            place = one.path[0] if one.path else ""
            rows = self.kept(str(place))
            if rows and len(one.path) > 1 and isinstance(one.path[1], int) and one.path[1] < len(rows):
                form: forms.Form = rows[one.path[1]]
                field = str(one.path[2]) if len(one.path) > 2 else getattr(form, "words", ("",))[0]
                field = "cues" if one.code in ("bad_cue", "no_cue") else field
            else:
                form = self.fields
                field = "anchor_5" if place == "anchors" else str(place)
            form.add_error(field if field in form.fields else None, wording.plain(one))


def question_forms(
    kind: str, asks: Iterable[tuple[str, str]], now: Question | None, version: int | None, data: QueryDict | None
) -> Entry:
    """The forms for a question of this kind, filled from ``now``; ``data`` is what was sent."""
    points = [(one.id, one.text) for one in now.key_points] if now else []
    initial: dict[str, Any] = {"difficulty": 2, "think_s": 60, "answer_s": 120, "seen": version}
    if now is not None:
        names = ("text", "hint", "difficulty", "think_s", "answer_s")
        initial |= {name: getattr(now, name) for name in names} | {"competencies": list(now.competencies)}
    rows: dict[str, BaseFormSet[Any]] = {
        "follow_ups": _rows(
            FollowUpRow, "follow", [f.to_json() for f in now.follow_ups] if now else [], data, points=points
        )
    }
    if kind == "explain":
        rows["key_points"] = _rows(KeyPointRow, "point", _cued(now.key_points if now else ()), data, extra=3)
    if kind == "roleplay":
        turns = [turn.to_json() for turn in now.turns] if now else []
        rows["turns"] = _rows(TurnRow, "turn", turns, data, extra=4 - len(turns))
    code = None
    if kind == "code":
        task = now.code if now else None
        first = {"languages": ", ".join(task.languages), "starter": task.starter} if task else {"languages": "python"}
        code = CodeFields(data, initial=first)
        rows["cases"] = _rows(CaseRow, "case", [case.to_json() for case in task.cases] if task else [], data, extra=2)
    return Entry(QuestionFields(data, initial=initial, competencies=asks), rows, code)


def question_of(entry: Entry, key: str, kind: str) -> Question:
    """What the forms say, as the engine's value; nothing is checked yet."""
    data = entry.fields.cleaned_data
    content = {name: data[name] for name in ("text", "hint", "competencies", "difficulty", "think_s", "answer_s")}
    content |= {"id": key, "kind": kind, "follow_ups": entry.values("follow_ups")}
    content |= {"key_points": entry.values("key_points"), "turns": entry.values("turns")}
    if entry.code is not None:
        languages = [one.strip() for one in entry.code.cleaned_data["languages"].split(",") if one.strip()]
        starter = entry.code.cleaned_data["starter"]
        content["code"] = {"languages": languages, "starter": starter, "cases": entry.values("cases")}
    return Question.from_json(content)


def competency_forms(now: Competency | None, version: int | None, data: QueryDict | None) -> Entry:
    initial: dict[str, Any] = {"weight": 20, "threshold": 3, "seen": version}
    if now is not None:
        initial |= {name: getattr(now, name) for name in ("name", "definition", "weight", "threshold")}
        initial |= {f"anchor_{level}": text for level, text in now.anchors.items()}
    shown = _cued(now.behaviours if now else ())
    return Entry(
        CompetencyFields(data, initial=initial),
        {"behaviours": _rows(BehaviourRow, "behaviour", shown, data, extra=2 if now else 5)},
    )


def competency_of(entry: Entry, key: str, required: bool = True) -> Competency:
    data = entry.fields.cleaned_data
    content = {name: data[name] for name in ("name", "definition", "weight", "threshold")}
    anchors = {str(level): data[f"anchor_{level}"].strip() for level in (1, 2, 3, 4, 5)}
    return Competency.from_json(
        {**content, "id": key, "anchors": anchors, "behaviours": entry.values("behaviours"), "required": required}
    )


def _cued(items: Iterable[Any]) -> list[dict[str, Any]]:
    return [{**one.to_json(), "cues": "\n".join(one.cues)} for one in items]


def _rows(
    form: type[Row], prefix: str, initial: list[dict[str, Any]], data: QueryDict | None, *, extra: int = 2, **more: Any
) -> "BaseFormSet[Any]":
    made: Any = formset_factory(form, extra=max(0, extra), max_num=40, absolute_max=60)
    formset: BaseFormSet[Any] = made(data, prefix=prefix, initial=initial, form_kwargs=more)
    return formset
