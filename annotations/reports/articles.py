"""The articles on a person's desk, and how far each is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from annotations.models import STANDING, Article, Membership, Project, Revision, Role, User
from annotations.reports.progress import tallies
from annotations.reports.units import Tally

PAGE = 30


@dataclass(frozen=True)
class ArticleLine:
    article: Article
    draft: int
    tally: Tally


@dataclass(frozen=True)
class ProjectDesk:
    """A project as one member sees it: their role, and the newest articles; `more` where there are others."""

    project: Project
    role: Role
    articles: list[ArticleLine]
    more: bool

    @property
    def may_import(self) -> bool:
        return self.role.may(Role.CHECKER)

    @property
    def may_review(self) -> bool:
        return self.role.may(Role.REVIEWER)


def my_projects(user: User, *, show: int = PAGE) -> list[ProjectDesk]:
    """List a person's projects with the newest `show` articles of each; queries grow with projects, not articles."""
    memberships = (
        Membership.objects.filter(STANDING, user=user).select_related("project").order_by("project__name", "pk")
    )
    newest = Article.objects.filter(STANDING).order_by("-id")
    found = [(membership, list(newest.filter(project=membership.project)[: show + 1])) for membership in memberships]
    drafts = _latest([article for _, articles in found for article in articles[:show]])
    counted = tallies({draft.pk for draft in drafts.values()})
    return [
        ProjectDesk(
            membership.project,
            Role(membership.role),
            [
                ArticleLine(article, drafts[article.pk].number, counted[drafts[article.pk].pk])
                for article in articles[:show]
            ],
            len(articles) > show,
        )
        for membership, articles in found
    ]


def _latest(articles: list[Article]) -> dict[uuid.UUID, Revision]:
    """Give each article's newest draft, without its text, by the article's key."""
    revisions = Revision.objects.filter(article__in=articles).defer("text", "links").order_by("number")
    return {revision.article_id: revision for revision in revisions}
