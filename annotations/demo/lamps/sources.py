"""What the street lamps are checked against. Every publisher is made up, and every address is on example.org."""

from __future__ import annotations

import datetime

from annotations.demo.clock import last
from annotations.desk.sourcing import NewSource
from annotations.models import SourceClass, SourceKind

PRIMARY, SECONDARY, TERTIARY = SourceClass.PRIMARY, SourceClass.SECONDARY, SourceClass.TERTIARY
TOWN = "Town of Tarnholt"


def lamps_sources(dated: datetime.date) -> dict[str, NewSource]:
    """Give the sources by short name; their own dates follow from that of the article."""
    year = dated.year
    month_before = (dated.replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
    session = last(1, before=dated)
    return {
        "count": NewSource(
            "Lamp count, evening sheets 1 to 9",
            publisher="Tarnholt Courier",
            author="Iris Calloway and volunteers",
            published_on=month_before,
            kind=SourceKind.DATASET,
            source_class=PRIMARY,
            reliability_note="Two pairs walked each street on different evenings; the 14 streets on which they differed"
            " were walked a third time.",
        ),
        "inventory": NewSource(
            "Street lamp inventory",
            url="https://tarnholt.example.org/open-data/street-lamps",
            publisher=TOWN,
            published_on=str(year - 2),
            kind=SourceKind.DATASET,
            source_class=PRIMARY,
            reliability_note="Made from the contractor’s own list, so it proves what was promised and not what stands.",
        ),
        "contract": NewSource(
            "Framework contract L-17: supply and installation of 2,400 street lamps",
            url="https://tarnholt.example.org/contracts/L-17.pdf",
            archive_url="https://archive.example.org/tarnholt/L-17.pdf",
            publisher=TOWN,
            published_on=f"{year - 4}-04",
            kind=SourceKind.DOCUMENT,
            source_class=PRIMARY,
        ),
        "award": NewSource(
            "Minutes of the town council: award of contract L-17",
            url="https://tarnholt.example.org/council/minutes/award-L-17",
            publisher=TOWN,
            published_on=f"{year - 4}-03",
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=PRIMARY,
        ),
        "tender": NewSource(
            "Tender L-17: evaluation report",
            publisher=TOWN,
            author="Procurement office",
            published_on=f"{year - 4}-02",
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=PRIMARY,
            reliability_note="Released to Iris under the access to records act, 31 of 34 pages.",
        ),
        "certificate": NewSource(
            "Certificate of final acceptance, contract L-17",
            publisher=TOWN,
            author="Director of works",
            published_on=f"{year - 3}-05",
            kind=SourceKind.DOCUMENT,
            source_class=PRIMARY,
        ),
        "register": NewSource(
            "Company register, file 88-1406: Ostrel Lighting Inc.",
            url="https://register.example.org/companies/88-1406",
            publisher="Company register, district of Veldt",
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=PRIMARY,
        ),
        "ostrel": NewSource(
            "About Ostrel",
            url="https://ostrel.example.org/about",
            publisher="Ostrel Lighting Inc.",
            source_class=SECONDARY,
            reliability_note="The company on itself. Good for what it says, not for what is so.",
        ),
        "staff": NewSource(
            "Works department: who is who",
            url="https://tarnholt.example.org/works/people",
            publisher=TOWN,
            source_class=PRIMARY,
        ),
        "recording": NewSource(
            f"Town council, public session of {session:%A}, {session.isoformat()}: sound recording",
            url="https://tarnholt.example.org/council/recordings/latest",
            publisher=TOWN,
            published_on=session.isoformat(),
            kind=SourceKind.RECORDING,
            source_class=PRIMARY,
        ),
        "minutes": NewSource(
            f"Minutes of the town council, {session.isoformat()}",
            url="https://tarnholt.example.org/council/minutes/latest",
            publisher=TOWN,
            published_on=session.isoformat(),
            kind=SourceKind.OFFICIAL_RECORD,
            source_class=PRIMARY,
        ),
        "photo": NewSource(
            "Frame 0417, St. Anne’s Road, as it came from the camera",
            author="Pavel Oster",
            published_on=month_before,
            kind=SourceKind.IMAGE,
            source_class=PRIMARY,
        ),
        "molnar": NewSource(
            "Teresa Molnar, interview by telephone",
            kind=SourceKind.PERSON,
            source_class=PRIMARY,
            published_on=month_before,
            reliability_note="Recorded with her consent, 22 minutes.",
        ),
        "controller": NewSource(
            "Edda Rahn, former stock controller at Ostrel",
            kind=SourceKind.PERSON,
            source_class=PRIMARY,
            reliability_note="Met Iris twice and showed her staff pass. She is in dispute with Ostrel over notice pay:"
            " nothing may rest on her word alone.",
            confidential=True,
        ),
        "email": NewSource(
            "E-mail “Re: L-17 stock”",
            published_on=f"{year - 3}-04",
            kind=SourceKind.DOCUMENT,
            source_class=PRIMARY,
            reliability_note="With full headers. They match two other mails from the same server that we hold.",
        ),
        "delivery": NewSource(
            "Delivery note 2291, depot on Mill Lane",
            publisher="Ostrel Lighting Inc.",
            published_on=f"{year - 3}-03",
            kind=SourceKind.DOCUMENT,
            source_class=PRIMARY,
        ),
        "stock_book": NewSource(
            "Depot on Mill Lane: stock book, page 61 (photograph)",
            author="Iris Calloway",
            published_on=f"{year - 3}-03",
            kind=SourceKind.IMAGE,
            source_class=PRIMARY,
        ),
        "answer": NewSource(
            "Written answer of Ostrel Lighting to nine questions",
            publisher="Ostrel Lighting Inc.",
            author="Magnus Thorne",
            published_on=last(4, before=dated).isoformat(),
            kind=SourceKind.DOCUMENT,
            source_class=PRIMARY,
        ),
        "roadworks": NewSource(
            "Register of roadworks",
            url="https://tarnholt.example.org/open-data/roadworks",
            publisher=TOWN,
            kind=SourceKind.DATASET,
            source_class=PRIMARY,
        ),
        "brennick": NewSource(
            "Brennick looks at every lamp, one by one",
            url="https://brennick-advertiser.example.org/news/every-lamp",
            publisher="Brennick Advertiser",
            author="Lucy Farrant",
            published_on=f"{year - 2}-10-14",
            source_class=SECONDARY,
        ),
        "almanac": NewSource(
            "Tarnholt",
            url="https://almanac.example.org/towns/tarnholt",
            publisher="Provincial Almanac",
            published_on=str(year - 1),
            source_class=TERTIARY,
            reliability_note="Takes its figures from the census without saying which.",
        ),
        "audit": NewSource(
            "Energy audit of the town’s buildings and lighting",
            url="https://kessel-partners.example.org/reports/tarnholt-2019.pdf",
            publisher="Kessel & Partners",
            published_on="2019-11",
            kind=SourceKind.DOCUMENT,
            source_class=SECONDARY,
        ),
        "police": NewSource(
            "Recorded offences by hour of day",
            url="https://statistics.example.org/police/veldt/hours",
            publisher="Statistical office, district of Veldt",
            published_on=f"{year - 1}-02",
            kind=SourceKind.DATASET,
            source_class=PRIMARY,
        ),
        "post": NewSource(
            "“Fourteen months and not a word”",
            url="https://social.example.org/st-annes-road/posts/1187",
            publisher="Residents’ association of St. Anne’s Road",
            published_on=last(6, before=dated).isoformat(),
            kind=SourceKind.SOCIAL_POST,
            source_class=PRIMARY,
        ),
    }
