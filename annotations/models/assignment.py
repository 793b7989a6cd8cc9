from django.conf import settings
from django.db import models

from annotations.models.article import Revision
from annotations.models.audited import Audit, Audited


class Assignment(Audited):
    """Whose a paragraph of a revision is to check, claims and all, and until when; nobody's without an assignee."""

    audit = Audit(stream="revision.article")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="assignments", db_index=False)
    paragraph = models.PositiveIntegerField()
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("revision", "paragraph")
        constraints = (models.UniqueConstraint(fields=("revision", "paragraph"), name="assignment_once_a_paragraph"),)

    def __str__(self) -> str:
        return f"Paragraph {self.paragraph} to {self.assignee or 'nobody'}"
