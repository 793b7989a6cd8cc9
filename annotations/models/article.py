import re
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from annotations.models.audited import STANDING, Audit, Audited, AuditedQuerySet, Withdrawable, one_of
from annotations.models.people import User
from annotations.models.project import Project


class ArticleQuerySet(AuditedQuerySet["Article"]):
    def of(self, user: User) -> "ArticleQuerySet":
        """Keep the articles of the projects this person is a member of."""
        return self.filter(project__membership__user=user, project__membership__withdrawn="")


class Article(Withdrawable):
    """The piece under check. "Wednesday" and "last year" in it are checked against `published_on`."""

    audit = Audit(
        codes=("language",),
        typed=(
            "title",
            "author",
            "publisher",
            "url",
            "language",
            "published_on",
            "writer_name",
            "writer_email",
            "desk_note",
        ),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="articles")
    title = models.CharField(max_length=500)
    author = models.CharField(max_length=300, blank=True, default="")
    publisher = models.CharField(max_length=300, blank=True, default="")
    url = models.URLField(max_length=2000, blank=True, default="")
    language = models.CharField(max_length=35, default="en", help_text="A language tag of BCP 47, such as en or pt-BR.")
    published_on = models.DateField(null=True, blank=True)
    writer_name = models.CharField(max_length=300, blank=True, default="")
    writer_email = models.EmailField(blank=True, default="")
    desk_note = models.TextField(blank=True, default="")

    objects: ClassVar = ArticleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def latest_revision(self) -> "Revision":
        """Give the newest draft, the one that is checked."""
        return self.revisions.order_by("-number")[0]


class Origin(models.TextChoices):
    PASTE = "paste", "pasted"
    UPLOAD = "upload", "uploaded"
    COMMAND = "command", "imported by command"


class RevisionQuerySet(AuditedQuerySet["Revision"]):
    def same_text(self, project: Project, sha256: str) -> "RevisionQuerySet":
        """Keep the drafts in this project whose text is exactly the same, oldest first."""
        return self.filter(article__project=project, article__withdrawn="", sha256=sha256).order_by("id")


_LINK = re.compile(r"(\d{1,9})-(\d{1,9}) (https?://\S+)")


class Revision(Audited):
    """One immutable text of an article, shown to people as "Draft 3".

    Its first event holds the text's SHA-256 and the list of its units, [[start, end, paragraph, kind], …]; that of a
    later draft also how many claims were carried: [kept, moved, changed, lost].
    """

    audit = Audit(stream="article", derived=("text",), also=("units", "carried"), codes=("sha256",))

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin)
    filename = models.CharField(max_length=300, blank=True, default="")
    links = models.TextField(blank=True, default="", help_text="One a line: start-end address, by code points.")
    text = models.TextField()

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("article", "number")
        constraints = (
            one_of("origin", Origin),
            models.UniqueConstraint(fields=("article", "number"), name="revision_number_once_an_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_1"),
        )
        indexes = (models.Index(fields=("sha256",), name="revision_sha256"),)

    def __str__(self) -> str:
        return f"Draft {self.number}"

    def all_links(self) -> list[tuple[int, int, str]]:
        """Give where words led somewhere, and the addresses they led to."""
        found = (_LINK.fullmatch(line) for line in self.links.splitlines())
        return [(int(link[1]), int(link[2]), link[3]) for link in found if link]

    def links_in(self, start: int, end: int) -> list[tuple[str, str]]:
        """Give the words between two places that led somewhere, and the addresses they led to."""
        places = ((max(start, first), min(end, last), url) for first, last, url in self.all_links())
        return [(self.text[first:last], url) for first, last, url in places if first < last]


class UnitKind(models.TextChoices):
    HEADLINE = "headline", "Headline"
    BYLINE = "byline", "Byline"
    DATELINE = "dateline", "Dateline"
    CAPTION = "caption", "Caption"
    BODY = "body", "Body"
    QUOTE = "quote", "Quote"
    LIST_ITEM = "list_item", "List item"


class Sentence(Withdrawable):
    """A unit of a revision: its text runs from `start` to `end` (code points, end-exclusive).

    Its number is its place among the standing units, so it is not stored; its events tell which that was. Its key is
    the revision's key plus its place at the import, so that the one event of the revision names them all; one that came
    by splitting or joining others has a key and an event of its own.
    """

    audit = Audit(stream="revision.article", also=("number",), codes=("withdrawn",))

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="sentences", db_index=False)
    paragraph = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=UnitKind)

    class Meta:
        ordering = ("revision", "start")
        constraints = (
            one_of("kind", UnitKind),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_not_empty"),
            models.UniqueConstraint(fields=("revision", "start"), condition=STANDING, name="sentence_start_once"),
        )

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
