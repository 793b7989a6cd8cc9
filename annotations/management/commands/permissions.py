"""Write down who may do what, as the views themselves say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError
from django.urls import URLPattern, URLResolver, get_resolver

from annotations.management.plain import PlainCommand
from annotations.models import Role

PEOPLE = ("not logged in", "stranger", *Role.values, "superuser")
YES, LOG_IN = "✓", "log in"
ADMIN = "/admin/"
ADMIN_METHODS = ("GET", "HEAD", "POST")
PAGE = """# Who may do what

Made by `manage.py permissions > docs/permissions.md` from what stands beside each view (`@reads(Role.VIEWER)`,
`@writes(Role.CHECKER)`, …); a test asks every address as everybody by every method and compares.

- **✓** goes on to the page or the verb. A verb can ask for more than a role: nobody withdraws another checker's source,
  signs off what they assessed, or saves over what they have not seen.
- **log in** is the log-in page; a form that was sent is kept and carried out after logging in.
- **404** tells a stranger, and a superuser who is no member, nothing: not even that the thing is there.
- **403** says that the role does not reach that far.
- Any method that is not named is answered with 405.

{desk}

## Administration

For staff, who see what Django's permissions allow them. Everybody else comes to the log-in page, or is told there (403)
that the administration is for staff. What the history guards can only be looked at.

{admin}
"""


@dataclass(frozen=True)
class Address:
    """One address of the desk: its methods, and the answer that each of PEOPLE gets to them."""

    route: str
    pattern: URLPattern
    methods: tuple[str, ...]
    answers: dict[str, str]

    @property
    def shown(self) -> str:
        """Name the parts that vary; the pages of all models in the administration are alike."""
        options = getattr(self.pattern.callback, "model_admin", None)
        route = self.route
        if options:
            meta = options.model._meta
            route = route.replace(f"{meta.app_label}/{meta.model_name}/", "<app>/<model>/")
        route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route)
        return re.sub(r"<\w+:", "<", route).replace("^", "").replace("$", "")


def addresses() -> Iterator[Address]:
    """Yield every address that the desk answers to; raise CommandError where a view does not say its terms."""
    for route, pattern in _patterns(get_resolver().url_patterns, "/"):
        terms = getattr(pattern.callback, "terms", None)
        if route.startswith(ADMIN):
            yield Address(route, pattern, ADMIN_METHODS, dict.fromkeys(PEOPLE, LOG_IN) | {"superuser": YES})
        elif terms is None:
            raise CommandError(f"{route} does not say who may: put @reads(Role.VIEWER) or its like above the view.")
        elif not getattr(pattern.callback, "login_required", True):
            yield Address(route, pattern, terms.methods, dict.fromkeys(PEOPLE, YES))
        else:
            yield Address(route, pattern, terms.methods, _answers(terms.role, names_something="<" in route))


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


def _answers(role: Role | None, *, names_something: bool) -> dict[str, str]:
    if role is None:
        return dict.fromkeys(PEOPLE, YES) | {"not logged in": LOG_IN}
    outside = "404" if names_something else "403"
    within = {held.value: YES if held.may(role) else "403" for held in Role}
    return {"not logged in": LOG_IN, "stranger": outside, **within, "superuser": outside}


def page() -> str:
    found = list(addresses())
    desk = [address for address in found if not address.route.startswith(ADMIN)]
    admin = [address for address in found if address.route.startswith(ADMIN)]
    return PAGE.format(desk=_table(desk), admin=_table(admin))


def _table(rows: list[Address]) -> str:
    lines = ["| Address | Methods | " + " | ".join(PEOPLE) + " |", "| --- " * (len(PEOPLE) + 2) + "|"]
    for row in rows:
        answers = " | ".join(row.answers[who] for who in PEOPLE)
        lines.append(f"| `{row.shown}` | {' '.join(row.methods)} | {answers} |")
    return "\n".join(dict.fromkeys(lines))


class Command(PlainCommand):
    help = "Print docs/permissions.md: every address, its methods, and the answer that each role gets."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
