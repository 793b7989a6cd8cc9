"""A short article that goes all the way: every claim of it is signed off."""

from __future__ import annotations

from annotations.demo.newsroom import Newsroom, Stated
from annotations.desk.sourcing import NewSource
from annotations.models import ClaimType, SourceClass, SourceKind, Stance

BUS = (
    Stated(
        "back",
        ("Library bus returns to the hill villages", "will be back on the road from Monday"),
        "The library bus runs again from Monday.",
        ClaimType.DATE,
    ),
    Stated("byline", ("Nadia Brandl",), "Nadia Brandl wrote the article.", ClaimType.NAME),
    Stated(
        "garage", ("After two years in the garage",), "The library bus did not run for two years.", ClaimType.NUMBER
    ),
    Stated(
        "villages",
        ("It will stop in six villages, among them Upper Fell and Kettle Cross, every second week.",),
        "The bus stops in six villages every second week, in Upper Fell and Kettle Cross among others.",
    ),
    Stated(
        "books",
        ("The new bus carries 3,100 books, some 700 more than the old one.",),
        "The new bus carries 3,100 books, the old one carried about 2,400.",
        ClaimType.NUMBER,
    ),
    Stated(
        "cost",
        ("It cost €214,000, of which the region paid half.",),
        "The new bus cost €214,000, and the region paid half of it.",
        ClaimType.NUMBER,
    ),
    Stated(
        "walk",
        ("“For many of our readers it is the only library they can walk to,” said Ruth Ames",),
        "Ruth Ames said that for many readers it is the only library they can walk to.",
        ClaimType.QUOTATION,
        "Ruth Ames",
    ),
    Stated(
        "ames", ("who has run the service since 2016",), "Ruth Ames has run the library bus since 2016.", ClaimType.DATE
    ),
    Stated(
        "cards",
        ("Last year 1,240 people in the hill villages held a library card, according to the town’s annual report.",),
        "Last year 1,240 people in the hill villages held a library card.",
        ClaimType.NUMBER,
    ),
    Stated(
        "first_stop",
        ("The first stop is at 9:30\u00a0a.m. on the green in Upper Fell.",),
        "The first stop is at 9:30\u00a0a.m. on the green in Upper Fell.",
        ClaimType.DATE,
    ),
)


def check_library_bus(room: Newsroom) -> None:
    """Take an article all the way: every claim of it is signed off."""
    year = room.clock.days[0].year
    room.sources |= {
        "timetable": NewSource(
            "Library bus: stops and times",
            url="https://tarnholt.example.org/library/bus",
            publisher="Town of Tarnholt",
            source_class=SourceClass.PRIMARY,
        ),
        "order": NewSource(
            "Purchase order 5520: one library bus, fitted out",
            publisher="Town of Tarnholt",
            published_on=str(year - 1),
            kind=SourceKind.DOCUMENT,
            source_class=SourceClass.PRIMARY,
        ),
        "annual": NewSource(
            "Town of Tarnholt: annual report",
            publisher="Town of Tarnholt",
            url="https://tarnholt.example.org/annual-report",
            published_on=str(year - 1),
            kind=SourceKind.DOCUMENT,
            source_class=SourceClass.PRIMARY,
        ),
        "ames": NewSource(
            "Ruth Ames, interview in the library", kind=SourceKind.PERSON, source_class=SourceClass.PRIMARY
        ),
        "notice": NewSource(
            "The library bus takes a break",
            url="https://courier.example.org/tarnholt/library-bus-break",
            publisher="Tarnholt Courier",
            published_on=str(year - 2),
            source_class=SourceClass.SECONDARY,
        ),
    }
    bus = room.take_in(
        "omar",
        "library_bus.txt",
        author="Nadia Brandl",
        publisher="Tarnholt Courier",
        published_on=room.clock.days[0],
        writer_name="Nadia Brandl",
        writer_email="nadia.brandl@courier.example.org",
        desk_note="Short and quick: page 3, below the fold.",
    )
    bus.state("omar", *BUS)
    bus.check("omar", "byline", "accurate", "Spelt as in the paper’s list of staff.")
    for key, name, quote, locator in (
        ("back", "timetable", "From Monday, weeks with an even number", "first line"),
        ("garage", "notice", "The bus will not run until a new one is bought.", "§ 1"),
        ("villages", "timetable", "Upper Fell, Kettle Cross, Low Barrow, Sallow, Hinds, Old Mill", "table"),
        ("books", "order", "Shelving for 3,100 volumes (vehicle replaced: 2,400)", "item 3"),
        ("first_stop", "timetable", "Upper Fell, the green: 9:30", "table, row 1"),
    ):
        bus.cite("omar", key, name, Stance.SUPPORTS, quote, locator)
        bus.check("omar", key, "accurate")
    room.clock.go_to(1, 13)
    bus.cite("cleo", "cost", "order", Stance.SUPPORTS, "Total €214,000; regional share €107,000", "last page")
    bus.check("cleo", "cost", "accurate", "Half to the euro.")
    bus.cite("cleo", "walk", "ames", Stance.SUPPORTS, "It is the only library they can walk to, many of them.", "06:32")
    bus.check(
        "cleo",
        "walk",
        "accurate_with_change",
        "The order of her words was tidied; the sense is hers. She has agreed to a version in her own words.",
        change="“It is the only library they can walk to, many of them,”",
    )
    bus.cite("cleo", "ames", "ames", Stance.SUPPORTS, "I took over in the spring of 2016.", "01:05")
    bus.check("cleo", "ames", "accurate")
    bus.cite("cleo", "cards", "annual", Stance.SUPPORTS, "Cardholders, hill villages: 1,240", "p. 57")
    bus.check("cleo", "cards", "accurate", "The report counts cards, one a person, on the last day of the year.")
    room.clock.go_to(1, 15)
    bus.approve("rita", *bus.keys)
