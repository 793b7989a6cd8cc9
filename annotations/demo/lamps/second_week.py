"""The second week: the contract, the certificate, the council’s session, and the first approvals."""

from __future__ import annotations

from annotations.demo.lamps.claims import STATED
from annotations.demo.lamps.first_week import WRITER
from annotations.demo.newsroom import Newsroom, Piece
from annotations.models import Confidence, Stance

SUPPORTS, REFUTES, CONTEXT = Stance.SUPPORTS, Stance.REFUTES, Stance.CONTEXT
MEDIUM = Confidence.MEDIUM


def second_week(room: Newsroom, lamps: Piece) -> None:
    """Check the contract, the certificate and the council's session; begin to approve."""
    room.clock.go_to(6)
    lamps.cite("omar", "arm", "ostrel", SUPPORTS, "part of a lighting group at home in the U.K.", "§ 1")
    lamps.check("omar", "arm", "accurate", "Their own site says so.", confidence=MEDIUM)
    lamps.cite("cleo", "cheaper", "award", SUPPORTS, "Two lower tenders were before the committee.", "item 7, p. 4")
    lamps.check("cleo", "cheaper", "accurate", "Two lower tenders, as the minutes of the award say.")
    lamps.cite("omar", "founded", "register", REFUTES, "Date of incorporation: 8 May 2013", "sheet 1, line 4")
    lamps.cite("omar", "founded", "ostrel", SUPPORTS, "Bringing light since 2011", "page header")
    lamps.check(
        "omar",
        "founded",
        "inaccurate",
        "2011 is the year in which a predecessor began trading; this company dates from 2013.",
        change="founded in 2013",
    )
    lamps.cite("omar", "never_lit", "ostrel", REFUTES, "Brennick: 3,100 lamps, 29,000 residents", "“Towns we light”")
    lamps.ask(
        "omar",
        "never_lit",
        "Iris, where does this come from? Ostrel lists Brennick, 29,000 people, among its earlier customers. If you"
        " have it from a rival bidder we need a second source, or the half-sentence goes.",
        writer=WRITER,
    )

    room.clock.go_to(7)
    lamps.answer(
        "cleo",
        "caption",
        "Pavel’s camera was 19 days slow. He sent the frame he took just before it: a parking ticket with its printed"
        " time, on the 17th of last month.",
        from_whom=f"{WRITER}, for Pavel Oster",
        how="e-mail with the second frame",
    )
    lamps.check("cleo", "caption", "accurate", "Place matched with our own street view of pole 114. Date: see answer.")
    lamps.cite("cleo", "director", "staff", REFUTES, "Director of works: Dr. Hanna Lindqvist", "first entry")
    lamps.check(
        "cleo",
        "director",
        "accurate_with_change",
        "Spelt with qv on the town’s site and in her own signature on the certificate. The title is right. Twice in the"
        " text.",
        change="Dr. Hanna Lindqvist; Dr. Lindqvist",
    )
    lamps.cite(
        "omar", "certificate", "certificate", SUPPORTS, "2,400 lamps installed, tested and in working order", "p. 1"
    )
    lamps.check("omar", "certificate", "accurate", "Word for word.")
    lamps.approve("rita", "found", "worth", "price", "vote")
    lamps.reword(
        "cleo",
        STATED["counters"]._replace(
            statement="Four reporters and 31 volunteers counted the lamps on nine evenings of last month."
        ),
    )

    room.clock.go_to(8)
    lamps.cite("omar", "wednesday", "minutes", REFUTES, "Tuesday, 6 p.m., council chamber", "head, p. 1")
    lamps.check(
        "omar",
        "wednesday",
        "accurate_with_change",
        "The session was on the Tuesday; the minutes went online on the Wednesday.",
        change="told the council last Tuesday",
    )
    lamps.cite(
        "cleo",
        "photographs",
        "recording",
        SUPPORTS,
        "We relied on the photographs that the contractor sent us, street by street.",
        "01:12:40",
    )
    lamps.check("cleo", "photographs", "accurate", "Heard twice. No question about which photographs she meant.")
    lamps.cite(
        "cleo", "said_no_town", "recording", SUPPORTS, "No other town of our size checks every lamp.", "01:14:05"
    )
    lamps.check("cleo", "said_no_town", "accurate", "Word for word.")
    lamps.cite(
        "cleo",
        "no_town",
        "brennick",
        REFUTES,
        "Each of the 3,100 lamps was inspected from a platform before the town paid.",
        "§ 3",
    )
    lamps.cite("cleo", "no_town", "almanac", CONTEXT, "Tarnholt, 31,400 inhabitants", "fact box")
    lamps.check(
        "cleo",
        "no_town",
        "inaccurate",
        "Brennick (29,000) is of Tarnholt’s size (31,400) and did exactly that. The quotation may stand, but the reader"
        " must be told.",
        change="Add after the quotation: Brennick, a town of 29,000, inspected all of its lamps before it paid.",
    )
    lamps.check(
        "cleo",
        "fifth",
        "accurate_with_change",
        "The lamps are missing and the fraction is only rounded too far. It is put right in two words.",
        change="About one lamp in six",
        confidence=MEDIUM,
    )

    room.clock.go_to(9)
    lamps.cite("cleo", "missing", "count", SUPPORTS, "Total, all streets: 1,988", "sheet 9, last line")
    lamps.check("cleo", "missing", "accurate", "Second check: walked sheets 3 and 8 again, same numbers.")
    lamps.return_to_checkers(
        "rita",
        "arm",
        "A company’s own site is not enough for who owns it. Please take the register at both ends, with the date of"
        " the last entry.",
    )
    lamps.return_to_checkers(
        "rita",
        "cheaper",
        "The minutes say that the tenders were before the committee, not that they were valid. The evaluation report"
        " will.",
    )
    lamps.approve("rita", "missing", "caption", "director", "certificate")
    lamps.decide(
        "rita",
        "fifth",
        "accurate_with_change",
        "The sentence holds once the fraction does. “About one lamp in six”, and Iris has agreed to it.",
    )
