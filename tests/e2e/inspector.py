"""What is wrong with a page as it is now: at three widths and at 400 % zoom, in light and in dark."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

SIZES = {"wide": (1440, 900), "middle": (768, 1024), "phone": (390, 844)}
# 1280 px at 400 %.
NARROWEST = (320, 640)
# A colour on its way to another has no contrast that could be measured.
LOOKS = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "reduced_motion": "reduce"}
# What the browser and htmx write about the refusals and the cut network that tests bring about.
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_INTERNET_DISCONNECTED)"
    r"|htmx:(afterRequest|sendError)"
)
# All that axe looks at by itself, and targets of 24 px, which it looks at when asked.
RULES = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
# Contrast takes longer than all else, and no colour depends on the width: once in each scheme, in two layouts.
CONTRAST = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
SCHEME = {"wide": "light", "phone": "dark"}
RUN = """async (rules) => {
  const found = await axe.run(document, rules);
  const places = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("; ");
  return found.violations.map((one) => `${one.id} (${one.impact}): ${one.help}: ${places(one.nodes)}`);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Inspector:
    """Look at the page as it is now and write down what is wrong with it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.wrong.append(f"console: {message.text}")

    def look(self, name: str) -> None:
        if not self.page.evaluate("typeof axe == 'object'"):
            self.page.evaluate(AXE_SCRIPT)
        for size, (width, height) in SIZES.items():
            self._resize(width, height, name)
            self._ask(RULES, f"{name}, {size}")
            if size in SCHEME:
                self.page.emulate_media(color_scheme=SCHEME[size])
                self._ask(CONTRAST, f"{name}, {size}, {SCHEME[size]}")
                self.page.emulate_media(color_scheme="light")
        self._resize(*NARROWEST, name)
        self._resize(*SIZES["wide"], name)

    def _ask(self, rules: dict[str, Any], where: str) -> None:
        self.wrong += [f"{where}: {found}" for found in self.page.evaluate(RUN, rules)]

    def _resize(self, width: int, height: int, name: str) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        sideways = self.page.evaluate(SIDEWAYS)
        if sideways > 0:
            self.wrong.append(f"{name}: {sideways} px too wide at {width} px")
