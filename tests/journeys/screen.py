"""A page with its console watched, which can say whether it is sound."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.front.stand import AXE, HASH_OF, WITNESS
from tests.journeys.house import House
from tests.journeys.people import COMPANY, PASSWORD, Office

# Violations are in the console as well; this names them even where the console does not.
STRICT = "addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));"
# Every track that the page has ever been given, to see whether camera and microphone are off.
TRACKS = """
(() => {
  if (!navigator.mediaDevices) return;
  const tracks = [];
  window.__live = () => tracks;
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await real(wish);
    tracks.push(...stream.getTracks());
    return stream;
  };
})();
"""


class Screen:
    """One context and its page."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        self.context, self.house = context, house
        context.add_init_script(WITNESS)
        context.add_init_script(STRICT)
        context.add_init_script(TRACKS)
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.page.set_default_timeout(30_000)
        self.noise: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.noise.append(str(fault)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.noise.append(f"{message.text} @ {message.location.get('url', '')}")

    def expect_failed_requests(self) -> None:
        """Drop what the browser itself says of requests that a test has made fail; anything else stays."""
        self.noise = [line for line in self.noise if "net::ERR" not in line and "Failed to load resource" not in line]

    def sign_in(self, email: str = COMPANY["email"], password: str = PASSWORD) -> Page:
        """As a colleague, to the start page."""
        self.page.goto(f"{self.house.url}/accounts/login/")
        self.page.get_by_label("邮箱").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url(f"{self.house.url}/")
        return self.page

    def take_session(self, office: Office) -> None:
        """Be signed in as this client is, without the pages of signing in."""
        for name, value in office.http.cookies.items():
            if name != "bole_language":
                self.context.add_cookies([{"name": name, "value": value, "url": self.house.url}])

    def faults(self) -> list[str]:
        """Accessibility violations, sideways scroll, console. Empty when the page is sound."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        told = [f"{v['id']}: {n['html'][:180]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]
        wide = self.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        if wide[0] > wide[1]:
            told.append(f"sideways: {wide[0]} px on a page of {wide[1]}")
        return told + self.noise

    def assert_sound(self, where: str) -> None:
        faults = self.faults()
        assert not faults, "\n".join([where, *faults])

    def hash_of(self, from_recording: int) -> str:
        """sha256 of what the recorders from this one on produced."""
        return str(self.page.evaluate(HASH_OF, from_recording))

    @property
    def recordings(self) -> int:
        """How many recorders the page has started so far."""
        return int(self.page.evaluate("() => window.__recordings.length"))
