"""What a politician said on the radio: two checks a claim, on a scale that readers know."""

from __future__ import annotations

from annotations.demo.newsroom import Newsroom, Stated
from annotations.desk.sourcing import NewSource
from annotations.models import ClaimType, NotCheckable, SourceClass, SourceKind, Stance

COUNCILLOR = (
    Stated(
        "debt",
        ("Since I took over the budget, the town’s debt has gone down every single year.",),
        "Tarnholt’s debt has gone down in every year since Councillor Lenz took over the budget.",
        ClaimType.NUMBER,
        "Councillor Lenz",
    ),
    Stated(
        "schools",
        ("We spend more on our schools than any other town in the district.",),
        "Tarnholt spends more on its schools than any other town in the district.",
        ClaimType.NUMBER,
        "Councillor Lenz",
    ),
    Stated(
        "trees",
        ("not one tree was felled for the new car park",),
        "No tree was felled for the new car park.",
        claimant="Councillor Lenz",
    ),
    Stated(
        "best",
        ("Tarnholt is the best place in the country to grow old.",),
        "Tarnholt is the best place in the country to grow old.",
        ClaimType.OPINION,
        "Councillor Lenz",
    ),
)


def check_councillor(room: Newsroom) -> None:
    """Check what a politician said, on a scale that readers know, each claim by two people."""
    dated = room.clock.days[13]
    room.sources = {
        "accounts": NewSource(
            "Town of Tarnholt: accounts of ten years",
            publisher="Town of Tarnholt",
            url="https://tarnholt.example.org/accounts",
            kind=SourceKind.DATASET,
            source_class=SourceClass.PRIMARY,
        ),
        "permit": NewSource(
            "Building permit, car park at the station",
            publisher="Town of Tarnholt",
            published_on=str(dated.year - 1),
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=SourceClass.PRIMARY,
        ),
    }
    said = room.take_in(
        "mona",
        "councillor.txt",
        publisher="Radio Veldt",
        url="https://radio-veldt.example.org/morning-desk",
        published_on=dated,
        desk_note="Transcript from the station’s own archive, compared with the sound.",
    )
    said.state("omar", *COUNCILLOR)
    said.set_aside("omar", "best", NotCheckable.OPINION)
    said.cite(
        "omar", "debt", "accounts", Stance.REFUTES, "Debt, third year: up by €0.4\u00a0million", "sheet “Debt”, row 6"
    )
    said.check("omar", "debt", "mostly_true", "Down in five years of six. In the third it rose, by little.")
    said.cite("omar", "trees", "permit", Stance.REFUTES, "Felling permitted: two limes", "condition 11")
    said.check("omar", "trees", "false", "Two limes were felled, and replaced by four young ones.")
    said.cite("cleo", "trees", "permit", Stance.REFUTES, "Felling permitted: two limes", "condition 11")
    said.check("cleo", "trees", "false", "The permit, and our own picture of the stumps.")
