"""Everything else that is audited, and the history itself: looked at here, written only by the desk.

Who may look is a permission of Django's, across all projects. What a project keeps from some of its own members
(drafts of assessments, confidential sources, and the values of the history, which hold both) only superusers see.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join

from annotations.admin.writing import events_of
from annotations.models import (
    Action,
    Anchor,
    Article,
    Assessment,
    Assignment,
    Citation,
    Claim,
    Event,
    Note,
    RatingScale,
    Revision,
    Ruling,
    Sentence,
    SignOff,
    Source,
    Stream,
)


# Django's class takes type arguments only in its stubs, not when it runs.
class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = None
    # Some of these tables hold millions of rows: count only what is looked for, and sort by the key.
    show_full_result_count = False
    # Nobody types an address here; without this Django warns that the scheme it assumes will change.
    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAudited(ReadOnly):
    readonly_fields: ClassVar[tuple[str, ...]] = ("id", "version")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return events_of(object_id)


class ForSuperusers:
    """Nobody else sees these, whatever permissions they hold."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(RatingScale)
class RatingScaleAdmin(ReadOnlyAudited):
    """A scale itself never changes; its verdicts do, and have pages of their own."""

    list_display = ("name", "project")
    list_select_related = ("project",)
    search_fields = ("name", "project__slug", "project__name")


@admin.register(Article)
class ArticleAdmin(ReadOnlyAudited):
    list_display = ("title", "project", "author", "published_on", "language", "withdrawn")
    list_select_related = ("project",)
    search_fields = ("title", "author", "project__slug")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAudited):
    list_display = ("__str__", "article", "origin", "filename", "sha256")
    list_select_related = ("article",)
    list_filter = ("origin",)
    search_fields = ("sha256", "article__title")
    exclude = ("text",)
    readonly_fields = ("id", "version", "beginning")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("text", "links")

    @admin.display(description="Beginning of its text")
    def beginning(self, revision: Revision) -> str:
        return str(Revision.objects.values_list(Left("text", 1000), flat=True).get(pk=revision.pk))


@admin.register(Sentence)
class SentenceAdmin(ReadOnlyAudited):
    list_display = ("__str__", "revision__article", "revision__number", "paragraph", "kind", "withdrawn")
    list_filter = ("kind",)
    search_fields = ("revision__article__title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sentence]:
        return (
            super().get_queryset(request).select_related("revision__article").defer("revision__text", "revision__links")
        )


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAudited):
    list_display = ("__str__", "article", "statement", "type", "work_status", "verdict", "withdrawn")
    list_select_related = ("article", "verdict")
    list_filter = ("work_status", "type", "risk")
    search_fields = ("statement", "article__title")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAudited):
    list_display = ("id", "paragraph", "assignee", "due_on")
    list_select_related = ("assignee",)


@admin.register(Anchor)
class AnchorAdmin(ReadOnlyAudited):
    list_display = ("__str__", "claim__article", "claim", "quote", "state", "withdrawn")
    list_select_related = ("claim__article",)
    list_filter = ("state",)
    search_fields = ("quote", "claim__article__title")


@admin.register(Assessment)
class AssessmentAdmin(ForSuperusers, ReadOnlyAudited):
    list_display = ("claim", "claim__article", "checker", "round", "verdict", "confidence", "submitted_at", "withdrawn")
    list_select_related = ("claim__article", "checker", "verdict")
    search_fields = ("note", "claim__statement", "claim__article__title", "checker__username")


@admin.register(Citation)
class CitationAdmin(ForSuperusers, ReadOnlyAudited):
    list_display = ("source", "stance", "assessment", "quote", "locator", "withdrawn")
    list_select_related = ("source", "assessment__claim", "assessment__checker")
    list_filter = ("stance",)
    search_fields = ("quote", "source__title")


@admin.register(Ruling)
class RulingAdmin(ReadOnlyAudited):
    list_display = ("claim", "claim__article", "round", "reviewer", "verdict", "reason")
    list_select_related = ("claim__article", "reviewer", "verdict")
    search_fields = ("reason", "claim__statement", "claim__article__title", "reviewer__username")


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAudited):
    list_display = ("claim", "claim__article", "reviewer", "at", "voided")
    list_select_related = ("claim__article", "reviewer")
    search_fields = ("claim__statement", "claim__article__title", "reviewer__username")


@admin.register(Note)
class NoteAdmin(ReadOnlyAudited):
    list_display = ("claim", "claim__article", "kind", "audience", "author", "text", "state", "withdrawn")
    list_select_related = ("claim__article", "author")
    list_filter = ("kind", "audience", "state")
    search_fields = ("text", "claim__article__title", "author__username")


@admin.register(Source)
class SourceAdmin(ForSuperusers, ReadOnlyAudited):
    list_display = ("title", "project", "kind", "publisher", "url", "confidential", "retracted_on", "withdrawn")
    list_select_related = ("project",)
    list_filter = ("kind", "source_class", "confidential")
    search_fields = ("title", "publisher", "url", "project__slug")


@admin.register(Action)
class ActionAdmin(ReadOnly):
    list_display = ("verb", "actor", "at", "result")
    list_select_related = ("actor",)
    search_fields = ("verb", "actor__username", "result")
    ordering: ClassVar[tuple[str, ...]] = ("-at", "pk")


@admin.register(Stream)
class StreamAdmin(ReadOnly):
    list_display = ("key", "length", "head")
    search_fields = ("key__exact",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("key",)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("id", "at", "action__actor", "action__verb", "kind", "object", "version", "stream", "n")
    list_select_related = ("action__actor", "stream")
    search_fields = ("kind", "stream__key__exact", "action__verb", "action__actor__username")

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:
        return ("id", "values_said") if request.user.is_superuser else ("id",)

    # Django’s admin has no pages for a table with a key of two columns.
    @admin.display(description="Values")
    def values_said(self, event: Event) -> str:
        said = event.values.order_by("field").values_list("field", "value")
        return format_html_join("", "<p>{}: <code>{}</code></p>", said)
