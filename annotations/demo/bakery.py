"""A short article just begun."""

from __future__ import annotations

from annotations.demo.clock import last
from annotations.demo.newsroom import Newsroom, Stated
from annotations.desk.sourcing import NewSource
from annotations.models import ClaimType, SourceClass, SourceKind, Stance

BAKERY = (
    Stated(
        "closes",
        ("Last loaf at Hartmann’s", "Hartmann’s, the oldest bakery in Tarnholt, will close its doors"),
        "Hartmann’s bakery closes at the end of this month.",
    ),
    Stated("oldest", ("the oldest bakery in Tarnholt",), "Hartmann’s is the oldest bakery in Tarnholt."),
    Stated("years", ("closes after 88 years",), "The bakery is 88 years old.", ClaimType.NUMBER),
)


def begin_bakery(room: Newsroom) -> None:
    """Begin an article: three claims are recorded, one is being worked on."""
    dated = room.clock.days[-1]
    room.sources["hartmann"] = NewSource(
        "Greta Hartmann, conversation in the shop",
        kind=SourceKind.PERSON,
        source_class=SourceClass.PRIMARY,
        published_on=last(5, before=dated).isoformat(),
    )
    bakery = room.take_in(
        "cleo",
        "bakery.txt",
        author="Jonas Field",
        publisher="Tarnholt Courier",
        published_on=dated,
        writer_name="Jonas Field",
        writer_email="jonas.field@courier.example.org",
        desk_note="For the weekend. Jonas can be reached until 6 p.m.",
    )
    bakery.state("cleo", *BAKERY)
    bakery.cite("cleo", "closes", "hartmann", Stance.SUPPORTS, "On Friday week I bake for the last time.")
    bakery.check("cleo", "closes", None, "She says Friday week, the article says the last day of the month.")
