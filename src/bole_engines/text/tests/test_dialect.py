"""Words of the regions become those of the standard language, and quotes still point into what was said."""

from __future__ import annotations

import pytest

from bole_engines.text import dialect
from bole_engines.text.normal import identity


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("俺们那儿咋办就咋办", "我们那儿怎么办就怎么办"),
        ("冇得问题，等一哈", "没有问题，等一下"),
        ("那个辰光我晓得了", "那个时候我知道了"),
        ("我们先问清需要", "我们先问清需要"),
    ],
)
def test_words_of_regions_become_standard(said: str, standard: str) -> None:
    assert dialect.standard(identity(said)).text == standard


def test_what_is_found_points_into_what_was_said() -> None:
    found = dialect.standard(identity("先问啥原因"))

    at = found.text.index("什么")
    assert found.origin(at, at + 2) == (2, 3)
    assert found.origin(at + 2, at + 4) == (3, 5)
