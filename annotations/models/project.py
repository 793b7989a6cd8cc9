from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.audited import STANDING, Audit, Audited, AuditedQuerySet, Withdrawable, one_of
from annotations.models.people import User


class ProjectQuerySet(AuditedQuerySet["Project"]):
    def of(self, user: User) -> "ProjectQuerySet":
        """Keep the projects this person is a member of."""
        return self.filter(membership__user=user, membership__withdrawn="")


class Project(Audited):
    """Members with roles, a rating scale of its own, guidelines, and how many checks a claim needs."""

    audit = Audit()

    slug = models.SlugField(unique=True, help_text="Stands in addresses, so it never changes.")
    name = models.CharField(max_length=200)
    guidelines = models.TextField(blank=True, default="")
    checks_needed = models.PositiveSmallIntegerField(default=1)

    objects: ClassVar = ProjectQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(checks_needed__gte=1, checks_needed__lte=9), name="project_checks_1_to_9"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """Each role may do what the one before it may."""

    VIEWER = "viewer", "Viewer"
    CHECKER = "checker", "Checker"
    REVIEWER = "reviewer", "Reviewer"
    MANAGER = "manager", "Manager"

    def may(self, needed: "Role") -> bool:
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class MembershipQuerySet(AuditedQuerySet["Membership"]):
    def role_of(self, user: User, project: Project) -> Role | None:
        """Tell a person's role in a project; None for a stranger."""
        role = self.filter(STANDING, user=user, project=project).values_list("role", flat=True).first()
        return Role(role) if role else None


class Membership(Withdrawable):
    audit = Audit(stream="project")

    project = models.ForeignKey(Project, models.PROTECT, db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    role = models.CharField(max_length=10, choices=Role)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            one_of("role", Role),
            models.UniqueConstraint(fields=("project", "user"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class RatingScale(Audited):
    """A project's own list of verdicts, copied from a preset when the project is made."""

    audit = Audit(stream="project")

    project = models.OneToOneField(Project, models.PROTECT, related_name="scale")
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Tone(models.TextChoices):
    PLAIN = "plain", "Plain"
    BLUE = "blue", "Blue"
    VIOLET = "violet", "Violet"
    GREEN = "green", "Green"
    TEAL = "teal", "Teal"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class Verdict(Withdrawable):
    """One value of a scale: what can be concluded about a claim."""

    audit = Audit(stream="scale.project")

    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="verdicts", db_index=False)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=100)
    tone = models.CharField(max_length=10, choices=Tone)
    order = models.PositiveSmallIntegerField()
    number = models.IntegerField(null=True, blank=True, help_text="For averages; empty where the scale has none.")

    class Meta:
        ordering = ("order", "code")
        constraints = (
            one_of("tone", Tone),
            models.UniqueConstraint(fields=("scale", "code"), name="verdict_code_once_a_scale"),
        )

    def __str__(self) -> str:
        return self.label
