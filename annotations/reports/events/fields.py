"""The history in words: what each field is called, and which go without saying."""

from __future__ import annotations

from annotations.history.erase import LEFT, WHY

# What each field is called, by the kind of its row, in the order in which a page shows them.
FIELDS: dict[str, dict[str, str]] = {
    "project": {
        "name": "Name",
        "slug": "Short name",
        "guidelines": "Guidelines",
        "checks_needed": "Checks a claim",
    },
    "membership": {
        "user": "Member",
        "role": "Role",
        "withdrawn": "Reason",
    },
    "ratingscale": {
        "name": "Scale",
    },
    "verdict": {
        "label": "Verdict",
        "code": "Code",
        "tone": "Colour",
        "order": "Place",
        "number": "Number",
        "withdrawn": "Reason",
    },
    "article": {
        "title": "Title",
        "author": "Byline",
        "publisher": "Publisher",
        "url": "URL",
        "language": "Language",
        "published_on": "Published on",
        "writer_name": "Writer",
        "writer_email": "Writer’s e-mail",
        "desk_note": "Desk note",
        "withdrawn": "Reason",
    },
    "revision": {
        "origin": "Text",
        "filename": "File",
        "links": "Links",
        "units": "Sentences",
        "sha256": "SHA-256",
    },
    "sentence": {},
    "claim": {
        "statement": "Claim",
        "type": "Type",
        "claimant": "Claimant",
        "risk": "Risk",
        "within": "Part of",
        "assignee": "Assigned to",
        "due_on": "Due",
        "not_checkable": "Not checkable",
        "round": "Round",
        "withdrawn": "Reason",
        "verdict": "Standing verdict",
        "work_status": "Work status",
        "stale": "Stale",
        "sources": "Sources",
    },
    "assignment": {
        "paragraph": "Paragraph",
        "assignee": "Assigned to",
        "due_on": "Due",
    },
    "anchor": {
        "quote": "Place",
        "state": "Anchor",
        "withdrawn": "Reason",
    },
    "source": {
        "title": "Source",
        "kind": "Kind",
        "source_class": "Class",
        "publisher": "Publisher",
        "author": "Author",
        "published_on": "Published on",
        "url": "URL",
        "archive_url": "Archived at",
        "reliability_note": "Reliability",
        "stored_copy": "Stored copy",
        "stored_copy_sha256": "Its SHA-256",
        "confidential": "Confidential",
        "origin": "Derives from",
        "retracted_on": "Retracted on",
        "retracted_by": "Retracted by",
        "retracted_why": "Why retracted",
        "merged_into": "Merged into",
        "withdrawn": "Reason",
    },
    "citation": {
        "source": "Source",
        "stance": "Stance",
        "quote": "Quote",
        "locator": "Locator",
        "accessed_on": "Accessed on",
        "withdrawn": "Reason",
    },
    "assessment": {
        "verdict": "Verdict",
        "confidence": "Confidence",
        "note": "Why",
        "required_change": "Required change",
        "withdrawn": "Reason",
    },
    "note": {
        "answers": "Query",
        "text": "Note",
        "audience": "Audience",
        "to_whom": "To whom",
        "how": "How",
        "when": "When",
        "no_reply": "No reply",
        "state": "Query",
        "withdrawn": "Reason",
    },
    "ruling": {
        "verdict": "Ruling",
        "reason": "Reason",
    },
    "signoff": {
        "revision": "Signed off on",
        "voided": "Sign-off void",
    },
}

# What the words of a note are called, by its kind.
NOTE_WORDS = {"query": "Query", "answer": "Answer", "attempt": "Attempt", "reply": "Reply"}

# What the sentence, the entry's own line or another field says already.
UNSAID: dict[str, frozenset[str]] = {
    "project": frozenset(),
    "membership": frozenset({"project"}),
    "ratingscale": frozenset({"project"}),
    "verdict": frozenset({"scale"}),
    "article": frozenset({"project"}),
    "revision": frozenset({"article", "number", "carried"}),
    "sentence": frozenset({"revision", "paragraph", "start", "end", "kind", "withdrawn", "number"}),
    "claim": frozenset({"article", "number", "checks_needed"}),
    "assignment": frozenset({"revision"}),
    "anchor": frozenset({"claim", "revision", "start", "end", "carried_from"}),
    "source": frozenset({"project"}),
    "citation": frozenset({"assessment"}),
    "assessment": frozenset({"claim", "checker", "round", "revision", "submitted_at"}),
    "note": frozenset({"claim", "kind", "author", "at"}),
    "ruling": frozenset({"claim", "round", "reviewer"}),
    "signoff": frozenset({"claim", "reviewer", "at"}),
}

# What an erasure says of itself beside what it erased: the label of that says it too.
UNSAID_OF_ERASURES = frozenset({WHY, LEFT})

# What the label of a new row says well enough: of a scale's verdicts their words are of interest.
SELF_EVIDENT = {"verdict": frozenset({"code", "tone", "order", "number"})}

# Of a confidential source, and of what is cited from it, all that whoever may not know it is told.
OPEN_OF_CONFIDENTIAL = {
    "source": frozenset({"title", "kind", "source_class", "confidential"}),
    "citation": frozenset({"source", "stance"}),
}
