"""The history in words: what each verb of the desk did, and to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.history.erase import WHY
from annotations.models import AnchorState, Audience, NoteKind
from annotations.reports.events.steps import Step


@dataclass(frozen=True)
class Did:
    """What an action did: its steps by (kind, field), of several rows of a kind those of the first; `by`: whose key.

    `kinds` are those of all rows that it touched, `claims` counts the claims among what is there to see of it.
    """

    steps: Mapping[tuple[str, str], Step]
    by: int | None
    kinds: frozenset[str] = frozenset()
    claims: int = 0

    def after(self, kind: str, field: str) -> Any:
        step = self.steps.get((kind, field))
        return step.after if step else None


# The kinds of rows that are about a claim.
UNDER_CLAIMS = frozenset({"claim", "anchor", "assessment", "citation", "note", "ruling", "signoff"})

# What became of an article's claims in a new draft, in the order in which its event counts them.
CARRIED = ("kept", "moved", "changed", "lost")

# Said of somebody else's work that is not submitted yet, whatever they did to it.
DRAFTED = "worked on a draft for {claim}"


def _imported(did: Did) -> str:
    return f"imported the article as draft {did.after('revision', 'number') or 1}"


def _revised(did: Did) -> str:
    number = did.after("revision", "number")
    if number is None:
        # What is there to see of it is about one claim, or about some of them.
        return _CARRIED.get(did.after("anchor", "state"), _CARRIED[""]) if did.claims == 1 else "brought in a new draft"
    said = f"brought in draft {number}"
    carried = did.after("revision", "carried")
    if not isinstance(carried, list) or not any(carried):
        return said
    return f"{said}: {', '.join(f'{word} {count}' for word, count in zip(CARRIED, carried, strict=False))}"


_CARRIED = {
    "": "brought in a draft that has the words of {claim} as they were",
    AnchorState.MOVED: "brought in a draft that has the words of {claim} elsewhere",
    AnchorState.CHANGED: "brought in a draft that has other words for {claim}",
    AnchorState.LOST: "brought in a draft without the words of {claim}",
}


def _edited(did: Did) -> str:
    return "changed the words of {claim}" if ("claim", "statement") in did.steps else "changed the details of {claim}"


def _checkable(did: Did) -> str:
    marked = did.after("claim", "not_checkable")
    return "marked {claim} as not checkable" if marked else "took back that {claim} is not checkable"


def _assessed(did: Did) -> str:
    verdict = did.steps.get(("assessment", "verdict"))
    if verdict is None:
        return "changed the assessment of {claim}"
    if not verdict.after:
        return "took back the verdict on {claim}" if verdict.before else "began a draft for {claim}"
    return "changed the verdict on {claim}" if verdict.before else "gave a verdict on {claim}"


_NOTED = {
    NoteKind.NOTE: "wrote a note on {claim}",
    NoteKind.QUERY: "asked about {claim}",
    NoteKind.ANSWER: "answered a query on {claim}",
    NoteKind.ATTEMPT: "tried to reach somebody about {claim}",
    NoteKind.REPLY: "noted a reply about {claim}",
}


def _noted(did: Did) -> str:
    kind = did.after("note", "kind")
    if kind == NoteKind.QUERY and did.after("note", "audience") == Audience.WRITER:
        return "asked the writer about {claim}"
    return _NOTED[NoteKind(kind) if kind in NoteKind.values else NoteKind.NOTE]


def _assigned(what: str) -> Callable[[Did], str]:
    """Say onto whose desk something came, or from whose."""

    def said(did: Did) -> str:
        step = did.steps.get(("assignment", "assignee")) or did.steps.get(("claim", "assignee"))
        if step is None:
            return f"changed the due date of {what}"
        if step.after:
            return f"took {what}" if step.after == did.by else f"assigned {what}"
        return f"gave {what} back" if step.before == did.by else f"took {what} off a desk"

    return said


def _under_claims(words: str) -> Callable[[Did], str]:
    """Name the claims where any were touched."""
    return lambda did: f"{words} of {{claim}}" if any(kind != "source" for kind, _ in did.steps) else words


def _erased(did: Did) -> str:
    return "erased words of {claim}" if any(kind in UNDER_CLAIMS for kind, _ in did.steps) else "erased words"


def _granted(did: Did) -> str:
    role = did.after("membership", "role")
    return f"made {{member}} a {role} of the project" if role else "took {member} back into the project"


def _undid(words: str) -> Callable[[Did], str]:
    """Say of what it was: a check with its sources, or else the first row that is no consequence."""

    def said(did: Did) -> str:
        if str(did.after("signoff", "voided") or "").endswith("took it back"):
            return f"{words} the approval of {{claim}}"
        what = next((said for kind, said in _UNDONE.items() if kind in did.kinds), "a change to {claim}")
        return f"{words} {what}"

    return said


def _restored(did: Did) -> str:
    if "article" in did.kinds:
        return "restored an earlier value of the article’s head"
    if "source" in did.kinds:
        return "restored an earlier value of a source"
    return "restored an earlier value of {claim}"


def _parted(before: str, after: str = "", *, two: bool = False) -> Callable[[Did], str]:
    """Name the sentence by the number that it had, or the two."""

    def said(did: Did) -> str:
        number = did.after("sentence", "number")
        which = f"sentences {number} and {number + 1}" if two else f"sentence {number}"
        return " ".join(filter(None, [before, which, after]))

    return said


_UNDONE = {
    "assessment": "a check of {claim}",
    "citation": "a source of {claim}",
    "note": "a note on {claim}",
    "anchor": "a place of {claim}",
}

# Every verb of the desk. Where the words depend on what was done, a function of the steps gives them.
VERBS: dict[str, str | Callable[[Did], str]] = {
    "create_project": "made the project",
    "edit_project": "changed the project",
    "grant_role": _granted,
    "withdraw_membership": "took {member} out of the project",
    "add_verdict": "added a verdict to the scale",
    "edit_verdict": "changed a verdict of the scale",
    "import_article": _imported,
    "import_revision": _revised,
    "import_checked_article": "imported the article with its claims and checks",
    "edit_article": "changed the head of the article",
    "split_sentence": _parted("split", "in two"),
    "join_sentences": _parted("joined", two=True),
    "undo_parting": _parted("put", "back as it was"),
    "redo_parting": _parted("split or joined", "again"),
    "keep_verdict": "kept the verdict on {claim} for its words in a new draft",
    "check_again": "will have {claim} checked on its words in a new draft",
    "add_claim": "recorded {claim}",
    "edit_claim": _edited,
    "assign_claim": _assigned("{claim}"),
    "assign_paragraphs": _assigned("paragraphs"),
    "settle_claims": "brought the claims up to date",
    "add_place": "added a place to {claim}",
    "move_place": "put {claim} on other words",
    "withdraw_place": "withdrew a place of {claim}",
    "withdraw_claim": "withdrew {claim}",
    "restore_claim": "restored {claim}",
    "mark_not_checkable": _checkable,
    "assess_claim": _assessed,
    "check_claim": _assessed,
    "cite_source": "added a source to {claim}",
    "edit_citation": "corrected a source of {claim}",
    "withdraw_citation": "withdrew a source of {claim}",
    "restore_citation": "restored a source of {claim}",
    "edit_source": _under_claims("corrected a source"),
    "merge_sources": _under_claims("merged two sources"),
    "retract_source": _under_claims("retracted a source"),
    "restore_source": _under_claims("took back the retraction of a source"),
    "add_note": _noted,
    "close_query": "closed a query on {claim}",
    "withdraw_note": "withdrew a note on {claim}",
    "approve_claim": "approved {claim}",
    "send_back": "sent {claim} back",
    "assign_claims": _assigned("{claim}"),
    "approve_claims": "approved {claim}",
    "send_back_claims": "sent {claim} back",
    "rule_on_claim": "ruled on {claim}",
    "undo_action": _undid("undid"),
    "redo_action": _undid("redid"),
    "restore_value": _restored,
    "erase_words": _erased,
}

# Done to sources themselves, whoever cites them, or to words wherever they stand: no draft is what it is about.
OF_NO_DRAFT = frozenset({"edit_source", "merge_sources", "retract_source", "restore_source", "erase_words"})

# The fields that the functions above look at.
TELLING = (
    "assignee",
    "number",
    "carried",
    "state",
    "statement",
    "not_checkable",
    "verdict",
    "kind",
    "audience",
    "role",
    "voided",
    WHY,
)


def what_was_done(verb: str, did: Did) -> str:
    """Say what an action did; "{claim}" stands where the claim is named. A verb without words speaks for itself."""
    words = VERBS.get(verb)
    if words is None:
        return f"did “{verb.replace('_', ' ')}”"
    return words if isinstance(words, str) else words(did)
