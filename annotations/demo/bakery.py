"""A short article whose second draft has just come in: a claim stands on other words, one is gone."""

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
    Stated(
        "loan",
        ("Her grandfather opened the shop in Mill Lane with a loan of 400 crowns.",),
        "The bakery was opened with a loan of 400 crowns.",
        ClaimType.NUMBER,
    ),
    Stated(
        "flour",
        ("Flour has risen in price by 40 per cent since 2021",),
        "Flour costs 40 per cent more than in 2021.",
        ClaimType.NUMBER,
        "the bakers’ guild",
    ),
    Stated(
        "trust",
        ("has been bought by the town’s housing trust",),
        "The town’s housing trust has bought the house.",
    ),
)


def begin_bakery(room: Newsroom) -> None:
    """Check a first draft in part, and take in the second, which corrects what was found."""
    dated = room.clock.days[-1]
    room.sources |= {
        "hartmann": NewSource(
            "Greta Hartmann, conversation in the shop",
            kind=SourceKind.PERSON,
            source_class=SourceClass.PRIMARY,
            published_on=last(5, before=dated).isoformat(),
        ),
        "register": NewSource(
            "Register of trades, Mill Lane",
            publisher="Town of Tarnholt",
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=SourceClass.PRIMARY,
        ),
        "deed": NewSource(
            "Land register, Mill Lane 4",
            publisher="District court of Tarnholt",
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=SourceClass.PRIMARY,
        ),
    }
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
    bakery.cite("cleo", "years", "register", Stance.REFUTES, "Hartmann, baker: entered 87 years ago", "folio 212")
    bakery.check("cleo", "years", "inaccurate", "87 years, not 88.", change="closes after 87 years")
    bakery.cite("cleo", "loan", "hartmann", Stance.SUPPORTS, "Four hundred crowns, from his sister.")
    bakery.check("cleo", "loan", "accurate", "She has the paper in the shop.")
    bakery.cite("cleo", "trust", "deed", Stance.SUPPORTS, "Owner: Tarnholt Housing Trust", "sheet 1")
    bakery.check("cleo", "trust", "accurate")
    bakery.cite("cleo", "closes", "hartmann", Stance.SUPPORTS, "On Friday week I bake for the last time.")
    bakery.check("cleo", "closes", None, "She says Friday week, the article says the last day of the month.")
    bakery.take_in_next("omar", "bakery_second.txt")
