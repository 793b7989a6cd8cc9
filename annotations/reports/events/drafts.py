"""What is unsubmitted work of somebody else, asked of the database; `owners` knows the same of events in hand."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import Assessment, Citation, Event, Source, User, Value
from annotations.reports.events.verbs import OF_NO_DRAFT


def in_anothers_draft(reader: User | None) -> Q:
    """Ask of an event whether what it did is in the draft of somebody other than `reader` (None: of anybody)."""
    drafts = _drafts(reader)
    # A verdict that came after it has put it before everybody.
    shown_since = Value.objects.filter(
        field="verdict", event__object=OuterRef("pk"), event__gt=OuterRef(OuterRef("pk"))
    )
    assessed = drafts.filter(~Exists(shown_since), pk=OuterRef("object"))
    cited_since = Value.objects.filter(
        field="verdict", event__object=OuterRef("assessment"), event__gt=OuterRef(OuterRef("pk"))
    )
    cited = Citation.objects.filter(
        ~Exists(cited_since), pk=OuterRef("object"), assessment__in=_drafts(reader).values("pk")
    )
    return Q(Q(kind="assessment") & Q(Exists(assessed))) | Q(Q(kind="citation") & Q(Exists(cited)))


def takes_a_verdict_back() -> Q:
    """Ask of an event whether it left an assessment without the verdict it had, which is no secret."""
    return Q(kind="assessment", version__gt=1, body__contains='"verdict":"')


def of_drafts(reader: User | None) -> Q:
    """Ask of an event whether it makes its whole action somebody else's work on a draft."""
    return in_anothers_draft(reader) & ~takes_a_verdict_back() & ~Q(action__verb__in=OF_NO_DRAFT)


def of_known_sources(reader: User | None) -> Q:
    """Ask of an event that it is about no source which only somebody else's draft has brought in."""
    known = Source.objects.known_to(reader).filter(pk=OuterRef("object"))
    beside = Event.objects.filter(of_drafts(reader), action=OuterRef("action"))
    return ~Q(kind="source") | Q(Exists(known)) & ~Q(Exists(beside))


def _drafts(reader: User | None) -> QuerySet[Assessment]:
    # By when they were submitted, as their index goes: the draft has no verdict either.
    drafts = Assessment.objects.filter(submitted_at=None)
    return drafts.exclude(checker=reader) if reader else drafts
