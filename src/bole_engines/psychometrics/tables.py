"""Two-by-two tables: exact and normal tests, intervals of shares and of their ratio. No dependence beyond `math`."""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The interval of a share, which stays within 0–1 and is right for small n. (0, 1) without anybody."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def ratio(hits: int, n: int, base_hits: int, base_n: int, z: float = Z95) -> tuple[float, float, float] | None:
    """Share ÷ base share with its interval by the logarithm (Katz). None when a share is nought or a group empty."""
    if not (hits and base_hits and n and base_n):
        return None
    value = (hits / n) / (base_hits / base_n)
    error = math.sqrt(1 / hits - 1 / n + 1 / base_hits - 1 / base_n)
    return value, value * math.exp(-z * error), value * math.exp(z * error)


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Two-sided p of Fisher's exact test: how often chance gives a table as unlikely as [[a, b], [c, d]]."""
    top, left, n = a + b, a + c, a + b + c + d
    first, last = max(0, left - (n - top)), min(top, left)
    seen = _hypergeometric(a, top, left, n)
    whole = sum(
        chance for k in range(first, last + 1) if (chance := _hypergeometric(k, top, left, n)) <= seen * (1 + 1e-7)
    )
    return min(1.0, whole)


def two_proportions(hits: int, n: int, base_hits: int, base_n: int) -> float | None:
    """Two-sided p that the shares are equal, by the pooled normal test. None when it cannot be had."""
    if not n or not base_n:
        return None
    pooled = (hits + base_hits) / (n + base_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / base_n))
    if not error:
        return None
    return math.erfc(abs(hits / n - base_hits / base_n) / error / math.sqrt(2))


def chi_square_1(value: float) -> float:
    """p of a chi-square of one degree of freedom."""
    return math.erfc(math.sqrt(max(0.0, value) / 2))


def _hypergeometric(k: int, top: int, left: int, n: int) -> float:
    return math.exp(_log_choose(top, k) + _log_choose(n - top, left - k) - _log_choose(n, left))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
