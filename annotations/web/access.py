"""How a view gets at what it was asked for: the object, or 404 for a stranger; a wrong role is 403."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from annotations.desk.verb import require
from annotations.models import Article, Claim, Membership, Project, Role, User


def signed_in(request: HttpRequest) -> User:
    """Give the person behind a request; LoginRequiredMiddleware has turned everybody else away."""
    if not isinstance(request.user, User):
        raise TypeError("This view is only for people who are logged in.")
    return request.user


def project_for(user: User, slug: str, role: Role = Role.VIEWER) -> Project:
    project = Project.objects.of(user).filter(slug=slug).first()
    if project is None:
        raise Http404("No such project among this person's.")
    _hold(user, project, role)
    return project


def article_for(user: User, article_id: uuid.UUID, role: Role = Role.VIEWER) -> Article:
    article = Article.objects.of(user).select_related("project__scale").filter(pk=article_id).first()
    if article is None:
        raise Http404("No such article among this person's.")
    _hold(user, article.project, role)
    return article


def claim_for(user: User, claim_id: uuid.UUID, role: Role = Role.VIEWER) -> Claim:
    claim = Claim.objects.select_related("article__project__scale").filter(pk=claim_id).first()
    if claim is None or Membership.objects.role_of(user, claim.article.project) is None:
        raise Http404("No such claim among this person's.")
    _hold(user, claim.article.project, role)
    return claim


def _hold(user: User, project: Project, role: Role) -> None:
    if role != Role.VIEWER:
        require(user, project, role)
