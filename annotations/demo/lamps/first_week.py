"""The first week with the street lamps: what they claim, the count, and what hangs on it."""

from __future__ import annotations

from annotations.demo.lamps.claims import FIRST_HALF, SECOND_HALF
from annotations.demo.lamps.sources import lamps_sources
from annotations.demo.newsroom import Newsroom, Piece
from annotations.models import NotCheckable, Stance

SUPPORTS, REFUTES, CONTEXT = Stance.SUPPORTS, Stance.REFUTES, Stance.CONTEXT
WRITER = "Iris Calloway"


def take_in_lamps(room: Newsroom) -> Piece:
    """Import the article on the second day, with the date of that day, and record what it states."""
    dated = room.clock.days[1]
    room.sources |= lamps_sources(dated)
    room.clock.go_to(2)
    lamps = room.take_in(
        "mona",
        "street_lamps.txt",
        author=WRITER,
        publisher="Tarnholt Courier",
        url="https://courier.example.org/tarnholt/412-street-lamps",
        language="en",
        published_on=dated,
        writer_name=WRITER,
        writer_email="iris.calloway@courier.example.org",
        desk_note="Held until Ostrel and the director of works have had their say. “Last Wednesday” and “last month”"
        " count from the date above. Pictures: Pavel Oster. Legal reads it after us: keep the exact words of every"
        " source.",
    )
    lamps.state("omar", *FIRST_HALF)
    room.clock.go_to(3)
    lamps.state("cleo", *SECOND_HALF)
    return lamps


def first_week(room: Newsroom, lamps: Piece) -> None:
    """Check the count and what hangs on it."""
    room.clock.go_to(3, 13)
    lamps.set_aside("cleo", "shameful", NotCheckable.OPINION)
    lamps.note("cleo", "shameful", "The paper’s own opinion in a news report. Not ours to check; rita should see it.")
    lamps.set_aside("cleo", "charges", NotCheckable.PREDICTION)
    lamps.withdraw(
        "cleo",
        "left",
        "The article says that the person left, not why. I had read the reason into it.",
    )

    lamps.cite("omar", "found", "count", SUPPORTS, "Total, all streets: 1,988", "sheet 9, last line")
    lamps.check("omar", "found", "accurate", "Added the nine sheets up myself: 1,988.")
    lamps.cite("omar", "missing", "count", SUPPORTS, "Total, all streets: 1,988", "sheet 9, last line")
    lamps.cite("omar", "missing", "inventory", SUPPORTS, "2,400 rows, one a lamp", "rows 2 to 2401")
    lamps.cite("omar", "missing", "contract", SUPPORTS, "2,400 (two thousand four hundred) luminaires", "§ 2, p. 3")
    lamps.check(
        "omar", "missing", "accurate", "2,400 paid for, 1,988 found: 412. Compared row by row, no lamp counted twice."
    )
    lamps.cite("omar", "worth", "contract", SUPPORTS, "Unit price, lamp and mounting: €1,333.33", "annex B, p. 41")
    lamps.check("omar", "worth", "accurate", "412 × €1,333.33 = €549,332. “More than half a million” holds.")

    room.clock.go_to(4)
    lamps.cite("omar", "price", "contract", SUPPORTS, "Total contract value: €3,200,000.00", "§ 5, p. 6")
    lamps.check("omar", "price", "accurate", "The contract’s own total.")
    lamps.cite("cleo", "counters", "count", SUPPORTS, "Present: 4 staff, 31 volunteers", "sheet 1, head")
    lamps.check("cleo", "counters", "accurate", "35 signatures, nine dates, all of them last month.")
    lamps.cite("omar", "fifth", "count", REFUTES, "Total, all streets: 1,988", "sheet 9, last line")
    lamps.check(
        "omar",
        "fifth",
        "inaccurate",
        "412 of 2,400 is 17.2 per cent, nearer one in six than one in five. Prof. Wendt’s “seventeen per cent” further"
        " down is right, so the article contradicts itself.",
        change="About one lamp in six",
    )
    lamps.cite("cleo", "audit", "audit", SUPPORTS, "61 % of the electricity purchased by the municipality", "p. 12")
    lamps.check("cleo", "audit", "accurate", "The summary on p. 2 says 60 %, rounded. The table has 61.")

    room.clock.go_to(5)
    lamps.cite("cleo", "caption", "photo", CONTEXT, "Camera clock: three days before the month began", "EXIF, line 36")
    lamps.ask(
        "cleo",
        "caption",
        "The camera’s clock puts this frame three days before the month began, so it would not be “last month”. Can"
        " Pavel tell us when he took it?",
        writer=WRITER,
    )
    lamps.cite("omar", "molnar", "molnar", SUPPORTS, "I stopped letting the children walk home after five.", "04:10")
    lamps.check(
        "omar",
        "molnar",
        "accurate",
        "She says “after five” and means the afternoon, as the next sentence of the recording shows.",
    )
    wrong = lamps.cite("omar", "vote", "minutes", CONTEXT, "", "item 4")
    lamps.drop("omar", wrong, "These are the minutes of this month’s session. The vote was four years ago.")
    lamps.cite("omar", "vote", "award", SUPPORTS, "19 in favour, 2 against, 1 abstention", "item 7, p. 5")
    lamps.check("omar", "vote", "accurate", "There was one abstention, which the sentence need not mention.")
