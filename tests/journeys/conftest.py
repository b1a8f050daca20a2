"""A served house, a browser with a spoken microphone, and HR beside it."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright

from bole.integrations.fake import voice
from tests.front.stand import CHROMIUM
from tests.journeys import shared
from tests.journeys.house import SCRIPT, House
from tests.journeys.people import Office
from tests.journeys.screen import Screen


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The shared house."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    yield shared.house()
    shared.end()


@pytest.fixture(scope="session")
def office(house: House) -> Office:
    """HR, signed in."""
    return shared.office()


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake microphone hears, again and again: 48 kHz, mono, 16 bit."""
    path = tmp_path_factory.mktemp("voice") / "spoken.wav"
    samples = np.repeat(voice.speak(SCRIPT, seed=5).samples, 3)
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 48_000, 0, "NONE", ""))
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="session")
def arguments(spoken: Path) -> list[str]:
    """Flags of the browser: fake devices, nothing beyond loopback."""
    return [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--autoplay-policy=no-user-gesture-required",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={spoken}",
    ]


@pytest.fixture(scope="session")
def browser(playwright: Playwright, arguments: list[str]) -> Iterator[Browser]:
    """One browser; each test has contexts of its own."""
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield started
    started.close()


@pytest.fixture
def screen(browser: Browser, house: House) -> Iterator[Callable[..., Screen]]:
    """Makes watched pages: ``screen(phone=True, theme="dark", language="en")``. All are closed after the test."""
    made: list[Screen] = []

    def make(*, phone: bool = True, theme: str = "light", language: str = "zh-hans") -> Screen:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, locale="en-US")
        context.add_cookies(
            [
                {"name": "bole_theme", "value": theme, "url": house.url},
                {"name": "bole_language", "value": language, "url": house.url},
            ]
        )
        made.append(Screen(context, house))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
