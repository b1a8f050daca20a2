"""The list of sessions names devices as people do."""

import pytest

from bole.accounts.web.me import device_words

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WINDOWS, "Chrome · Windows"),
        (WINDOWS + " Edg/140.0.0.0", "Edge · Windows"),
        (IPHONE, "Safari · iPhone"),
        (IPHONE + " MicroMessenger/8.0.50", "WeChat · iPhone"),
        ("curl/8.5.0", "curl"),
    ],
)
def test_a_session_is_named_by_browser_and_system(user_agent, words):
    assert device_words(user_agent) == words


def test_a_client_without_a_name_is_said_to_be_unknown():
    assert device_words("") == "未知设备"
