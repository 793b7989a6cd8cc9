"""Projects, their members and their scales, each form saved by a verb of `annotations.desk.projects`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotations.admin.writing import VerbAdmin, VerbForm
from annotations.desk.projects import (
    add_verdict,
    create_project,
    edit_project,
    edit_verdict,
    grant_role,
    withdraw_membership,
)
from annotations.desk.scales import PRESETS
from annotations.desk.verb import Act
from annotations.models import STANDING, Membership, Project, RatingScale, Role, Tone, Verdict


class ProjectForm(VerbForm):
    class Meta:
        labels: ClassVar = {"slug": "Short name"}

    def clean_guidelines(self) -> str:
        # A browser sends CRLF; unchanged guidelines must not look changed.
        guidelines: str = self.cleaned_data["guidelines"]
        return guidelines.replace("\r\n", "\n")


class NewProjectForm(ProjectForm):
    preset = forms.ChoiceField(
        label="Scale",
        initial="desk",
        choices=[(key, preset.name) for key, preset in PRESETS.items()],
        help_text="The project gets a copy of it, and can change its copy.",
    )


@admin.register(Project)
class ProjectAdmin(VerbAdmin):
    """A project with its members and its scale; whoever adds it becomes its manager."""

    form = ProjectForm
    add_form = NewProjectForm
    add_fields = ("slug", "name", "guidelines", "checks_needed", "preset")
    change_fields = ("slug", "name", "guidelines", "checks_needed", "members", "verdicts")
    fixed_fields = ("slug", "members", "verdicts")
    list_display = ("slug", "name", "checks_needed", "scale")
    list_select_related = ("scale",)
    search_fields = ("slug", "name")
    ordering = ("slug",)

    def add_row(self, words: dict[str, Any], act: Act) -> Project:
        return create_project(**words, act=act)

    def edit_row(self, row: Project, words: dict[str, Any], version: int, act: Act) -> Project:
        return edit_project(project=row, **words, version=version, act=act)

    @admin.display(description="Members")
    def members(self, project: Project) -> SafeString:
        members = project.membership_set.filter(STANDING).select_related("user").order_by("user__username")
        return _linked(members, "Add a member", {"project": project.pk})

    @admin.display(description="Verdicts of its scale")
    def verdicts(self, project: Project) -> SafeString:
        verdicts = list(project.scale.verdicts.filter(STANDING))
        last = max((verdict.order for verdict in verdicts), default=0)
        return _linked(verdicts, "Add a verdict", {"scale": project.scale.pk, "order": last + 1})


def _linked(rows: Iterable[Membership | Verdict], add: str, query: dict[str, Any]) -> SafeString:
    """List rows, each a link to its own page, and a link that adds one."""
    name = "admin:annotations_verdict" if "scale" in query else "admin:annotations_membership"
    links = ((reverse(f"{name}_change", args=[row.pk]), row) for row in rows)
    listed = format_html_join("", '<a href="{}">{}</a><br>', links)
    return format_html('{}<a class="addlink" href="{}">{}</a>', listed, reverse(f"{name}_add", query=query), add)


class WithdrawableForm(VerbForm):
    class Meta:
        labels: ClassVar = {"withdrawn": "Withdrawn because"}
        help_texts: ClassVar = {
            "withdrawn": "Empty while it stands. Say why, and it is withdrawn; empty it again to restore it."
        }
        widgets: ClassVar = {"withdrawn": AdminTextInputWidget}


class MembershipForm(WithdrawableForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Of a stale form nobody knows whether this person changed the role: the verb refuses it.
        fresh = self.cleaned_data.get("expected_version") == self.instance.version
        if fresh and self.cleaned_data.get("withdrawn") and "role" in self.changed_data:
            self.add_error("role", "Change the role or withdraw the member, one after the other.")
        return cleaned


class PersonSelect(AutocompleteSelect):
    """Draw what stands in the field only where it can be a key: looking up anything else fails."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        keys = [key for key in value if key.isascii() and key.isdecimal() and len(key) < 19]
        return super().optgroups(name, keys, attr)


@admin.register(Membership)
class MembershipAdmin(VerbAdmin):
    form = MembershipForm
    add_fields = ("project", "user", "role")
    change_fields = ("project", "user", "role", "withdrawn")
    fixed_fields = ("project", "user")
    autocomplete_fields = ("user",)
    list_display = ("__str__", "project", "user", "role", "withdrawn")
    list_select_related = ("project", "user")
    list_filter = ("role",)
    search_fields = ("project__slug", "project__name", "user__username", "user__last_name")
    ordering = ("project__slug", "user__username")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["widget"] = PersonSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_row(self, words: dict[str, Any], act: Act) -> Membership:
        return grant_role(project=words["project"], user=words["user"], role=Role(words["role"]), act=act)

    def edit_row(self, row: Membership, words: dict[str, Any], version: int, act: Act) -> Membership:
        if words["withdrawn"]:
            return withdraw_membership(membership=row, reason=words["withdrawn"], version=version, act=act)
        return grant_role(project=row.project, user=row.user, role=Role(words["role"]), version=version, act=act)


# Django's class takes type arguments only in its stubs, not when it runs.
class ScaleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Scales are called after their preset: only the project tells two apart."""

    def label_from_instance(self, scale: RatingScale) -> str:
        return f"{scale.project}: {scale}"


@admin.register(Verdict)
class VerdictAdmin(VerbAdmin):
    form = WithdrawableForm
    add_fields = ("scale", "code", "label", "tone", "order", "number")
    change_fields = (*add_fields, "withdrawn")
    fixed_fields = ("scale", "code")
    list_display = ("label", "scale__project", "order", "code", "tone", "number", "withdrawn")
    list_select_related = ("scale__project",)
    search_fields = ("code", "label", "scale__project__slug", "scale__project__name")
    ordering = ("scale__project__slug", "order", "code")

    def add_row(self, words: dict[str, Any], act: Act) -> Verdict:
        return add_verdict(**words | {"tone": Tone(words["tone"])}, act=act)

    def edit_row(self, row: Verdict, words: dict[str, Any], version: int, act: Act) -> Verdict:
        return edit_verdict(verdict=row, **words | {"tone": Tone(words["tone"])}, version=version, act=act)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "scale":
            kwargs["queryset"] = RatingScale.objects.select_related("project").order_by("project__slug", "pk")
            kwargs["form_class"] = ScaleField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
