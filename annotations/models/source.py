from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from annotations.models.audited import STANDING, Audit, AuditedQuerySet, Withdrawable, one_of
from annotations.models.people import User
from annotations.models.project import Project


class SourceKind(models.TextChoices):
    WEB_PAGE = "web_page", "Web page"
    DOCUMENT = "document", "Document"
    DATASET = "dataset", "Dataset"
    PERSON = "person", "Person"
    RECORDING = "recording", "Recording"
    IMAGE = "image", "Image"
    OFFICIAL_RECORD = "official_record", "Court or official record"
    SOCIAL_POST = "social_post", "Social post"


class SourceClass(models.TextChoices):
    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"
    TERTIARY = "tertiary", "Tertiary"


class SourceQuerySet(AuditedQuerySet["Source"]):
    def standing(self) -> "SourceQuerySet":
        return self.filter(STANDING)

    def known_to(self, reader: User | int | None) -> "SourceQuerySet":
        """Leave out what stands in other people's drafts alone; for nobody in particular, in anybody's."""
        cited = apps.get_model("annotations", "Citation")._default_manager
        # Drafts are few: all of them at once, where asking of each source whether it is in one takes six times as long.
        drafted = cited.filter(assessment__submitted_at=None).exclude(assessment__checker=reader).order_by()
        shown = cited.filter(Q(assessment__submitted_at__isnull=False) | Q(assessment__checker=reader))
        return self.filter(~Q(pk__in=drafted.values("source")) | Exists(shown.filter(source=OuterRef("pk"))))


class Source(Withdrawable):
    """Something that claims are checked against: once per project, whatever rests on it."""

    audit = Audit(
        derived=("normalised_url",),
        codes=("published_on", "stored_copy_sha256"),
        typed=(
            "kind",
            "source_class",
            "title",
            "url",
            "archive_url",
            "publisher",
            "author",
            "published_on",
            "reliability_note",
        ),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="sources", db_index=False)
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.WEB_PAGE)
    source_class = models.CharField(max_length=10, choices=SourceClass, blank=True, default="")
    title = models.CharField(max_length=500)
    url = models.URLField(max_length=2000, blank=True, default="")
    normalised_url = models.CharField(max_length=2000, blank=True, default="")
    archive_url = models.URLField(max_length=2000, blank=True, default="")
    publisher = models.CharField(max_length=300, blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="", help_text="2019, 2019-03 or 2019-03-07.")
    reliability_note = models.TextField(blank=True, default="")
    stored_copy = models.CharField(max_length=300, blank=True, default="")
    stored_copy_sha256 = models.CharField(max_length=64, blank=True, default="")
    confidential = models.BooleanField(default=False, help_text="Only reviewers and managers see who it is.")
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="derived_sources")
    retracted_on = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    retracted_why = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects: ClassVar = SourceQuerySet.as_manager()

    class Meta:
        constraints = (
            one_of("kind", SourceKind),
            one_of("source_class", SourceClass, or_empty=True),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
            models.CheckConstraint(condition=~Q(origin=F("id")), name="source_not_its_own_origin"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="source_not_merged_into_itself"),
            models.UniqueConstraint(
                fields=("project", "normalised_url"),
                # A confidential source may share its address: or adding that address would tell who it is.
                condition=STANDING & ~Q(normalised_url="") & Q(confidential=False),
                name="source_url_once_a_project",
            ),
        )
        indexes = (
            models.Index(fields=("project", "title", "id"), name="source_by_title"),
            models.Index(fields=("project", "published_on", "id"), name="source_by_day"),
        )

    def __str__(self) -> str:
        return self.title
