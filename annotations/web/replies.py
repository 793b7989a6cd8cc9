"""What a form that writes is answered with: the parts that changed, or the form again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from annotations.desk.errors import Ambiguous, DeskError, Refused, StaleRow
from annotations.desk.reviewing import state_seen
from annotations.desk.verb import Act
from annotations.models import Anchor, Article, Audited, Claim, Revision
from annotations.web.access import role_of, signed_in
from annotations.web.draft_changes import asked_on_draft, decided, not_decided
from annotations.web.forms import ActionForm
from annotations.web.panel import PARTS, draw, draw_at_form, panel_context, workspace_context
from annotations.web.problems import is_fragment, is_whole
from annotations.web.saved import SAVED, article_anew, saved
from annotations.web.selection import asked_number, latest_draft, select_shown

Verb = Callable[[Act, dict[str, Any]], Audited]


def carry_out(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    *,
    part: str,
    name: str,
    form: ActionForm,
    verb: Verb,
    whole: bool = False,
    said: str = SAVED,
) -> HttpResponse:
    """Do what a form asks, and answer with what changed.

    `part` is the panel's part that the form stands in and `name` its name there; with `whole` a success shows the
    whole panel anew, with the claim that the verb gave back. `said` is what a person is told of it.
    """
    reader = signed_in(request)
    asked_number(request.POST, "at")
    refusal: DeskError = Refused("This form was not filled in so that it can be saved. Load the page again.")
    if form.is_valid():
        act = Act(by=reader, action_id=form.cleaned_data["action_id"])
        before = _places(claim) if part in ("words", "log") and claim else []
        try:
            row = verb(act, form.cleaned_data)
        except StaleRow as stale:
            refusal = stale
            show_theirs(form, stale)
        except Refused as refused:
            refusal = refused
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            if isinstance(refused, Ambiguous):
                form.places = refused.places
        else:
            if claim and asked_on_draft(request):
                return decided(request, claim, act, said)
            shown = row if isinstance(row, Claim) else claim
            return saved(request, article, shown, act, part="" if whole else part, before=before, said=said)
    if claim and asked_on_draft(request):
        return not_decided(request, claim, name, form, refusal)
    return _unsaved(request, article, claim, part=part, name=name, form=form, refusal=refusal)


def _places(claim: Claim) -> list[tuple[int, int]]:
    # In any order: that of drafts would read them, with their texts.
    return list(Anchor.objects.filter(claim=claim).order_by().values_list("start", "end"))


def refuse_other_draft(request: HttpRequest, newest: Revision) -> None:
    """Refuse places, sentences and paragraphs of another draft than the one that they would be looked up in."""
    shown = asked_number(request.POST, "draft")
    if shown is not None and shown != newest.number:
        raise StaleRow(
            f"{newest} of this article came in meanwhile. Nothing is lost and nothing was saved: look at its words,"
            " then save again."
        )


def show_theirs(form: ActionForm, stale: StaleRow) -> None:
    """Put what somebody else saved beside what this person typed, and let the next save be made on it."""
    row = stale.row
    form.add_error(None, stale.message)
    if row is None:
        return
    by = stale.details.get("by")
    form.theirs_by = by.username if by else "the desk"
    for name in stale.details.get("fields", []):
        if name in form.fields and not form.fields[name].widget.is_hidden:
            saved = getattr(row, name)
            shown = getattr(row, f"get_{name}_display", None)
            form.theirs[form.short_name(name)] = str(
                shown() if shown and saved else ("none" if saved in (None, "") else saved)
            )
    # Whoever has seen what was saved meanwhile may save on it.
    if isinstance(row, Claim) and "claim_version" in form.fields:
        now: dict[str, Any] = {"claim_version": row.version}
    elif isinstance(row, Claim):
        now = {"version": row.version, "seen": state_seen(row)}
    else:
        now = {"version": row.version}
    form.data = {**dict(form.data.items()), **now}


def _unsaved(
    request: HttpRequest,
    article: Article,
    claim: Claim | None,
    *,
    part: str,
    name: str,
    form: ActionForm,
    refusal: DeskError,
) -> HttpResponse:
    """Show the form again; where it has no place on the page any more, raise the refusal, which keeps the words."""
    if is_whole(request):
        # A page that is not the workspace holds the form, and goes on holding it.
        raise refusal
    fragment = is_fragment(request)
    reader, role = signed_in(request), role_of(request, article.project)
    chosen, moved = select_shown(
        request, latest_draft(article), reader, role, _shown(request), claim=claim, page=not fragment
    )
    whole = moved or not fragment
    context = workspace_context(chosen, {name: form}) if whole else panel_context(chosen, {name: form})
    body = draw(request, f"_part_{part}.html", context) if fragment else draw_at_form(request, context)
    if f'name="action_id" value="{form["action_id"].value()}"' not in body:
        raise refusal
    if fragment and moved:
        response = article_anew(request, context)
        response.status_code = refusal.status
        return response
    if fragment and claim and (isinstance(refusal, StaleRow) or part == "review"):
        # What somebody else saved shows in the other parts, and their forms go on from it; a reviewer's forms, drawn
        # anew, stand for the state of now, so all of it has to be on the screen.
        others = [f"_part_{other}.html" for other in ("claims", *PARTS) if other != part]
        body += draw(request, "_swaps.html", context | {"swaps": ["_panel_head.html", *others]})
    response = HttpResponse(body, status=refusal.status)
    if fragment:
        response["HX-Retarget"] = f"#part-{part}"
        response["HX-Reswap"] = "outerHTML"
    return response


def _shown(request: HttpRequest) -> int | None:
    """Read the number of the sentence that a form was on; a new claim's form may have been sent with another word."""
    if "at" in request.POST:
        return asked_number(request.POST, "at")
    sentence = request.POST.get("sentence", "")
    return int(sentence) if sentence.isascii() and sentence.isdigit() and len(sentence) < 9 else None
