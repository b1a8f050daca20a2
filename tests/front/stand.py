"""What the browser tests stand on: the served site, a watched page, a context of a phone or a desk."""

from __future__ import annotations

import json
import os
import shutil
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
# What the page's own recorder handed out, kept apart from the client under test.
WITNESS = """
(() => {
  window.__recordings = [];
  const Real = window.MediaRecorder;
  window.MediaRecorder = class extends Real {
    constructor(stream, options) {
      super(stream, options);
      const blobs = [];
      window.__recordings.push(blobs);
      this.addEventListener('dataavailable', (event) => { if (event.data.size) blobs.push(event.data); });
    }
  };
})();
"""
HASH_OF = """async (from) => {
  const blobs = window.__recordings.slice(from).flat();
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(blobs).arrayBuffer());
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
}"""


@dataclass(frozen=True)
class Site:
    """The served gallery and rooms."""

    url: str

    def room(self, **settings: Any) -> str:
        """Make a room with these attributes of the mock; returns its token."""
        token = uuid.uuid4().hex
        self.mock(token, **settings)
        return token

    def link(self, token: str) -> str:
        """The candidate's link."""
        return f"{self.url}/c/demo/i/{token}/"

    def mock(self, token: str, **settings: Any) -> dict[str, Any]:
        """Look into a room, after setting attributes if any are given."""
        body = json.dumps(settings).encode() if settings else None
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/mock/{token}", data=body)) as answer:
            return dict(json.load(answer))

    def bytes_of(self, token: str, attempt: str) -> bytes:
        """The joined recording of one attempt."""
        with urllib.request.urlopen(f"{self.url}/mock/{token}/{attempt}") as answer:
            return bytes(answer.read())


class Visitor:
    """A page with its console watched."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.add_init_script(WITNESS)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20000)
        self.noise: list[str] = []
        self.page.on("console", lambda m: self.noise.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.noise.append(str(fault)))

    def assert_sound(self, where: str) -> None:
        """No accessibility violation, no sideways scroll, a silent console."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        told = [(v["id"], n["html"][:160], n["any"][:1]) for v in found for n in v["nodes"]]
        assert told == [], where
        assert self.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), where
        assert self.noise == [], where

    def hash_of(self, from_recording: int) -> str:
        """sha256 of what the recorders from this one on produced."""
        return str(self.page.evaluate(HASH_OF, from_recording))

    @property
    def recordings(self) -> int:
        """How many recorders the page has started so far."""
        return int(self.page.evaluate("() => window.__recordings.length"))


def new_context(browser: Browser, site: Site, *, phone: bool = True, theme: str = "light") -> BrowserContext:
    """A context in Chinese with this theme, phone or desk sized."""
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, locale="en-US")
    context.add_cookies(
        [
            {"name": "bole_theme", "value": theme, "url": site.url},
            {"name": "bole_language", "value": "zh-hans", "url": site.url},
        ]
    )
    return context
