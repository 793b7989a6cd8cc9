from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from annotations.models.article import Article, Revision
from annotations.models.audited import STANDING, Audit, AuditedQuerySet, Withdrawable, one_of
from annotations.models.project import Verdict


class ClaimType(models.TextChoices):
    FACT = "fact", "Fact"
    NUMBER = "number", "Number"
    DATE = "date", "Date"
    NAME = "name", "Name or title"
    QUOTATION = "quotation", "Quotation"
    ATTRIBUTION = "attribution", "Attribution"
    IMAGE = "image", "Image"
    OPINION = "opinion", "Opinion"
    PREDICTION = "prediction", "Prediction"


class Risk(models.TextChoices):
    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"


class NotCheckable(models.TextChoices):
    """Why a claim cannot be checked."""

    OPINION = "opinion", "Opinion"
    PREDICTION = "prediction", "Prediction"
    FIGURE_OF_SPEECH = "figure_of_speech", "Figure of speech"
    NO_FACT = "no_fact", "No fact stated"


class WorkStatus(models.TextChoices):
    """Where the work on a claim stands; computed by `annotations.desk.consequences`, never chosen."""

    UNCHECKED = "unchecked", "Unchecked"
    IN_PROGRESS = "in_progress", "In progress"
    QUERY = "query", "Query to writer"
    CHECKED = "checked", "Checked"
    SECOND_CHECK = "second_check", "Second check"
    DISPUTED = "disputed", "Disputed"
    SIGNED_OFF = "signed_off", "Signed off"
    REOPENED = "reopened", "Reopened"
    NOT_CHECKABLE = "not_checkable", "Not checkable"


class Stale(models.TextChoices):
    """What was taken from under a verdict since it was given; computed, and gone once the claim is checked again."""

    SOURCE = "source", "Rests on a retracted source"


DONE = (WorkStatus.CHECKED, WorkStatus.SIGNED_OFF, WorkStatus.NOT_CHECKABLE)


class ClaimQuerySet(AuditedQuerySet["Claim"]):
    def standing(self) -> "ClaimQuerySet":
        return self.filter(STANDING)


class Claim(Withdrawable):
    """Something checkable that an article states, in words that stand on their own."""

    audit = Audit(
        stream="article",
        computed=("work_status", "verdict", "sources", "stale"),
        typed=("statement", "type", "claimant", "risk", "within", "assignee", "due_on", "not_checkable", "withdrawn"),
    )

    article = models.ForeignKey(Article, models.PROTECT, related_name="claims", db_index=False)
    number = models.PositiveIntegerField()
    statement = models.TextField()
    type = models.CharField(max_length=12, choices=ClaimType, default=ClaimType.FACT)
    claimant = models.CharField(max_length=300, blank=True, default="")
    risk = models.CharField(max_length=6, choices=Risk, default=Risk.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_on = models.DateField(null=True, blank=True)
    within = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    not_checkable = models.CharField(max_length=20, choices=NotCheckable, blank=True, default="")
    round = models.PositiveIntegerField(default=1)
    checks_needed = models.PositiveSmallIntegerField(default=1, help_text="The project’s rule when the round began.")
    work_status = models.CharField(max_length=15, choices=WorkStatus, default=WorkStatus.UNCHECKED)
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    sources = models.PositiveIntegerField(default=0, help_text="Independent sources of this round’s checks.")
    stale = models.CharField(max_length=10, choices=Stale, blank=True, default="")

    objects: ClassVar = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("article", "number")
        constraints = (
            one_of("type", ClaimType),
            one_of("risk", Risk),
            one_of("not_checkable", NotCheckable, or_empty=True),
            one_of("work_status", WorkStatus),
            one_of("stale", Stale, or_empty=True),
            models.UniqueConstraint(fields=("article", "number"), name="claim_number_once_an_article"),
            models.CheckConstraint(condition=~Q(statement=""), name="claim_says_something"),
            models.CheckConstraint(condition=~Q(within=F("id")), name="claim_not_within_itself"),
        )
        indexes = (
            # All that a dashboard counts, so that a hundred thousand claims are counted from the index alone.
            models.Index(
                fields=(
                    "article",
                    "withdrawn",
                    "work_status",
                    "verdict",
                    "assignee",
                    "due_on",
                    "stale",
                    "sources",
                ),
                name="claim_counted",
            ),
            models.Index(fields=("assignee", "work_status"), name="claim_on_a_desk"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.statement[:70]}"


class AnchorState(models.TextChoices):
    EXACT = "exact", "Exact"
    MOVED = "moved", "Moved"
    CHANGED = "changed", "Changed"
    LOST = "lost", "Lost"


# What a new draft has left to somebody to decide.
UNDECIDED = STANDING & Q(state__in=("changed", "lost"))
# A place where a claim does stand.
THERE = STANDING & ~Q(state="lost")


class AnchorQuerySet(AuditedQuerySet["Anchor"]):
    def standing(self) -> "AnchorQuerySet":
        """Keep the places where claims do stand."""
        return self.filter(THERE)

    def undecided(self) -> "AnchorQuerySet":
        """Keep the places whose words are others than in the draft before, until somebody decides about them."""
        return self.filter(UNDECIDED, claim__withdrawn="")

    def in_newest_drafts(self) -> "AnchorQuerySet":
        """Keep the places in the drafts that are checked."""
        later = Revision.objects.filter(article=OuterRef("revision__article"), number__gt=OuterRef("revision__number"))
        return self.exclude(Exists(later))


class Anchor(Withdrawable):
    """One place where a claim stands in one revision (code points, end-exclusive), with its exact words.

    A lost one is empty: the claim's words are not in this revision. It stands where they would, and `quote` is what
    they were. `carried_from` is the place in the revision before.
    """

    audit = Audit(stream="claim.article", typed=("quote", "withdrawn"))

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="anchors", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="anchors")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    state = models.CharField(max_length=8, choices=AnchorState, default=AnchorState.EXACT)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", db_index=False
    )

    objects: ClassVar = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ("revision", "start", "end", "id")
        constraints = (
            one_of("state", AnchorState),
            models.CheckConstraint(
                condition=(Q(state="lost") & Q(end=F("start"))) | (~Q(state="lost") & Q(end__gt=F("start"))),
                name="anchor_empty_only_when_lost",
            ),
            models.UniqueConstraint(
                fields=("claim", "revision", "start", "end"), condition=THERE, name="anchor_place_once_a_claim"
            ),
        )
        # By both: a database that does not know how many rows there are would as soon go through a whole revision.
        indexes = (models.Index(fields=("claim", "revision"), name="anchor_of_claim"),)

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
