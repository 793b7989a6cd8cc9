"""The entries of the first row of every page, and the pages for which each is lit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A word that leads to the page named `page`; it is lit there and on the pages named in `within`.

    With `to_review` it stands there only for whoever reviews or manages anything.
    """

    words: str
    page: str
    within: tuple[str, ...] = ()
    to_review: bool = False


CLAIMS = ("project_claims", "assign_claims", "approve_claims", "send_back_claims")
SOURCES = ("project_sources", "source", "edit_source", "merge_source", "retract_source", "restore_source")

ENTRIES = (
    Entry("Dashboard", "dashboard", to_review=True),
    Entry("My desk", "me"),
    Entry(
        "Articles",
        "home",
        (
            "project",
            "new_article",
            "checked_articles",
            "workspace",
            "edit_article",
            "checked_copy",
            "drafts",
            "compare_drafts",
            "draft_changes",
            "new_draft",
            "assign_paragraphs",
            "assign_claim",
            *CLAIMS,
            *SOURCES,
        ),
    ),
    Entry(
        "History",
        "desk_history",
        ("article_history", "claim_history", "source_history", "receipt", "erase_words"),
    ),
)
