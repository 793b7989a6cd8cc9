"""What is chosen in the workspace: an article's draft, a sentence of it, and a claim."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from annotations.models import Anchor, Article, Claim, Membership, Revision, Role, User
from annotations.reports.units import Tally, Unit, revision_units


@dataclass(frozen=True)
class Selection:
    """The newest draft of an article as one person has it open; `unit` and `claim` are what is chosen."""

    article: Article
    revision: Revision
    reader: User
    role: Role
    units: list[Unit]
    unit: Unit
    claim: Claim | None

    @property
    def tally(self) -> Tally:
        return Tally.of(self.units)

    @property
    def url(self) -> str:
        chosen = {"sentence": self.unit.number}
        if self.claim:
            chosen["claim"] = self.claim.number
        return f"{reverse('workspace', args=[self.article.pk])}?{urlencode(chosen)}"


def select(
    article: Article,
    reader: User,
    *,
    sentence: int | None = None,
    shown: int | None = None,
    claim: Claim | None = None,
) -> Selection:
    """Choose a sentence and a claim: what is asked for, or the claim's first place, or what is not done yet.

    Of several claims in a sentence it is the one that most needs a person.

    `shown` is the number of a sentence to stay at where the draft still has it.
    """
    revision = article.latest_revision()
    units = revision_units(revision)
    role = Membership.objects.role_of(reader, article.project)
    if role is None or not units:
        raise Http404("No such article among this person's.")
    if shown is not None and 1 <= shown <= len(units):
        sentence = shown
    unit = _unit(units, revision, sentence, claim)
    if claim is None and unit.claims:
        # The one that gives the sentence its looks: that is what a person came for.
        wanted = next((one for one in unit.claims if one.work_status == unit.status), unit.claims[0])
        claim = Claim.objects.select_related("verdict").get(pk=wanted.pk)
        claim.article = article
    return Selection(article, revision, reader, role, units, unit, claim)


def selected_by(request: HttpRequest, article: Article, reader: User) -> Selection:
    """Choose as an address says: `?sentence=14&claim=9`, both numbers within the article."""
    claim, number = None, asked_number(request.GET, "claim")
    if number is not None:
        claim = Claim.objects.filter(article=article, number=number).select_related("verdict").first()
        if claim is None:
            raise Http404("No such claim in this article.")
        claim.article = article
    return select(article, reader, sentence=asked_number(request.GET, "sentence"), claim=claim)


def asked_number(asked: QueryDict, name: str) -> int | None:
    """Read the number of a sentence or a claim; what is no such number is 404."""
    text = asked.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Http404(f"{name} is a number.")
    return int(text)


def _unit(units: list[Unit], revision: Revision, sentence: int | None, claim: Claim | None) -> Unit:
    if sentence is not None:
        if not 1 <= sentence <= len(units):
            raise Http404("No such sentence in this draft.")
        return units[sentence - 1]
    if claim is not None:
        first = Anchor.objects.filter(claim=claim, revision=revision).order_by("withdrawn", "start").first()
        if first:
            return next((unit for unit in units if unit.sentence.end > first.start), units[-1])
    return next((unit for unit in units if not unit.done), units[0])
