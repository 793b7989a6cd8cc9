"""What is chosen in the workspace: an article's draft, a sentence of it, and a claim."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from annotations.models import Article, Claim, Revision, Role, User, Verdict
from annotations.models.questions import Columns, parted, question
from annotations.reports.draft import around, claims_to_choose, whole
from annotations.reports.events.hanging import Hanging, hanging_on
from annotations.reports.events.moments import Moment
from annotations.reports.parting import number_at
from annotations.reports.progress import tally_of
from annotations.reports.units import Named, Tally, Unit, Units

LONGEST_SEARCH = 200
# How a form says where its sentence stood when it was drawn: start, end, and among how many.
STOOD = re.compile(r"([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})")
# What an address says of splitting and joining a sentence: that the form is open, or that it was just done.
PARTING = OPEN, DONE = "open", "done"


@dataclass(frozen=True)
class Selection:
    """The newest draft of an article as one person has it open; `unit` and `claim` are what is chosen.

    `units` are all sentences for a page, and for a panel those of the paragraphs that it is about; `hanging` are the
    claim's places, notes and reviews; `find` is what is looked for among the sources that can be cited; `moment` is
    set where all of it is as it stood then, and nothing can be done about it. `parting` is set while the sentence is
    being split or joined, where one has selected words at one place of it, or pointed near another.
    """

    article: Article
    revision: Revision
    reader: User
    role: Role
    units: Units
    unit: Unit
    claim: Claim | None
    hanging: Hanging
    find: str = ""
    moment: Moment | None = None
    parting: str = ""
    selected_place: int | None = None
    near_place: int | None = None

    def may(self, role: Role) -> bool:
        """Tell whether the reader may do here what this role may."""
        return self.moment is None and self.role.may(role)

    @property
    def page(self) -> str:
        """Begin the addresses of the page's own sentences and claims."""
        return f"?{self.moment.query}&" if self.moment else "?"

    @cached_property
    def tally(self) -> Tally:
        return Tally.of(self.units.held) if self.units.all_there else tally_of(self.revision, self.units.total)

    @cached_property
    def every_unit(self) -> Sequence[Unit]:
        return (self.units if self.units.all_there else whole(self.revision)).held

    @cached_property
    def claims(self) -> Sequence[Named]:
        """Name all standing claims of the article, by number."""
        return claims_to_choose(self.revision) if self.units.claims is None else self.units.claims

    @property
    def url(self) -> str:
        chosen = {"sentence": self.unit.number}
        if self.claim:
            chosen["claim"] = self.claim.number
        return f"{reverse('workspace', args=[self.article.pk])}?{urlencode(chosen)}"


def select(
    revision: Revision,
    reader: User,
    role: Role,
    *,
    sentence: int | None = None,
    shown: int | None = None,
    claim: Claim | None = None,
    before: Sequence[tuple[int, int]] = (),
    page: bool = False,
) -> Selection:
    """Choose a sentence and a claim: what is asked for, or the claim's first place, or what is not done yet.

    Of several claims in a sentence it is the one that most needs a person.

    `shown` is the number of a sentence to stay at where the draft still has it. For a `page` all sentences are read,
    else the paragraphs that are chosen from, and those of `before`, places where the claim stood.
    """
    hanging = hanging_on(claim) if claim else Hanging()
    places = _places(hanging, revision)
    page = page or not (sentence or shown or places)
    units = whole(revision) if page else around(revision, sentence or shown or 0, [*places, *before])
    if not units.total:
        raise Http404("There is no sentence in this draft.")
    if not units.held:
        units = whole(revision)
    if shown is not None and 1 <= shown <= units.total:
        sentence = shown
    unit = _unit(units, sentence, places)
    if claim is None and unit.claims:
        # The one that gives the sentence its looks: that is what a person came for.
        wanted = next((one for one in unit.claims if one.work_status == unit.status), unit.claims[0])
        claim = claim_in(revision.article, wanted.number)
        hanging = hanging_on(claim)
        places = _places(hanging, revision)
        if not all(units.covers(*place) for place in places):
            units = around(revision, unit.number, places)
    return Selection(revision.article, revision, reader, role, units, unit, claim, hanging)


class Stood(NamedTuple):
    """Where a sentence stood when a form was drawn (code points, end-exclusive), and among how many."""

    start: int
    end: int
    total: int


def stood(asked: QueryDict) -> Stood | None:
    """Read where the sentence stood that a form was on, as the form carries it; None where it does not say."""
    found = STOOD.fullmatch(asked.get("stood", ""))
    return Stood(*map(int, found.groups())) if found else None


def select_shown(
    request: HttpRequest, revision: Revision, reader: User, role: Role, number: int | None, **more: Any
) -> tuple[Selection, bool]:
    """Choose the sentence that a form was on; tell whether sentences were split or joined since, so that numbers moved.

    `number` is the one that it had then. Where that is another sentence now, it is found by its place.
    """
    chosen, was = select(revision, reader, role, shown=number, **more), stood(request.POST)
    there = (chosen.unit.number, chosen.unit.sentence.start)
    if was is None or (chosen.units.total == was.total and (number is None or there == (number, was.start))):
        return chosen, False
    shown = None if number is None else number_at(revision, was.start)
    return select(revision, reader, role, shown=shown, **{**more, "page": True}), True


def selected_by(
    request: HttpRequest, revision: Revision, reader: User, role: Role, moment: Moment | None = None
) -> Selection:
    """Choose as an address says: `?sentence=14&claim=9`, both numbers within the article."""
    number = asked_number(request.GET, "claim")
    claim = None if number is None else claim_in(revision.article, number)
    page = request.headers.get("HX-Request") != "true"
    chosen = select(revision, reader, role, sentence=asked_number(request.GET, "sentence"), claim=claim, page=page)
    parting = request.GET.get("parting", "")
    return replace(
        chosen,
        find=request.GET.get("find", "")[:LONGEST_SEARCH],
        moment=moment,
        parting=parting if parting in PARTING else "",
        selected_place=asked_number(request.GET, "selected"),
        near_place=asked_number(request.GET, "near"),
    )


def claim_in(article: Article, number: int) -> Claim:
    """Give a claim of an article by its number, withdrawn or not."""
    for row in _claim(article.pk, number):
        claim, verdict, within, assignee = parted(row, *CLAIM)
        claim.article, claim.verdict, claim.within, claim.assignee = article, verdict, within, assignee
        found: Claim = claim
        return found
    raise Http404("No such claim in this article.")


def latest_draft(article: Article) -> Revision:
    """Give the draft that is checked."""
    for row in _latest(article.pk):
        if revision := DRAFT.made(row):
            revision.article = article
            return revision
    raise Http404("There is no draft of this article.")


def asked_number(asked: QueryDict, name: str) -> int | None:
    """Read the number of a sentence or a claim; what is no such number is 404."""
    text = asked.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Http404(f"{name} is a number.")
    return int(text)


def _unit(units: Units, sentence: int | None, places: Sequence[tuple[int, int]]) -> Unit:
    if sentence is not None:
        try:
            return units.numbered(sentence)
        except KeyError:
            raise Http404("No such sentence in this draft.") from None
    if places and units.held:
        return next((unit for unit in units.held if unit.sentence.end > places[0][0]), units.held[-1])
    return next((unit for unit in units.held if not unit.done), units.held[0])


def _places(hanging: Hanging, revision: Revision) -> list[tuple[int, int]]:
    """List where a claim stands, from the first place on; of one that stands nowhere, where it stood."""
    there = [anchor for anchor in hanging.anchors if anchor.revision_id == revision.pk]
    standing = [anchor for anchor in there if not anchor.withdrawn]
    return [(anchor.start, anchor.end) for anchor in standing or there]


CLAIM: tuple[Columns[Any], ...] = (
    Columns(Claim),
    Columns(Verdict, "verdict__"),
    Columns(Claim, "within__", only=("number", "statement", "withdrawn")),
    Columns(User, "assignee__", only=("username",)),
)


DRAFT = Columns(Revision)


@question
def _latest(article: uuid.UUID) -> QuerySet[Any, Any]:
    return Revision.objects.filter(article=article).order_by("-number").values_list(*DRAFT.lookups)[:1]


@question
def _claim(article: uuid.UUID, number: int) -> QuerySet[Any, Any]:
    lookups = [lookup for columns in CLAIM for lookup in columns.lookups]
    return Claim.objects.filter(article=article, number=number).values_list(*lookups)
