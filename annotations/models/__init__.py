from annotations.models.article import Article, Origin, Revision, Sentence, UnitKind
from annotations.models.assignment import Assignment
from annotations.models.audited import STANDING, Audit, Audited, RoundTheHistory, Withdrawable, new_key
from annotations.models.check import (
    Assessment,
    Audience,
    Citation,
    Confidence,
    Note,
    NoteKind,
    QueryState,
    Ruling,
    SignOff,
    Stance,
)
from annotations.models.claim import DONE, Anchor, AnchorState, Claim, ClaimType, NotCheckable, Risk, Stale, WorkStatus
from annotations.models.history import Action, Event, Stream, Value
from annotations.models.people import User
from annotations.models.project import Membership, Project, RatingScale, Role, Tone, Verdict
from annotations.models.source import Source, SourceClass, SourceKind

__all__ = [
    "DONE",
    "STANDING",
    "Action",
    "Anchor",
    "AnchorState",
    "Article",
    "Assessment",
    "Assignment",
    "Audience",
    "Audit",
    "Audited",
    "Citation",
    "Claim",
    "ClaimType",
    "Confidence",
    "Event",
    "Membership",
    "NotCheckable",
    "Note",
    "NoteKind",
    "Origin",
    "Project",
    "QueryState",
    "RatingScale",
    "Revision",
    "Risk",
    "Role",
    "RoundTheHistory",
    "Ruling",
    "Sentence",
    "SignOff",
    "Source",
    "SourceClass",
    "SourceKind",
    "Stale",
    "Stance",
    "Stream",
    "Tone",
    "UnitKind",
    "User",
    "Value",
    "Verdict",
    "Withdrawable",
    "WorkStatus",
    "new_key",
]
