"""Lists of what a large desk has much of are read in the order of an index, not sorted."""

from __future__ import annotations

import pytest

from annotations.models import Project, User
from annotations.reports.sources import Order, SourceFilter, sources_page
from tests.reports.plans import plans_of


@pytest.mark.parametrize(("order", "index"), [(Order.TITLE, "source_by_title"), (Order.PUBLISHED, "source_by_day")])
def test_sources_are_read_in_their_order(project: Project, rita: User, order: Order, index: str) -> None:
    for plan in plans_of(lambda: sources_page(project, rita, SourceFilter(), order, may_see_confidential=True))[:1]:
        assert index in plan
        assert "TEMP B-TREE" not in plan
