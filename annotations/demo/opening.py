"""The whole demo, from the first project to yesterday's last note."""

from __future__ import annotations

from django.utils import timezone

from annotations.demo.bakery import begin_bakery
from annotations.demo.clock import Clock
from annotations.demo.councillor import check_councillor
from annotations.demo.lamps.first_week import first_week, take_in_lamps
from annotations.demo.lamps.second_week import second_week
from annotations.demo.lamps.third_week import third_week
from annotations.demo.library_bus import check_library_bus
from annotations.demo.newsroom import Newsroom
from annotations.demo.people import PEOPLE
from annotations.desk.projects import create_project, grant_role
from annotations.history.act import Act
from annotations.models import Project, Role, User

DEMO, TWO_CHECKS = "demo", "demo-two-checks"
SLUGS = (DEMO, TWO_CHECKS)

GUIDELINES = """Every fact gets a source, every figure a primary one.
Quote the source's own words and say where they stand.
Whoever is criticised is asked, and the answer is written down; so is every attempt without one.
Nobody approves what they checked themselves."""


def open_demo(people: dict[str, User], act: Act) -> None:
    """Make the demo's projects as the act's person, or the system, and let everyone work up to the last working day."""
    clock = Clock(timezone.now().date())
    project = create_project(
        slug=DEMO, name="Tarnholt Courier: fact desk", guidelines=GUIDELINES, act=_next(act.by, clock)
    )
    room = _enter(project, people, act, clock)
    check_library_bus(room)
    lamps = take_in_lamps(room)
    first_week(room, lamps)
    second_week(room, lamps)
    third_week(room, lamps)
    begin_bakery(room)
    clock.go_to(15, 14)
    two_checks = create_project(
        slug=TWO_CHECKS,
        name="Said in public: politicians",
        checks_needed=2,
        preset="politifact",
        act=_next(act.by, clock),
    )
    check_councillor(_enter(two_checks, people, act, clock))


def _enter(project: Project, people: dict[str, User], act: Act, clock: Clock) -> Newsroom:
    """Give everyone their role: whoever made the project lets the manager in, and the manager the others."""
    for person in PEOPLE:
        if person.role:
            host = act.by if person.role == Role.MANAGER else people["mona"]
            grant_role(project=project, user=people[person.name], role=person.role, act=_next(host, clock))
    return Newsroom(project, people, clock)


def _next(by: User | None, clock: Clock) -> Act:
    return Act(by=by, at=clock.tick())
