"""What this module must ask of others: may this viewer work on this case, and what does the language model say?

``ref`` belongs to whoever held the interview, and only that module knows whose it is. It hands its answer in with
``case_guard.use`` when it is loaded; until then nobody may open a case by address. The model is named in settings.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bole.accounts.types import Viewer
from bole.core.errors import Refused
from bole_engines.assessment.llm import Reply, Request

MayOpen = Callable[[Viewer, UUID], bool]
Pages = Callable[[Viewer, Iterable[UUID]], Mapping[UUID, str]]


class CaseGuard:
    """Holds the functions that answer, for one case and for a list of them. Fails closed."""

    def __init__(self) -> None:
        self._may_open: MayOpen | None = None
        self._pages: Pages | None = None

    def use(self, may_open: MayOpen, pages: Pages | None = None) -> None:
        """Set (viewer, ref) → bool and (viewer, refs) → page of each that the viewer may see.

        Both are asked inside the viewer's tenant; ``pages`` answers in one query.
        """
        self._may_open = may_open
        self._pages = pages

    @property
    def wired(self) -> bool:
        return self._may_open is not None

    def may_open(self, viewer: Viewer, ref: UUID) -> bool:
        return self._may_open is not None and self._may_open(viewer, ref)

    def pages(self, viewer: Viewer, refs: Iterable[UUID]) -> Mapping[UUID, str]:
        """The address of each case's report, for those that the viewer may see."""
        return {} if self._pages is None else self._pages(viewer, refs)


case_guard = CaseGuard()


Left = Callable[[UUID], Mapping[str, int]]


class Sittings:
    """What only the module that holds interviews knows of them; nothing until it says so."""

    def __init__(self) -> None:
        self._left: Left | None = None

    def use(self, left: Left) -> None:
        """Set (plan id) → how many began and never handed in, by the last question they began."""
        self._left = left

    def left(self, plan_id: UUID) -> Mapping[str, int]:
        """Those who left, by question; empty while nobody answers."""
        return {} if self._left is None else self._left(plan_id)


sittings = Sittings()


class ModelFailed(Refused):
    """The model gave no reply. Adapters raise their own kinds of it; the case waits, and nothing is made up."""

    code = "assessment.model_failed"
    # One of queries.judging.FAULTS.
    why: ClassVar[str] = "down"
    status = 503
    sentence = _("The language model gave no reply. The interview waits; we try again later.")


class LanguageModel(Protocol):
    """A language model that answers one request at a time.

    ``version`` is model and host for people, ``model`` the model's name as it is kept with what it rated.
    """

    name: str
    version: str
    model: str

    def available(self) -> bool:
        """Whether it is set up and allowed. Cheap to ask; whether it answers shows when it is asked."""
        ...

    def ask(self, request: Request) -> Reply:
        """The reply, or a ModelFailed."""
        ...


class ModelSlot:
    """The configured models in order of preference; the first that is available serves."""

    def __init__(self) -> None:
        self._factories: tuple[Callable[[], LanguageModel], ...] = ()

    def use(self, *factories: Callable[[], LanguageModel]) -> tuple[Callable[[], LanguageModel], ...]:
        """Use these and return the ones before, for the demo and for tests."""
        before, self._factories = self._factories, factories
        return before

    def best(self) -> LanguageModel | None:
        """The first available model, or None: then no plan can be rated by one."""
        models = (factory() for factory in self._factories)
        return next((model for model in models if model.available()), None)


language_model = ModelSlot()
