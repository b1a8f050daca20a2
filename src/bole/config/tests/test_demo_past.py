"""The demo's earlier season shows figures on every page of quality, the same ones each time."""

from bole.assessment import api as assessment
from bole.assessment.models import BiasRun, Calibration, Plan, SettledLevel
from bole.assessment.queries import agreement, analytics, audits
from bole.config import demo_past
from bole.core.actor import Actor

RATERS = (Actor("user", "u-1", "陈立"), Actor("user", "u-2", "孙倩"))
HR = Actor("user", "u-3", "周敏")


def test_every_page_of_quality_has_something_to_show(tenant, at):
    assessment.seed_packs(at=at, signed_by=HR)
    sales = next(one for one in assessment.ready_plans() if one.key == "sales")
    assert demo_past.build(sales.id, RATERS, HR, at=at) == demo_past.PEOPLE
    plan = Plan.objects.get(pk=sales.id)
    quality = agreement.quality(plan, subgroups=audits.subgroup_figures(plan))
    found = analytics.analytics(plan)

    assert (quality.rated, quality.twice) == (demo_past.PEOPLE, demo_past.PEOPLE)
    # The judge may abstain here and there and grow better; the pages must have something to show all the same.
    assert all(row.machine.n >= 20 and row.machine.qwk.value > 0.3 for row in quality.rows)
    assert all(row.people.qwk.value > 0.6 for row in quality.rows)
    assert all(one.item.difficulty is not None and one.decision.value is not None for one in found.questions)
    assert 10 <= found.taken <= 30
    assert Calibration.objects.filter(plan=plan).count() >= 1
    assert SettledLevel.objects.count() <= 1
    sexes = next(one for one in BiasRun.objects.get(plan=plan).data["attributes"] if one["name"] == "sex")
    assert all(row["n"] >= 5 for row in sexes["tables"][0]["rows"])
