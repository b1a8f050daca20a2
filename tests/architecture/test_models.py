"""What imports cannot show about tables: where keys point, whose rows they are, and whose data they hold."""

import configparser
import re

import pytest
from django.apps import apps
from django.db import models

from bole.core import personal_data, rls, tenancy
from tests.architecture import product

KINDLESS = "a table without personal data says why"


def ours() -> list[type[models.Model]]:
    """Concrete models of this product, automatic ones included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("bole.") and not model._meta.proxy
    ]


def module_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def rows() -> dict[str, int]:
    """Module → its row in the layers of .importlinter; 0 is the lowest."""
    parser = configparser.ConfigParser()
    parser.read(product.ROOT / ".importlinter", encoding="utf-8")
    layers = parser["importlinter:contract:modules"]["layers"].strip().splitlines()
    return {name: height for height, line in enumerate(reversed(layers)) for name in re.findall(r"\w+", line)}


def keys() -> list[tuple[type[models.Model], "models.ForeignKey | models.ManyToManyField"]]:
    kinds = (models.ForeignKey, models.ManyToManyField)
    return [
        (model, field)
        for model in ours()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if isinstance(field, kinds)
    ]


def crossing() -> list:
    """Keys that leave their module."""
    return [
        pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
        for model, field in keys()
        if field.related_model.__module__.split(".")[0] != "bole" or module_of(field.related_model) != module_of(model)
    ]


@pytest.mark.parametrize(("model", "field"), crossing())
def test_a_key_that_leaves_its_module_points_down_and_leaves_no_trace(model, field):
    height, target = rows(), field.related_model

    assert target.__module__.startswith("bole."), f"{target._meta.label} is somebody else's table"
    assert height[module_of(target)] < height[module_of(model)], "keys point down the rows"
    assert field.remote_field.related_name == "+", "a lower module must not grow attributes of a higher one"


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_model_says_which_personal_data_it_holds(model):
    promise = personal_data.declared().get(model)

    assert promise is not None, (
        f"declare {model._meta.label} in bole.{module_of(model)}.pii, also to say that it holds none"
    )
    assert promise.kinds or promise.why, KINDLESS


@pytest.mark.parametrize("promise", personal_data.declared().values(), ids=lambda p: p.model._meta.label)
def test_a_promise_about_personal_data_can_be_kept(promise):
    """A table that holds something of a subject can show it and let go of it; the fields it names exist."""
    names = {field.name for field in promise.model._meta.get_fields()}

    assert set(promise.sealed) <= names
    if promise.subject is not None:
        assert promise.subject.split("__")[0] in names
        assert promise.shred is not None or promise.why, "how is it shredded, or why is it not?"
        assert promise.export is not None or promise.why, "how is it exported, or why is it not?"


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_table_belongs_to_a_tenant_or_is_listed_with_a_reason(model):
    if issubclass(model, tenancy.TenantModel):
        assert model._meta.base_manager_name == "objects", "the base manager would not ask whose rows these are"
        assert model._meta.db_table not in rls.GLOBAL_TABLES
    else:
        assert rls.GLOBAL_TABLES.get(model._meta.db_table)


def test_every_tenant_model_is_found_by_what_protects_its_table():
    assert set(rls.tenant_models()) == {m for m in ours() if issubclass(m, tenancy.TenantModel)}


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_times_are_handed_in(model):
    clocked = [
        f.name for f in model._meta.local_fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)
    ]

    assert clocked == [], "auto_now reads a clock inside the model"
