"""Ask until nothing is pending, within what one interview may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bole_engines.assessment.llm.judging import Judging
from bole_engines.assessment.llm.types import Limits, Prices, Reply, Request, Sample, tokens
from bole_engines.common import Refused

MILLION = 1_000_000


class OverBudget(Refused):
    """The next question would go over what one interview may take; `limit` is "tokens" or "money"."""

    code = "assessment.over_budget"
    sentence = "This interview would take more than it may ({limit}: {spent} of {allowed})."


def collect(
    judging: Judging,
    ask: Callable[[Request], Reply],
    samples: Sequence[Sample] = (),
    *,
    limits: Limits | None = None,
    prices: Prices | None = None,
    keep: Callable[[tuple[Sample, ...]], None] = lambda _: None,
) -> tuple[Sample, ...]:
    """Every reply that the assessment needs, the given ones first. Raises `OverBudget`, `Unusable`, and what `ask` raises.

    `keep` is handed all replies after each one, so that nothing paid for is lost when the next one fails.
    """
    kept = tuple(samples)
    while asked := judging.pending(kept):
        for request in asked:
            _check(kept, request, limits or Limits(), prices or Prices())
            kept = (*kept, Sample.of(request, ask(request)))
            keep(kept)
    return kept


def _check(kept: tuple[Sample, ...], request: Request, limits: Limits, prices: Prices) -> None:
    # A character is at most about a token; the reply is taken at its longest.
    coming = Sample(
        key=request.key,
        asked="",
        text="",
        prompt_tokens=sum(len(one.content) for one in request.messages),
        completion_tokens=request.max_output,
        model="",
        finish="",
        temperature=0.0,
        seed=0,
        ms=0,
    )
    spent = sum(tokens((*kept, coming)))
    if spent > limits.tokens:
        raise OverBudget(limit="tokens", spent=spent, allowed=limits.tokens)
    cost = prices.cost((*kept, coming))
    if limits.fen and cost > limits.fen * MILLION:
        raise OverBudget(limit="money", spent=-(-cost // MILLION), allowed=limits.fen)
