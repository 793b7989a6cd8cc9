"""Lists of what a large desk has much of are read in the order of an index, not sorted."""

from __future__ import annotations

import pytest

from annotations.models import Article, Claim, Project, User
from annotations.reports.draft import whole
from annotations.reports.sources import Order, SourceFilter, sources_page
from annotations.reports.verdict_rows import verdict_rows
from tests.reports.plans import plans_of

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.parametrize(("order", "index"), [(Order.TITLE, "source_by_title"), (Order.PUBLISHED, "source_by_day")])
def test_sources_are_read_in_their_order(project: Project, rita: User, order: Order, index: str) -> None:
    plan, *_ = plans_of(lambda: sources_page(project, rita, SourceFilter(), order, may_see_confidential=True))
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_the_claims_of_a_project_are_read_in_the_order_of_their_file(project: Project) -> None:
    plan, *_ = plans_of(lambda: list(verdict_rows(project)))
    assert "TEMP B-TREE" not in plan


def test_a_chunk_of_verdicts_reads_the_queries_of_its_own_claims(project: Project, claim: Claim) -> None:
    plans = plans_of(lambda: list(verdict_rows(project)))
    assert plans
    assert not any("note_by_state" in plan for plan in plans)


def test_a_page_reads_the_places_of_each_claim_and_no_others(article: Article) -> None:
    plans = plans_of(lambda: whole(article.latest_revision()))
    assert any("anchor_of_claim (claim_id=? AND revision_id=?)" in plan for plan in plans)
