"""Where a figure leads: to exactly the claims that it counts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from annotations.reports.overview.figures import Figure


def claims_url(figure: Figure) -> str:
    query = urlencode(figure.asked.pairs())
    address = reverse("project_claims", args=[figure.project.slug])
    return f"{address}?{query}" if query else address
