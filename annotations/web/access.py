"""What each view asks for, said beside it, and how it gets at the object: 404 for a stranger; a wrong role is 403."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from annotations.desk.errors import NotAllowed
from annotations.desk.verb import require
from annotations.models import STANDING, Article, Claim, Membership, Project, Role, User

UNSAID = "Say beside the view which role it asks for: @reads(Role.VIEWER), @writes(Role.CHECKER), …"

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
    return request.user


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


def claim_for(request: HttpRequest, claim_id: uuid.UUID) -> Claim:
    claim = Claim.objects.select_related("article__project__scale").filter(pk=claim_id).first()
    if claim is None or Membership.objects.role_of(signed_in(request), claim.article.project) is None:
        raise Http404("No such claim among this person's.")
    _hold(request, claim.article.project)
    return claim


def _hold(request: HttpRequest, project: Project) -> None:
    """Refuse whoever has not the role that the view asks for; that they are a member is known."""
    role = _terms(request).role
    if role is None:
        raise TypeError(UNSAID)
    if role != Role.VIEWER:
        require(signed_in(request), project, role)


def _terms(request: HttpRequest) -> Terms:
    terms = getattr(request.resolver_match and request.resolver_match.func, "terms", None)
    if not isinstance(terms, Terms):
        raise TypeError(UNSAID)
    return terms
