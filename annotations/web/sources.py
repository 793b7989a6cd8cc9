"""The sources of a project: their list, one with all that rests on it, and what can be done to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.errors import NotAllowed, Refused, SameAddress, StaleRow
from annotations.desk.sources import edit_source, merge_sources, restore_source, retract_source, why_no_merge
from annotations.desk.verb import Act
from annotations.models import Action, Claim, Membership, Project, Role, Source
from annotations.reports.source import merge_preview, source_sheet, touched
from annotations.reports.sources import known_sources, matching, sources_page
from annotations.web import forms
from annotations.web.access import project_for, reads, reads_and_writes, signed_in, source_for
from annotations.web.replies import show_theirs
from annotations.web.saved import say_saved

# What is offered to merge with; any other is found by more words.
OFFERED = 20


@reads(Role.VIEWER)
def project_sources(request: HttpRequest, slug: str) -> HttpResponse:
    """List a project's sources, as they are asked for."""
    reader, project = signed_in(request), project_for(request, slug)
    role = role_in(request, project)
    secrets = role.may(Role.REVIEWER)
    form = forms.SourceListForm(request.GET, may_see_confidential=secrets)
    asked = form.asked()
    context: dict[str, Any] = {"project": project, "form": form, "asked": asked, "may_check": role.may(Role.CHECKER)}
    if asked is None:
        return render(request, "sources.html", context, status=422)
    after = _after(request, Source.objects.filter(project=project))
    context["page"] = sources_page(project, reader, asked, form.sorted_by, may_see_confidential=secrets, after=after)
    context["begun"] = after is not None
    context["query"] = urlencode({name: value for name, value in request.GET.items() if name != "after" and value})
    return render(request, "sources.html", context)


@reads(Role.CHECKER)
def find_source(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the list to choose a source from when one is cited, for what was typed."""
    project = project_for(request, slug)
    form = forms.SourceForm(
        project=project,
        reader=signed_in(request),
        role=role_in(request, project),
        find=request.GET.get("find", ""),
    )
    return render(request, "_source_choice.html", {"form": form})


@reads(Role.VIEWER)
def source(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Show all that is known of a source, and every claim that rests on it."""
    reader, found = signed_in(request), source_for(request, source_id)
    after = _after(request, Claim.objects.filter(article__project=found.project))
    sheet = source_sheet(found, reader, role_in(request, found.project), after)
    return render(request, "source.html", {"sheet": sheet, "source": found, "begun": after is not None})


@reads_and_writes(Role.CHECKER)
def edit(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Correct what is known of a source; to htmx, which looks for what it derives from, the list to choose from."""
    reader, found = signed_in(request), source_for(request, source_id)
    role = role_in(request, found.project)
    _refuse_withheld(found, role)
    made: dict[str, Any] = {"source": found, "reader": reader, "role": role, "find": request.GET.get("find", "")}
    if request.method != "POST":
        form = forms.EditSourceForm(**made)
        # Where it derives from what this person may not know, there is nothing to choose.
        fragment = request.headers.get("HX-Request") == "true" and form.choice is not None
        return render(request, "_source_choice.html" if fragment else "source_edit.html", {"form": form, **made})
    form = forms.EditSourceForm(request.POST, **made)
    return _carry_out(
        request,
        form,
        lambda act, data: edit_source(
            source=found, details=form.details(), origin=form.origin_said(), version=data["version"], act=act
        ),
        "source_edit.html",
        {"source": found, "may_review": role.may(Role.REVIEWER)},
    )


@reads_and_writes(Role.REVIEWER)
def retract(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Retract a source, once it was seen what rests on it."""
    found = source_for(request, source_id)
    context = {"source": found, "touched": touched(found)}
    if request.method != "POST":
        form = forms.RetractForm(initial={"version": found.version})
        return render(request, "source_retract.html", context | {"form": form})
    return _carry_out(
        request,
        forms.RetractForm(request.POST),
        lambda act, data: retract_source(source=found, reason=data["reason"], version=data["version"], act=act),
        "source_retract.html",
        context,
        said="Retracted. What rested on it waits to be checked again.",
    )


@reads_and_writes(Role.REVIEWER)
def restore(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Take a retraction back."""
    found = source_for(request, source_id)
    if request.method != "POST":
        form = forms.RestoreForm(initial={"version": found.version})
        return render(request, "source_restore.html", {"source": found, "form": form})
    return _carry_out(
        request,
        forms.RestoreForm(request.POST),
        lambda act, data: restore_source(source=found, version=data["version"], act=act),
        "source_restore.html",
        {"source": found},
        said="The retraction is taken back.",
    )


@reads_and_writes(Role.REVIEWER)
def merge(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Choose another source, see what a merge with it would do, and merge the two."""
    reader, found = signed_in(request), source_for(request, source_id)
    known = known_sources(found.project, reader, may_see_confidential=True).exclude(pk=found.pk)
    chosen = (request.POST if request.method == "POST" else request.GET).get("other", "")
    key = forms.as_key(chosen)
    other = known.filter(pk=key).first() if key else None
    context: dict[str, Any] = {"source": found, "other": other}
    if other:
        context |= {"preview": merge_preview(found, other, reader), "cannot": why_no_merge(found, other)}
    if request.method == "POST":
        form = forms.MergeForm(request.POST)
        # Sent again, the very action that merged it is answered as before.
        if other is None and not form.errors and not Action.objects.filter(pk=form.cleaned_data["action_id"]).exists():
            form.add_error(None, "The other source is gone: somebody may have merged it. Choose again.")
        return _carry_out(
            request,
            form,
            lambda act, data: merge_sources(
                source=found,
                other=Source.objects.get(pk=data["other"]),
                version=data["version"],
                other_version=data["other_version"],
                act=act,
            ),
            "source_merge.html",
            context,
            said="Merged: the two are one source now.",
            # Either of the two may have been saved meanwhile.
            versions=lambda: {"version": _version(found), "other_version": _version(other) if other else 0},
        )
    if other:
        versions = {"version": found.version, "other": other.pk, "other_version": other.version}
        context["form"] = forms.MergeForm(initial=versions)
    else:
        words = request.GET.get("find", "").replace("\0", "")[:200]
        context |= {"find": words, "found": list(matching(known, words).order_by("-id")[:OFFERED])}
    return render(request, "source_merge.html", context)


def _carry_out(
    request: HttpRequest,
    form: forms.ActionForm,
    verb: Callable[[Act, dict[str, Any]], Source],
    template: str,
    context: dict[str, Any],
    *,
    said: str = "Saved.",
    versions: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Do what a form asks and lead to the source, or show the form again with what is wrong or what came meanwhile."""
    status = 422
    if form.is_valid():
        act = Act(by=signed_in(request), action_id=form.cleaned_data["action_id"])
        try:
            done = verb(act, form.cleaned_data)
        except StaleRow as stale:
            status = stale.status
            show_theirs(form, stale)
            form.data = {**dict(form.data.items()), **versions()}
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            if isinstance(refused, SameAddress):
                known = known_sources(refused.other.project, signed_in(request), may_see_confidential=False)
                context |= {"twin": known.filter(pk=refused.other.pk).first()}
        else:
            say_saved(request, act, said)
            return HttpResponseRedirect(reverse("source", args=[done.pk]))
    return render(request, template, context | {"form": form}, status=status)


def role_in(request: HttpRequest, project: Project) -> Role:
    return Membership.objects.role_of(signed_in(request), project) or Role.VIEWER


def _refuse_withheld(found: Source, role: Role) -> None:
    """Give no form for what a person may not know; the page of the source says whom to ask."""
    if found.confidential and not role.may(Role.REVIEWER):
        raise NotAllowed("This source is confidential: a reviewer can correct it.")


def _version(row: Source) -> int:
    return int(Source.objects.values_list("version", flat=True).get(pk=row.pk))


def _after(request: HttpRequest, rows: Any) -> Any:
    """Find the row after which a page begins; none for the first page."""
    asked = request.GET.get("after", "")
    if not asked:
        return None
    row = rows.filter(pk=forms.as_key(asked)).first()
    if row is None:
        raise Http404("A page of this list begins after something that is in it.")
    return row
