"""``bole manage rescore --plan KEY``: rate all interviews of a plan again, with progress; a second call goes on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bole.assessment.actions import rescoring
from bole.assessment.models import Plan, Rescore
from bole.core import clock, tenancy
from bole.core.actor import SYSTEM
from bole.core.errors import Refused
from bole.core.models import Tenant


class Command(BaseCommand):
    help = "Rate all interviews of a plan again by machine. What was rated before stays on record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, metavar="KEY", help="the plan's key, as its file names it")
        parser.add_argument("--company", metavar="NAME", help="its name in addresses; needed when there are several")

    def handle(self, *, plan: str, company: str | None, **_: Any) -> None:
        """Work in this process, slice by slice. Cut off, the workers go on, or the next call does."""
        tenant = self._tenant(company)
        with tenancy.of(tenant.pk):
            row = Plan.objects.filter(key=plan).first()
            if row is None:
                raise CommandError(f"{tenant.name} has no plan {plan!r}.")
            try:
                started = rescoring.start(row, actor=SYSTEM, at=clock.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        more = True
        while more:
            with tenancy.of(tenant.pk):
                more = rescoring.step(started.pk, at=clock.now())
                self._show(Rescore.objects.get(pk=started.pk))
        self.stdout.write("")

    def _tenant(self, company: str | None) -> Tenant:
        found = list(Tenant.objects.filter(slug=company) if company else Tenant.objects.all()[:2])
        if len(found) != 1:
            names = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Say which company with --company: {names or 'there is none yet'}.")
        return found[0]

    def _show(self, row: Rescore) -> None:
        self.stdout.write(
            f"\r{row.done}/{row.total} interviews, {row.answers} answers; "
            f"changed {row.changed}, handed to the model {row.waiting}, skipped {row.skipped}",
            ending="",
        )
        self.stdout.flush()
