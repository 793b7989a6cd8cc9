"""A page as the browser holds it: fragments of a reply put in their places, as htmx and the page's scripts do."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br", "path", "rect", "use"}
# New with every drawing.
FRESH = {"csrfmiddlewaretoken", "action_id"}


class Element:
    def __init__(self, name: str, attributes: dict[str, str | None]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element | str] = []

    def every(self) -> list[Element]:
        found = [self]
        for child in self.children:
            if isinstance(child, Element):
                found += child.every()
        return found

    def put(self, piece: Element) -> None:
        """Put a piece in the place of the element that has its id."""
        places = [
            (parent, at)
            for parent in self.every()
            for at, child in enumerate(parent.children)
            if isinstance(child, Element) and child.attributes.get("id") == piece.attributes["id"]
        ]
        ((parent, at),) = places
        parent.children[at] = piece

    def lines(self) -> list[str]:
        """Write it down, without what is new with every drawing and white space between elements."""
        attributes = {name: value for name, value in self.attributes.items() if name != "hx-swap-oob"}
        if attributes.get("name") in FRESH:
            attributes["value"] = ""
        written = [f"<{self.name} {sorted(attributes.items(), key=str)}>"]
        for child in self.children:
            if isinstance(child, Element):
                written += child.lines()
            elif child.strip():
                written.append(" ".join(child.split()))
        return written


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(text)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(name, dict(attributes))
        self.open[-1].children.append(element)
        if name not in VOID:
            self.open.append(element)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        if name not in VOID:
            assert self.open.pop().name == name

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def patched(page: str, response: Any) -> list[str]:
    """Give the lines of a page after a reply: its pieces swapped in, and open forms gone along with versions."""
    root = Reader(page).root
    for piece in Reader(response.text).root.children:
        if isinstance(piece, Element):
            root.put(piece)
    told = json.loads(response.headers.get("HX-Trigger", "{}")).get("desk:versions", {})
    for element in root.every():
        before, after = told.get(element.attributes.get("data-version-of"), (None, None))
        if before is not None and element.attributes["value"] == str(before):
            element.attributes["value"] = str(after)
    return root.lines()


def lines_of(page: str) -> list[str]:
    return Reader(page).root.lines()
