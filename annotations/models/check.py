from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.article import Revision
from annotations.models.audited import STANDING, Audit, Audited, Withdrawable, one_of
from annotations.models.claim import Claim
from annotations.models.project import Verdict
from annotations.models.source import Source


class Confidence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Assessment(Withdrawable):
    """What one checker concluded about a claim in one round, on one revision; a draft until it has a verdict."""

    audit = Audit(stream="claim.article", typed=("verdict", "confidence", "note", "required_change", "withdrawn"))

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessments")
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments")
    round = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True, default="")
    note = models.TextField(blank=True, default="")
    required_change = models.TextField(blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("claim", "round", "submitted_at", "id")
        constraints = (
            one_of("confidence", Confidence, or_empty=True),
            models.UniqueConstraint(
                fields=("claim", "checker", "round"), condition=STANDING, name="assessment_once_a_checker_and_round"
            ),
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, submitted_at__isnull=True)
                | Q(verdict__isnull=False, submitted_at__isnull=False),
                name="assessment_submitted_with_a_verdict",
            ),
        )
        indexes = (models.Index(fields=("submitted_at", "claim", "checker", "withdrawn"), name="assessment_by_day"),)

    def __str__(self) -> str:
        return f"{self.checker} on {self.claim}"


class Stance(models.TextChoices):
    SUPPORTS = "supports", "Supports"
    REFUTES = "refutes", "Refutes"
    CONTEXT = "context", "Context"


class Citation(Withdrawable):
    """A source used in one assessment: what it says about the claim, in which words, and where."""

    audit = Audit(stream="assessment.claim.article", typed=("stance", "quote", "locator", "accessed_on", "withdrawn"))

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    stance = models.CharField(max_length=8, choices=Stance)
    quote = models.TextField(blank=True, default="")
    locator = models.CharField(max_length=200, blank=True, default="", help_text="Page, timestamp or paragraph.")
    accessed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (one_of("stance", Stance),)

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.source}"


class Ruling(Audited):
    """A reviewer's word on one round of a claim: a verdict, or none where the round is sent back. Always a reason."""

    audit = Audit(stream="claim.article")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="rulings", db_index=False)
    round = models.PositiveIntegerField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ("claim", "round")
        constraints = (
            models.UniqueConstraint(fields=("claim", "round"), name="ruling_once_a_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="ruling_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.claim}"


class SignOff(Audited):
    """A reviewer's word for a claim on an exact revision; `voided` says what changed since, empty while it stands."""

    audit = Audit(stream="claim.article", computed=("voided",))

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("claim", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=("claim",), condition=Q(voided=""), name="signoff_one_standing_a_claim"),
        )

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.claim}"


class NoteKind(models.TextChoices):
    NOTE = "note", "Note"
    QUERY = "query", "Query"
    ANSWER = "answer", "Answer"
    ATTEMPT = "attempt", "Attempt to reach someone"
    REPLY = "reply", "Reply from the person criticised"


class Audience(models.TextChoices):
    DESK = "desk", "For the desk"
    WRITER = "writer", "For the writer"


class QueryState(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Note(Withdrawable):
    """Something said about a claim: a note, a query and its answers, an attempt to reach someone, or their reply."""

    audit = Audit(stream="claim.article", computed=("state",), typed=("withdrawn",))

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind)
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.DESK)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.TextField()
    state = models.CharField(max_length=8, choices=QueryState, blank=True, default="")
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")
    to_whom = models.CharField(max_length=300, blank=True, default="")
    how = models.CharField(max_length=300, blank=True, default="")
    when = models.DateTimeField(null=True, blank=True)
    no_reply = models.BooleanField(default=False)

    class Meta:
        ordering = ("claim", "at", "id")
        constraints = (
            one_of("kind", NoteKind),
            one_of("audience", Audience),
            one_of("state", QueryState, or_empty=True),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(kind="query", state__in=QueryState.values) | (~Q(kind="query") & Q(state="")),
                name="note_only_a_query_is_open",
            ),
        )
        indexes = (models.Index(fields=("state", "audience", "claim"), name="note_by_state"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.claim}"
