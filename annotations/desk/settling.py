"""Bring what is computed of claims up to date: after an upgrade that computes more, or otherwise, than before."""

from __future__ import annotations

from annotations.desk.consequences import bring_up_to_date
from annotations.desk.verb import Act, require, verb
from annotations.history.record import recording
from annotations.models import Article, Claim, Role


@verb
def settle_claims(*, article: Article, act: Act) -> Article:
    """Work out the computed columns of an article's claims anew; what was right already makes no event."""
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.MANAGER)
        record.result = article
        claims = Claim.objects.filter(article=article).select_related("article").order_by("number")
        bring_up_to_date(record, list(claims))
    return article
