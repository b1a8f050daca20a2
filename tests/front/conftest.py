"""A real browser before the shell and the room of the mock. No network beyond loopback; what is started is ended."""

from __future__ import annotations

import math
import os
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from tests.front.stand import CHROMIUM, Site, Visitor, new_context

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of tests/front on a free port of loopback."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    if not (ROOT / "src/bole/core/ui/static/dist/room.js").is_file():
        pytest.fail("the assets are not built: run `python hatch_build.py`")
    port = _free_port()
    log = (tmp_path_factory.mktemp("site") / "log").open("wb")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen([sys.executable, HERE / "ui_site.py", str(port)], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _try in range(300):
        try:
            urllib.request.urlopen(f"{url}/plain").close()
            break
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, Path(log.name).read_text()
            time.sleep(0.1)
    yield Site(url)
    server.terminate()
    server.wait(10)
    log.close()


@pytest.fixture(scope="session")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voice for the fake microphone: a 220 Hz tone in syllables, 48 kHz mono."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    rate = 48000
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        samples = (
            int(9000 * math.sin(2 * math.pi * 220 * n / rate) * (1 if n % 12000 < 9000 else 0.02))
            for n in range(4 * rate)
        )
        out.writeframes(b"".join(struct.pack("<h", value) for value in samples))
    return path


@pytest.fixture(scope="session")
def arguments(voice: Path) -> list[str]:
    """Flags of the browser: fake devices, nothing beyond loopback."""
    return [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={voice}",
    ]


@pytest.fixture(scope="session")
def browser(playwright: Playwright, site: Site, arguments: list[str]) -> Iterator[Browser]:
    """One browser for all tests; each has a context of its own."""
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield started
    started.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    """A visitor on a phone in the light theme."""
    context = new_context(browser, site)
    yield Visitor(context)
    context.close()
