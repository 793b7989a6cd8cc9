"""What the article on the street lamps states that can be checked, in the order of its text."""

from __future__ import annotations

from annotations.demo.newsroom import Stated
from annotations.models import ClaimType, Risk

FIRST_HALF = (
    Stated(
        "missing",
        (
            "Tarnholt paid for 412 street lamps that nobody can find",
            "2,400 new street lamps, but 412 of them are missing",
            "the 412 missing lamps",
        ),
        "Of the 2,400 street lamps that Tarnholt paid for, 412 are missing.",
        ClaimType.NUMBER,
        "Tarnholt Courier",
        Risk.HIGH,
    ),
    Stated(
        "caption",
        ("A pole without a lamp on St. Anne’s Road last month",),
        "The photograph shows a pole without a lamp on St. Anne’s Road and was taken last month.",
        ClaimType.IMAGE,
        "Pavel Oster",
    ),
    Stated(
        "price",
        ("paid €3.2\u00a0million for 2,400 new street lamps",),
        "Tarnholt paid €3.2\u00a0million for 2,400 new street lamps.",
        ClaimType.NUMBER,
        risk=Risk.HIGH,
    ),
    Stated("fifth", ("One lamp in five",), "One in five of the new lamps is missing.", ClaimType.NUMBER),
    Stated(
        "worth",
        ("At the contract price, the missing lamps are worth more than half a million euros.",),
        "The missing lamps are worth more than €500,000.",
        ClaimType.NUMBER,
    ),
    Stated(
        "counters",
        ("Over nine evenings last month, four reporters and 31 volunteers",),
        "Four reporters and 31 volunteers took part in the count, over nine evenings.",
        ClaimType.NUMBER,
        risk=Risk.LOW,
    ),
    Stated("found", ("They found 1,988 lamps.",), "The count found 1,988 lamps.", ClaimType.NUMBER, risk=Risk.HIGH),
    Stated(
        "weaver",
        ("Outside No.\u00a05 Weaver Street the inventory lists three lamps, and there is one",),
        "The inventory lists three lamps outside No.\u00a05 Weaver Street; one is there.",
        ClaimType.NUMBER,
    ),
    Stated(
        "poles",
        ("on St. Anne’s Road, eleven poles stand without a lamp",),
        "Eleven poles on St. Anne’s Road stand without a lamp.",
        ClaimType.NUMBER,
    ),
    Stated(
        "molnar",
        ("“I stopped letting the children walk home after 5\u00a0p.m.,” said Teresa Molnar",),
        "Teresa Molnar said that she stopped letting her children walk home after 5\u00a0p.m.",
        ClaimType.QUOTATION,
        "Teresa Molnar",
    ),
    Stated(
        "molnar_since",
        ("who has lived on St. Anne’s Road since 2004",),
        "Teresa Molnar has lived on St. Anne’s Road since 2004.",
        ClaimType.DATE,
        risk=Risk.LOW,
    ),
    Stated("darkest", ("the darkest road in Tarnholt",), "St. Anne’s Road is the darkest road in Tarnholt."),
    Stated(
        "vote", ("by a vote of 19 to 2",), "The council awarded the contract by a vote of 19 to 2.", ClaimType.NUMBER
    ),
    Stated(
        "arm",
        ("Ostrel Lighting Inc., the local arm of a U.K. group",),
        "Ostrel Lighting Inc. belongs to a group based in the U.K.",
    ),
    Stated(
        "cheaper",
        ("Two other bidders had offered to do the work for less.",),
        "Two other bidders had offered to do the work for less than Ostrel.",
        risk=Risk.HIGH,
    ),
    Stated("founded", ("founded in 2011",), "Ostrel Lighting Inc. was founded in 2011.", ClaimType.DATE),
    Stated(
        "never_lit",
        ("had never lit a town of more than 10,000 people",),
        "Before Tarnholt, Ostrel had never lit a town of more than 10,000 people.",
        risk=Risk.HIGH,
    ),
)

SECOND_HALF = (
    Stated(
        "director",
        ("Dr. Hanna Lindquist, the council’s director of works", "Dr. Lindquist"),
        "The council’s director of works is Dr. Hanna Lindquist.",
        ClaimType.NAME,
    ),
    Stated(
        "certificate",
        ("It says that all 2,400 lamps were “installed, tested and in working order”.",),
        "The certificate says that all 2,400 lamps were “installed, tested and in working order”.",
        ClaimType.QUOTATION,
        "Town of Tarnholt",
        Risk.HIGH,
    ),
    Stated(
        "afternoon",
        ("All 48 pages of it were signed on a single afternoon.",),
        "All 48 pages of the certificate were signed on one afternoon.",
        risk=Risk.HIGH,
    ),
    Stated(
        "wednesday",
        ("told the council last Wednesday",),
        "Dr. Lindquist spoke to the council last Wednesday.",
        ClaimType.DATE,
    ),
    Stated(
        "photographs",
        ("she had relied on photographs sent by the contractor",),
        "Dr. Lindquist told the council that she had relied on photographs sent by the contractor.",
        ClaimType.ATTRIBUTION,
        "Dr. Hanna Lindqvist",
        Risk.HIGH,
    ),
    Stated(
        "said_no_town",
        ("“No other town of our size checks every lamp,” she said.",),
        "Dr. Lindquist said: “No other town of our size checks every lamp.”",
        ClaimType.QUOTATION,
        "Dr. Hanna Lindqvist",
    ),
    Stated(
        "no_town",
        ("No other town of our size checks every lamp",),
        "No other town of Tarnholt’s size checks every street lamp.",
        claimant="Dr. Hanna Lindqvist",
        within="said_no_town",
    ),
    Stated(
        "thorne",
        (
            "its chief executive, Magnus Thorne, said that every lamp had been delivered, and that some poles"
            " “were removed later by third parties, e.g. during roadworks”",
        ),
        "Magnus Thorne said that every lamp was delivered and that some poles were removed later by third parties.",
        ClaimType.ATTRIBUTION,
        "Magnus Thorne",
        Risk.HIGH,
    ),
    Stated(
        "third_parties",
        ("some poles “were removed later by third parties, e.g. during roadworks”",),
        "Third parties removed some of the poles, for example during roadworks.",
        claimant="Magnus Thorne",
        within="thorne",
    ),
    Stated(
        "roadworks",
        ("The town’s roadworks register lists 14 sites and 37 poles",),
        "The roadworks register lists 14 sites, with 37 poles between them.",
        ClaimType.NUMBER,
    ),
    Stated(
        "wendt",
        ("puts the usual loss at 1 to 2 per cent in the first five years",),
        "Prof. Ada Wendt puts the usual loss of street lamps at 1 to 2 per cent in five years.",
        ClaimType.ATTRIBUTION,
        "Prof. Ada Wendt",
    ),
    Stated(
        "invoice",
        ("An invoice for all 2,400 lamps is dated eleven days before the last of them left the factory.",),
        "The invoice for all 2,400 lamps is eleven days older than the last dispatch from the factory.",
        ClaimType.DATE,
        risk=Risk.HIGH,
    ),
    Stated(
        "delivery",
        ("A delivery note signed at the depot on Mill Lane is for 1,990 lamps.",),
        "1,990 lamps were delivered to the depot on Mill Lane.",
        ClaimType.NUMBER,
        risk=Risk.HIGH,
    ),
    Stated(
        "email",
        ("In an internal e-mail, a stock controller warns that the figures “will not add up”.",),
        "A stock controller of Ostrel warned in an internal e-mail that the figures “will not add up”.",
        ClaimType.QUOTATION,
        "A former stock controller",
        Risk.HIGH,
    ),
    Stated(
        "left",
        ("The stock controller has since left Ostrel",),
        "The stock controller lost the job because of the warning.",
        risk=Risk.HIGH,
    ),
    Stated(
        "boxes",
        ("“I was told to count the boxes, not the lamps in them,” the person said.",),
        "The former stock controller said: “I was told to count the boxes, not the lamps in them.”",
        ClaimType.QUOTATION,
        "A former stock controller",
        Risk.HIGH,
    ),
    Stated(
        "audit",
        (
            "In 2019 an audit found that the old sodium lamps used 61 per cent of the electricity that the town paid"
            " for.",
        ),
        "An audit in 2019 found that sodium lamps used 61 per cent of the town’s electricity.",
        ClaimType.NUMBER,
        "Kessel & Partners",
    ),
    Stated(
        "bill",
        ("in their first full year it fell by 22 per cent",),
        "In the first full year with the new lamps the town’s electricity bill fell by 22 per cent.",
        ClaimType.NUMBER,
    ),
    Stated(
        "offences",
        ("Offences reported after dark rose by 8 per cent over the same period.",),
        "Offences reported after dark rose by 8 per cent in the first full year with the new lamps.",
        ClaimType.NUMBER,
    ),
    Stated(
        "shameful",
        ("The way the council has treated its residents is shameful.",),
        "The council has treated its residents shamefully.",
        ClaimType.OPINION,
        "Tarnholt Courier",
    ),
    Stated(
        "mayor",
        ("Mayor Emil Sorrell said that it had “acted the moment it knew”.",),
        "Mayor Emil Sorrell said that the council “acted the moment it knew”.",
        ClaimType.QUOTATION,
        "Mayor Emil Sorrell",
    ),
    Stated(
        "knew",
        ("it had “acted the moment it knew”",),
        "The council acted as soon as it knew that lamps were missing.",
        claimant="Mayor Emil Sorrell",
        risk=Risk.HIGH,
        within="mayor",
    ),
    Stated(
        "complaint",
        (
            "a complaint from the residents’ association of St. Anne’s Road bears the stamp of the town hall and is 14"
            " months old",
        ),
        "The town hall stamped a complaint from the residents’ association 14 months ago.",
        ClaimType.DATE,
        risk=Risk.HIGH,
    ),
    Stated(
        "inquiry",
        ("The public prosecutor in Veldt opened a preliminary inquiry on Monday.",),
        "The public prosecutor in Veldt opened a preliminary inquiry last Monday.",
        risk=Risk.HIGH,
    ),
    Stated("charges", ("It will end in charges",), "The inquiry will end in charges.", ClaimType.PREDICTION),
    Stated(
        "grant",
        ("a regional grant of €1.1\u00a0million",),
        "The region gave a grant of €1.1\u00a0million towards the lamps.",
        ClaimType.NUMBER,
    ),
)

STATED = {stated.key: stated for stated in FIRST_HALF + SECOND_HALF}
