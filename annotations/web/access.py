"""What each view asks for, said beside it, and how it gets at the object: 404 for a stranger; a wrong role is 403."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from annotations.desk.errors import NotAllowed
from annotations.desk.verb import require
from annotations.models import (
    STANDING,
    Action,
    Article,
    Claim,
    Event,
    Membership,
    Project,
    RatingScale,
    Revision,
    Role,
    Sentence,
    Source,
    User,
)
from annotations.models.questions import Columns, parted, question
from annotations.reports.events.drafts import in_anothers_draft, of_known_sources

UNSAID = "Say beside the view which role it asks for: @reads(Role.VIEWER), @writes(Role.CHECKER), …"

# What the databases hold as the number of an event.
LARGEST_KEY = 2**63

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Terms:
    """The methods a view takes, and the role it asks for in the project of what its address names.

    Without a role it is for everybody who is logged in. docs/permissions.md is made from these.
    """

    role: Role | None
    methods: tuple[str, ...]


def reads(role: Role | None = None) -> Callable[[View], View]:
    return _on(Terms(role, ("GET", "HEAD")))


def writes(role: Role | None = None) -> Callable[[View], View]:
    return _on(Terms(role, ("POST",)))


def reads_and_writes(role: Role | None = None) -> Callable[[View], View]:
    return _on(Terms(role, ("GET", "HEAD", "POST")))


def _on(terms: Terms) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in terms.methods:
                return HttpResponseNotAllowed(terms.methods)
            return view(request, *args, **kwargs)

        held.terms = terms  # type: ignore[attr-defined]
        return held

    return decorate


def signed_in(request: HttpRequest) -> User:
    """Give the person behind a request; LoginRequiredMiddleware has turned everybody else away."""
    if not isinstance(request.user, User):
        raise TypeError("This view is only for people who are logged in.")
    # The person, not Django's stand-in, through which every look at a key of theirs would go: hundreds a page.
    person: User = getattr(request.user, "_wrapped", request.user)
    return person


def project_for(request: HttpRequest, slug: str) -> Project:
    project = Project.objects.of(signed_in(request)).filter(slug=slug).first()
    if project is None:
        raise Http404("No such project among this person's.")
    _hold(request, project)
    return project


def projects_for(request: HttpRequest) -> list[Project]:
    """Give the projects in which this person has the role that the view asks for, by name; 403 where there is none."""
    needed = _terms(request).role or Role.VIEWER
    roles = [role for role in Role if role.may(needed)]
    memberships = Membership.objects.filter(STANDING, user=signed_in(request), role__in=roles)
    projects = [each.project for each in memberships.select_related("project").order_by("project__name", "pk")]
    if not projects:
        raise NotAllowed(f"This page is for {needed.label.lower()}s, and you are none in any project. Ask a manager.")
    return projects


def article_for(request: HttpRequest, article_id: uuid.UUID) -> Article:
    mine = Article.objects.of(signed_in(request)).select_related("project__scale")
    article = mine.filter(pk=article_id).first()
    if article is None:
        raise Http404("No such article among this person's.")
    _hold(request, article.project)
    return article


def draft_for(request: HttpRequest, article_id: uuid.UUID) -> Revision:
    """Give the newest draft of an article, with the article; one query."""
    for row in _draft(article_id, signed_in(request).pk):
        revision, article, project, scale = parted(row[:-1], *DRAFT)
        revision.article, article.project, scale.project, project.scale = article, project, project, scale
        _hold(request, project, Role(row[-1]))
        found: Revision = revision
        return found
    raise Http404("No such article among this person's.")


def source_for(request: HttpRequest, source_id: uuid.UUID) -> Source:
    """Give a source that this person may know of; one that only others have in drafts is not there."""
    reader = signed_in(request)
    known = Source.objects.known_to(reader).select_related("project", "origin", "retracted_by")
    source: Source | None = known.filter(pk=source_id).first()
    if source is None or Membership.objects.role_of(reader, source.project) is None:
        raise Http404("No such source among this person's.")
    _hold(request, source.project)
    return source


def event_for(request: HttpRequest, event_id: int) -> Event:
    """Give an event of the history of one's projects, if a person may read what it says."""
    reader = signed_in(request)
    mine = Event.objects.filter(stream__project__in=Project.objects.of(reader)).select_related("stream__project")
    shown = mine.filter(~in_anothers_draft(reader), of_known_sources(reader))
    event: Event | None = shown.filter(pk=event_id).first() if event_id < LARGEST_KEY else None
    if event is None or event.stream.project is None:
        raise Http404("No such event in this person's projects.")
    _hold(request, event.stream.project)
    return event


def sentence_for(request: HttpRequest, sentence_id: uuid.UUID) -> Sentence:
    """Give a sentence with its draft and article; one that was split or joined since is there, too."""
    articles = Article.objects.of(signed_in(request))
    mine = Sentence.objects.filter(revision__article__in=articles)
    sentence = mine.select_related("revision__article__project__scale").filter(pk=sentence_id).first()
    if sentence is None:
        raise Http404("No such sentence among this person's.")
    _hold(request, sentence.revision.article.project)
    return sentence


def claim_for(request: HttpRequest, claim_id: uuid.UUID) -> Claim:
    """Give a claim with its article; one query."""
    for row in _claim(claim_id, signed_in(request).pk):
        if row[-1] is None:
            break
        claim, article, project, scale = parted(row[:-1], *CLAIM)
        claim.article, article.project, scale.project, project.scale = article, project, project, scale
        _hold(request, project, Role(row[-1]))
        found: Claim = claim
        return found
    raise Http404("No such claim among this person's.")


def action_for(request: HttpRequest, action_id: uuid.UUID) -> Action:
    """Give an action of which something is in the history of a project of this person's."""
    mine = Project.objects.of(signed_in(request))
    events = Event.objects.filter(action=action_id, stream__project__in=mine).order_by("id")
    event = events.select_related("action__actor", "stream__project").first()
    if event is None or event.stream.project is None:
        raise Http404("No such action among this person's.")
    _hold(request, event.stream.project)
    return event.action


def role_of(request: HttpRequest, project: Project) -> Role:
    """Tell the role in which a person was let in to something of a project's."""
    held: dict[uuid.UUID, Role] = vars(request).setdefault("held_roles", {})
    if project.pk not in held:
        role = Membership.objects.role_of(signed_in(request), project)
        if role is None:
            raise Http404("No such project among this person's.")
        held[project.pk] = role
    return held[project.pk]


def _hold(request: HttpRequest, project: Project, role: Role | None = None) -> None:
    """Refuse whoever has not the role that the view asks for; that they are a member is known."""
    asked = _terms(request).role
    if asked is None:
        raise TypeError(UNSAID)
    if role is not None:
        vars(request).setdefault("held_roles", {})[project.pk] = role
    if asked != Role.VIEWER and not (role and role.may(asked)):
        require(signed_in(request), project, asked)


def _terms(request: HttpRequest) -> Terms:
    terms = getattr(request.resolver_match and request.resolver_match.func, "terms", None)
    if not isinstance(terms, Terms):
        raise TypeError(UNSAID)
    return terms


DRAFT: tuple[Columns[Any], ...] = (
    Columns(Revision),
    Columns(Article, "article__"),
    Columns(Project, "article__project__"),
    Columns(RatingScale, "article__project__scale__"),
)
CLAIM: tuple[Columns[Any], ...] = (Columns(Claim), *DRAFT[1:])


def _with_role(rows: QuerySet[Any], user: int, columns: tuple[Columns[Any], ...]) -> QuerySet[Any, Any]:
    held = Membership.objects.filter(STANDING, user=user, project=OuterRef("article__project")).values("role")[:1]
    names = (name for one in columns for name in one.lookups)
    told: QuerySet[Any, Any] = rows.annotate(held=Subquery(held)).values_list(*names, "held")
    return told


@question
def _draft(article: uuid.UUID, user: int) -> QuerySet[Any, Any]:
    newest = Revision.objects.filter(article=article).order_by("-number")
    return _with_role(newest, user, DRAFT).exclude(held=None)[:1]


@question
def _claim(claim: uuid.UUID, user: int) -> QuerySet[Any, Any]:
    return _with_role(Claim.objects.filter(pk=claim), user, CLAIM)
