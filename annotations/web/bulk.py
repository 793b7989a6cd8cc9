"""Many claims of the list at once: first what would become of each; once that was seen, all of it in one action."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from annotations.desk.bulk import (
    MOST_AT_ONCE,
    Foreseen,
    approve_claims,
    assign_claims,
    foresee_approval,
    foresee_assignment,
    foresee_sending_back,
    send_back_claims,
)
from annotations.desk.errors import DeskError, NotAllowed, Refused, StaleRow
from annotations.desk.verb import Act
from annotations.models import Claim, Project, Role, User, WorkStatus
from annotations.web.access import project_for, signed_in, writes
from annotations.web.forms.bulk import AssignTogetherForm, ChosenForm, Seen, SendBackTogetherForm, TogetherForm, Which
from annotations.web.forms.filters import ClaimFilterForm
from annotations.web.saved import say_saved

Data = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """Something to be done with many claims: its form, what would become of each, and the verb that does it.

    asks: the fields that the list sends, without which nothing can be foreseen. words and done have a place for
    "3 claims".
    """

    words: str
    done: str
    form: type[TogetherForm]
    foresee: Callable[[Sequence[Claim], User, Data], list[Foreseen]]
    verb: Callable[[Project, Sequence[tuple[Claim, str]], Data, Act], Project]
    asks: tuple[str, ...] = ()


APPROVAL = Work(
    "Approve {}",
    "{} approved.",
    TogetherForm,
    foresee=lambda claims, by, data: foresee_approval(claims, by),
    verb=lambda project, seen, data, act: approve_claims(project=project, seen=seen, act=act),
)
SENDING_BACK = Work(
    "Send {} back",
    "{} sent back.",
    SendBackTogetherForm,
    foresee=lambda claims, by, data: foresee_sending_back(claims, by),
    verb=lambda project, seen, data, act: send_back_claims(project=project, seen=seen, reason=data["reason"], act=act),
)
ASSIGNMENT = Work(
    "Assign {}",
    "{} assigned.",
    AssignTogetherForm,
    foresee=lambda claims, by, data: foresee_assignment(claims, data["assignee"], data["due_on"]),
    verb=lambda project, seen, data, act: assign_claims(
        project=project,
        # What is no version was never one that anybody saw.
        claims=[(claim, int(version) if version.isdigit() else 0) for claim, version in seen],
        assignee=data["assignee"],
        due_on=data["due_on"],
        act=act,
    ),
    asks=("assignee", "due_on"),
)


@dataclass(frozen=True)
class Line:
    """A claim in the preview; `changed` since it was last shown, when its work status `was` another, or "" if not."""

    foreseen: Foreseen
    changed: bool
    was: str

    @property
    def claim(self) -> Claim:
        return self.foreseen.claim

    @property
    def seen(self) -> str:
        return str(Seen(self.claim.pk, self.foreseen.seen, WorkStatus(self.claim.work_status)))


@writes(Role.REVIEWER)
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    return _together(request, project_for(request, slug), APPROVAL)


@writes(Role.REVIEWER)
def send_back(request: HttpRequest, slug: str) -> HttpResponse:
    return _together(request, project_for(request, slug), SENDING_BACK)


@writes(Role.REVIEWER)
def assign(request: HttpRequest, slug: str) -> HttpResponse:
    return _together(request, project_for(request, slug), ASSIGNMENT)


def _together(request: HttpRequest, project: Project, work: Work) -> HttpResponse:
    """Show what would become of the chosen claims; once that was seen, do it, or show what has changed meanwhile."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid():
        raise Refused("These claims did not arrive whole. Choose them again from the list.")
    seen: list[Seen] = chosen.cleaned_data["seen"]
    claims = _claims(project, [one.claim for one in seen] or _keys(request, project, chosen.cleaned_data))
    if not seen:
        return _preview(request, project, work, claims, form=_form(request, project, work))
    form = work.form(request.POST, project=project)
    refusal: DeskError = Refused("Not all that this needs is there yet. Nothing was done.")
    if form.is_valid():
        by_key = {claim.pk: claim for claim in claims}
        act = Act(by=signed_in(request), action_id=form.cleaned_data["action_id"])
        try:
            work.verb(project, [(by_key[one.claim], one.state) for one in seen], form.cleaned_data, act)
        except (StaleRow, NotAllowed, Refused) as refused:
            refusal = refused
        else:
            say_saved(request, act, work.done.format(_counted(len(seen))))
            return HttpResponseRedirect(_list_address(request, project))
    return _preview(request, project, work, claims, form=form, seen=seen, refusal=refusal)


def _form(request: HttpRequest, project: Project, work: Work) -> TogetherForm:
    """Take over what was asked for in the list; what is asked for here is asked for without a complaint."""
    if not work.asks:
        return work.form(project=project)
    data = request.POST.copy()
    # The list has none: come back to, it would use that of what is done by then.
    data["action_id"] = str(uuid.uuid4())
    return work.form(data, project=project)


def _keys(request: HttpRequest, project: Project, chosen: Data) -> list[uuid.UUID]:
    """Name the claims that are meant in the list: those ticked, all on the page, or all that its filters leave."""
    if chosen["which"] == Which.ALL:
        asked = ClaimFilterForm(request.GET, project).asked()
        if asked is None:
            raise Refused("The filters of this list do not fit. Load it again.")
        keys = list(asked.claims(project).values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    else:
        keys = chosen["shown" if chosen["which"] == Which.PAGE else "claim"]
    if not keys:
        raise Refused("No claim is ticked. Tick those that you mean, or take all on the page.")
    if len(keys) > MOST_AT_ONCE:
        raise Refused(f"{MOST_AT_ONCE} claims at most go in one step. Narrow the list, and take the rest after.")
    return keys


def _claims(project: Project, keys: Sequence[uuid.UUID]) -> list[Claim]:
    claims = Claim.objects.filter(pk__in=keys, article__project=project).order_by("-article_id", "number")
    found = list(claims.select_related("article__project", "verdict", "assignee"))
    if len(found) < len(set(keys)):
        raise Refused("These are not all claims of this project. Choose them again from the list.")
    return found


def _preview(
    request: HttpRequest,
    project: Project,
    work: Work,
    claims: Sequence[Claim],
    *,
    form: TogetherForm,
    seen: Sequence[Seen] = (),
    refusal: DeskError | None = None,
) -> HttpResponse:
    ready = not any(form.errors.get(name) for name in work.asks)
    data = form.cleaned_data if ready and work.asks else {}
    before = {one.claim: one for one in seen}
    foreseen = work.foresee(claims, signed_in(request), data) if ready else [Foreseen(claim, "0") for claim in claims]
    lines = [_line(one, before.get(one.claim.pk)) for one in foreseen]
    able = [line for line in lines if not line.foreseen.cannot]
    context = {
        "project": project,
        "form": form,
        "words": work.words.format(_counted(len(able))),
        "ready": ready,
        "able": able,
        "unable": [line for line in lines if line.foreseen.cannot],
        "refusal": refusal,
        "changed": sum(line.changed for line in lines),
        "asks": [form[name] for name in work.asks],
        "asked": data,
        "list": _list_address(request, project),
    }
    return render(request, "claims_together.html", context, status=_status(ready, refusal))


def _status(ready: bool, refusal: DeskError | None) -> int:
    return refusal.status if refusal else 200 if ready else 422


def _line(foreseen: Foreseen, seen: Seen | None) -> Line:
    changed = seen is not None and seen.state != foreseen.seen
    was = seen.status.label if seen and changed and seen.status != foreseen.claim.work_status else ""
    return Line(foreseen, changed, was)


def _counted(claims: int) -> str:
    return f"{claims:,} claim{'' if claims == 1 else 's'}"


def _list_address(request: HttpRequest, project: Project) -> str:
    """Lead back to the list as it was filtered."""
    query = request.GET.urlencode()
    return reverse("project_claims", args=[project.slug]) + (f"?{query}" if query else "")
