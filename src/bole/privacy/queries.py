"""Reads. Texts come from the files under ``texts/``; everything else runs inside ``tenancy.of``."""

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.core import crypto, tenancy
from bole.core.models import Tenant
from bole.privacy import ports
from bole.privacy.models import Consent, ErasureCertificate, ErasureRequest, SelfDeclared
from bole.privacy.states import Request
from bole.privacy.types import ATTRIBUTES, FAIRNESS, Certificate, ConsentState, Layer, Notice

TEXTS = Path(__file__).parent / "texts"
FALLBACK = "zh-hans"
DECLARED = "privacy.SelfDeclared"
_PLACE = re.compile(r"\{(company|contact)\}")


class NoText(LookupError):
    """No consent text of this kind is shipped: a fault of ours."""


@functools.cache
def shipped() -> dict[tuple[str, str], dict[str, Any]]:
    """Every shipped text by (kind, language), with the company still to be filled in."""
    found = {}
    for file in sorted(TEXTS.glob("*.yaml")):
        text = yaml.safe_load(file.read_text(encoding="utf-8"))
        found[(str(text["kind"]), str(text["language"]))] = text
    return found


def notice(kind: str, language: str) -> Notice:
    """The text in force, with this tenant's name and contact in it. Chinese when the language has none; else NoText."""
    texts = shipped()
    raw = texts.get((kind, language)) or texts.get((kind, FALLBACK))
    if raw is None:
        raise NoText(kind)
    tenant = Tenant.objects.get(pk=tenancy.current())
    contact = " ".join(part for part in (tenant.contact_name, tenant.contact_email) if part) or raw["nobody"]
    values = {"company": tenant.name, "contact": contact}

    def fill(text: str) -> str:
        # One pass, and only our own two names: braces in a company's name stay what they are.
        return _PLACE.sub(lambda match: values[match[1]], text)

    return Notice(
        kind=raw["kind"],
        language=raw["language"],
        version=str(raw["version"]),
        title=fill(raw["title"]),
        paragraphs=tuple(fill(one) for one in raw["paragraphs"]),
        layers=tuple(
            Layer(one["key"], fill(one["title"]), fill(one["text"]), bool(one["required"])) for one in raw["layers"]
        ),
    )


def zone() -> ZoneInfo:
    """The tenant's own time zone."""
    return ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=tenancy.current()))


def newest(subject_id: UUID, kind: str) -> Consent | None:
    """The act of consent that counts, or None."""
    found: Consent | None = (
        Consent.objects.filter(subject_id=subject_id, kind=kind).select_related("text").order_by("-at", "-id").first()
    )
    return found


def consent(subject_id: UUID, kind: str) -> ConsentState | None:
    """What the person agreed to, as it stands."""
    row = newest(subject_id, kind)
    return _state(row) if row else None


def granted(subject_ids: Iterable[UUID], layer: str, kind: str) -> set[UUID]:
    """Those among the subjects whose consent to a layer stands, in one query."""
    rows = Consent.objects.filter(subject_id__in=list(subject_ids), kind=kind)
    newest_rows = rows.order_by("subject_id", "-at", "-id").distinct("subject_id")
    return {row.subject_id for row in newest_rows if row.withdrawn_at is None and row.layers.get(layer) is True}


def declared(subject_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Optional details of those whose consent to it stands, by subject. For totals only: nobody is to be shown them.

    Two queries, whatever the number of subjects.
    """
    wanted = list(subject_ids)
    standing = granted(wanted, FAIRNESS, FAIRNESS)
    found = {}
    for row in SelfDeclared.objects.filter(subject_id__in=standing):
        try:
            found[row.subject_id] = dict(crypto.open_json(row.subject_id, bytes(row.sealed), purpose=DECLARED))
        except crypto.KeyDestroyed:
            continue
    return found


NAMES: dict[str, "str | Promise"] = {
    "sex": _("Sex"),
    "age": _("Age"),
    "ethnicity": _("Ethnic group"),
    "disability": _("Disability"),
    "hukou": _("Registered residence"),
    "dialect": _("Dialect spoken at home"),
    "education": _("Highest education"),
}
ANSWERS: dict[tuple[str, str], "str | Promise"] = {
    ("sex", "female"): _("Woman"),
    ("sex", "male"): _("Man"),
    ("sex", "other"): _("Other, or between"),
    ("age", "under_25"): _("Under 25"),
    ("age", "25_34"): _("25 to 34"),
    ("age", "35_44"): _("35 to 44"),
    ("age", "45_54"): _("45 to 54"),
    ("age", "55_over"): _("55 and over"),
    ("ethnicity", "han"): _("Han"),
    ("ethnicity", "minority"): _("An ethnic minority"),
    ("disability", "yes"): _("Living with a disability"),
    ("disability", "no"): _("No disability"),
    ("hukou", "local"): _("In this city"),
    ("hukou", "other_urban"): _("Another city or town"),
    ("hukou", "rural"): _("A village"),
    ("dialect", "mandarin"): _("Mandarin and its dialects"),
    ("dialect", "wu"): _("Wu (Shanghai, Jiangsu, Zhejiang)"),
    ("dialect", "yue"): _("Cantonese"),
    ("dialect", "min"): _("Min (Fujian, Chaoshan)"),
    ("dialect", "xiang_gan"): _("Xiang, Gan or Hakka"),
    ("dialect", "other"): _("Another language or dialect"),
    ("education", "school"): _("School"),
    ("education", "college"): _("Junior college"),
    ("education", "bachelor"): _("Bachelor’s degree"),
    ("education", "postgraduate"): _("Postgraduate degree"),
}


def attribute_words() -> dict[str, tuple[str, dict[str, str]]]:
    """(name, answers by code) of each attribute that may be asked, in the reader's language."""
    return {
        name: (str(NAMES[name]), {code: str(ANSWERS[name, code]) for code in codes})
        for name, codes in ATTRIBUTES.items()
    }


def history(subject_id: UUID) -> QuerySet[Consent]:
    """Every act of consent of one subject, oldest first, with its text."""
    return Consent.objects.filter(subject_id=subject_id).select_related("text").order_by("at", "id")


def consent_counts() -> dict[str, int]:
    """How many subjects' newest consent stands, per layer; ``withdrawn`` and ``subjects`` beside them."""
    counts: dict[str, int] = {"subjects": 0, "withdrawn": 0}
    rows = Consent.objects.order_by("subject_id", "kind", "-at", "-id").distinct("subject_id", "kind")
    # Read in a stream: two small columns a person.
    # Optional details are a consent of their own and no interview.
    rows = rows.exclude(kind=FAIRNESS)
    for layers, withdrawn_at in rows.values_list("layers", "withdrawn_at").iterator(chunk_size=2000):
        counts["subjects"] += 1
        if withdrawn_at is not None:
            counts["withdrawn"] += 1
            continue
        for layer, yes in layers.items():
            if yes:
                counts[layer] = counts.get(layer, 0) + 1
    return counts


def requests() -> QuerySet[ErasureRequest]:
    """Requests to be erased that wait for an answer, the most urgent first."""
    return ErasureRequest.objects.filter(state=Request.OPEN).order_by("due_at", "id")


def request_counts() -> dict[str, int]:
    counted: dict[str, int] = ErasureRequest.objects.aggregate(
        open=Count("id", filter=Q(state=Request.OPEN)), done=Count("id", filter=Q(state=Request.DONE))
    )
    return counted


def certificates() -> QuerySet[ErasureCertificate]:
    return ErasureCertificate.objects.order_by("-done_at", "-id")


def open_request(subject_id: UUID) -> ErasureRequest | None:
    found: ErasureRequest | None = requests().filter(subject_id=subject_id).first()
    return found


def names(subject_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by subject id, from whoever knows persons; erased ones are absent."""
    return ports.directory.labels(subject_ids)


def search(text: str) -> list[tuple[UUID, str]]:
    """(subject id, label) of persons that match."""
    return ports.directory.search(text)


def retention_rules() -> list[ports.Retention]:
    return ports.retention()


def table_name(label: str) -> str:
    """A model's name in words, for the certificate; the label itself when the table no longer exists."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def as_certificate(row: ErasureCertificate) -> Certificate:
    return Certificate(row.pk, row.number, row.done_at, dict(row.counts), row.digest)


def _state(row: Consent) -> ConsentState:
    return ConsentState(
        subject_id=row.subject_id,
        kind=row.kind,
        version=row.text.version,
        hash=row.text.hash,
        language=row.text.language,
        layers={key: bool(value) for key, value in row.layers.items()},
        at=row.at,
        withdrawn_at=row.withdrawn_at,
    )
