"""The third week: Ostrel’s answer and the leaked papers; half of the article is still open."""

from __future__ import annotations

import datetime

from annotations.demo.newsroom import Newsroom, Piece
from annotations.models import Confidence, NoteKind, Stance

SUPPORTS, REFUTES, CONTEXT = Stance.SUPPORTS, Stance.REFUTES, Stance.CONTEXT
LOW, MEDIUM = Confidence.LOW, Confidence.MEDIUM


def third_week(room: Newsroom, lamps: Piece) -> None:
    """Check Ostrel's answer and the leaked papers; some of it is still open."""
    room.clock.go_to(10)
    lamps.cite("cleo", "cheaper", "tender", CONTEXT, "Tender C: received 40 minutes late; excluded", "p. 9")
    lamps.check(
        "cleo",
        "cheaper",
        "needs_context",
        "Two were cheaper, but one of them came too late and was excluded. Only one valid tender was lower.",
        change="Two other bidders had offered to do the work for less, one of them after the deadline.",
    )
    lamps.contact(
        "omar",
        "darkest",
        NoteKind.ATTEMPT,
        "Asked for light readings by street. Was told that somebody would ring back.",
        whom="Works department, front office",
        how="telephone",
        no_reply=True,
    )
    lamps.cite("omar", "poles", "count", SUPPORTS, "St. Anne’s Road: 11 poles, no lamp", "sheet 4, rows 12 to 22")
    lamps.check("omar", "poles", "accurate", "Eleven rows, each with a pole number and two initials.")
    lamps.cite("cleo", "thorne", "answer", SUPPORTS, "removed later by third parties, e.g. during roadworks", "no. 6")
    lamps.check("cleo", "thorne", "accurate", "Both halves are in the answers to questions 5 and 6. Quoted exactly.")

    room.clock.go_to(11)
    lamps.contact(
        "cleo",
        "third_parties",
        NoteKind.REPLY,
        "“We stand by our answer. Which poles were removed, and by whom, is for the town to say.”",
        whom="Magnus Thorne, Ostrel Lighting Inc.",
        how="e-mail",
    )
    lamps.cite("omar", "roadworks", "roadworks", SUPPORTS, "14 entries; poles affected: 37", "filter “lighting”")
    lamps.check("omar", "roadworks", "accurate", "Added up from the export: 14 sites, 37 poles. 412 − 37 = 375.")
    lamps.cite("omar", "third_parties", "roadworks", CONTEXT, "14 entries; poles affected: 37", "filter “lighting”")
    lamps.cite("omar", "third_parties", "answer", SUPPORTS, "some poles", "no. 6")
    lamps.check(
        "omar",
        "third_parties",
        "needs_context",
        "True of 37 poles at most. The article says so in the next sentence, which must not be cut.",
        confidence=MEDIUM,
    )
    lamps.cite("omar", "offences", "police", CONTEXT, "After dark: 112, then 121. District: +11 %", "table 4")
    lamps.check(
        "omar",
        "offences",
        "needs_context",
        "112 to 121 is 8 per cent, but the whole district rose by 11, so the lamps explain nothing.",
        change="Offences reported after dark rose by 8 per cent over the same period, less than in the district as a"
        " whole (11 per cent).",
    )

    room.clock.go_to(12)
    lamps.contact(
        "omar",
        "darkest",
        NoteKind.ATTEMPT,
        "Wrote to ask for the readings taken at acceptance, with a deadline of two working days.",
        whom="Dr. Hanna Lindqvist, director of works",
        how="e-mail, copy to the press office",
        no_reply=True,
    )
    lamps.cite("cleo", "poles", "count", REFUTES, "Poles 117 and 119: lamp, not lit", "sheet 4, remarks")
    lamps.check(
        "cleo",
        "poles",
        "inaccurate",
        "Two of the eleven have a lamp that does not burn. I went there after dark: nine poles are bare.",
        change="nine poles stand without a lamp, and two lamps do not burn",
    )
    lamps.cite("omar", "price", "contract", CONTEXT, "All amounts exclude value added tax (21 %).", "§ 5, note 2")
    lamps.check(
        "omar",
        "price",
        "needs_context",
        "The total is without tax: with it the town paid €3.87\u00a0million. I had missed the note below the table.",
        change="paid €3.2\u00a0million, before tax,",
    )
    lamps.cite("cleo", "delivery", "delivery", SUPPORTS, "Luminaires: 1,990", "line 1")
    lamps.cite("cleo", "delivery", "stock_book", REFUTES, "In, note 2291: 2,012", "row 18")
    lamps.check(
        "cleo",
        "delivery",
        "conflicting_evidence",
        "The note says 1,990, the depot’s own book 2,012 for the same delivery. Neither is signed by a second person."
        " The article may quote the note, not call it the delivery.",
        confidence=LOW,
    )

    room.clock.go_to(13)
    lamps.cite("omar", "email", "email", SUPPORTS, "with the pallets we have these figures will not add up", "line 9")
    lamps.cite("omar", "email", "controller", SUPPORTS, "I wrote that, and I would write it again.", "second meeting")
    lamps.check(
        "omar", "email", "accurate", "The e-mail alone would be enough, and the person who wrote it stands by it."
    )
    lamps.check(
        "omar",
        "darkest",
        "unverifiable",
        "Nobody has measured it, or nobody says so: two attempts at the works department, no reply.",
        change="Hers is one of the darkest roads in Tarnholt, residents say.",
        confidence=LOW,
    )
    lamps.ask("cleo", "invoice", "Which of us has the factory’s dispatch list? I have only the invoice.")
    lamps.answer("omar", "invoice", "Iris keeps it with the delivery note. She brings both on her next visit.")
    lamps.cite("cleo", "mayor", "recording", SUPPORTS, "The council acted the moment it knew.", "01:31:22")
    lamps.check("cleo", "mayor", "accurate", "Said by Mayor Sorrell in the same session, in answer to a member.")

    room.clock.go_to(14)
    lamps.approve("rita", "photographs", "said_no_town", "email")
    lamps.note("rita", "poles", "I shall look at pole 117 myself before I decide between you.")
    lamps.cite("cleo", "complaint", "post", CONTEXT, "Fourteen months and not a word", "picture 2")
    lamps.check(
        "cleo", "complaint", None, "In the picture the stamp can be read, its date cannot. I have asked for the paper."
    )
    lamps.ask(
        "rita", "no_town", "Does Brennick own its lamps, or rent them? If it rents, do we still compare like with like?"
    )
    lamps.note("cleo", "no_town", "It owns them: they stand in its accounts under fixed assets.")
    lamps.close("rita", "no_town")

    room.clock.go_to(15)
    lamps.cite("cleo", "weaver", "inventory", CONTEXT, "Weaver Street 1 to 9: 3", "row 1874")
    lamps.check(
        "cleo",
        "weaver",
        None,
        "The inventory gives three lamps for Nos. 1 to 9 together, not for No. 5. I am going there this evening.",
    )
    lamps.ask(
        "cleo",
        "inquiry",
        "The prosecutor’s press office confirms inquiries only in writing. Who signs our letter?",
    )
    # One of the two days is past when the demo is looked at, and one is still to come.
    past, tomorrow = room.clock.days[13], room.clock.today + datetime.timedelta(days=1)
    lamps.assign("rita", "cleo", tomorrow, "weaver", "complaint", "molnar_since")
    lamps.assign("rita", "omar", past, "afternoon")
    lamps.assign("rita", "omar", tomorrow, "arm")
