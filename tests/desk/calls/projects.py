"""The verbs of projects, their members and their scales."""

from __future__ import annotations

from typing import Any

from annotations.desk.projects import (
    add_verdict,
    create_project,
    edit_project,
    edit_verdict,
    grant_role,
    withdraw_membership,
)
from annotations.models import Membership, Project, RatingScale, Role, Tone, Verdict
from tests.desk.calls.call import NO_REASON, Call, Desk, always, whole


def _scale_step(desk: Desk) -> dict[str, Any]:
    scale = desk.project.scale
    return {"scale": scale, "code": "satire", "label": "Satire", "tone": Tone.BLUE, "order": 7, "number": None}


def _edited_verdict(desk: Desk) -> dict[str, Any]:
    verdict = desk.verdicts["unverifiable"]
    kept = {"tone": Tone.BLUE, "order": verdict.order, "number": None, "withdrawn": "", "version": 1}
    return {"verdict": verdict, "label": "Cannot be verified", **kept}


CALLS = [
    Call(
        create_project,
        by="nora",
        beneath=(),
        arguments=always(slug="sport", name=" Sport ", checks_needed=2, preset="true_false"),
        records={
            "project": whole(Project),
            "ratingscale": whole(RatingScale),
            "verdict": whole(Verdict),
            "membership": whole(Membership),
        },
        another=always(name="Culture"),
        bad=(
            ("slug", always(slug=" city ")),
            ("slug", always(slug=" ")),
            ("slug", always(slug="city desk")),
            ("slug", always(slug="s" * 51)),
            ("name", always(name=" ")),
            ("name", always(name="n" * 201)),
            ("checks_needed", always(checks_needed=0)),
            ("checks_needed", always(checks_needed=10)),
            ("preset", always(preset="tarot")),
        ),
    ),
    Call(
        edit_project,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "name": "City",
            "guidelines": "Two sources for a number.",
            "checks_needed": 2,
            "version": 1,
        },
        records={"project": {"name", "guidelines", "checks_needed"}},
        another=always(name="Town"),
        bad=(("name", always(name="")), ("checks_needed", always(checks_needed=0))),
    ),
    Call(
        grant_role,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: (
            {"project": desk.project, "user": desk.people["vera"], "role": Role.CHECKER} | {"version": 1}
        ),
        records={"membership": {"role"}},
        another=always(role=Role.REVIEWER),
    ),
    Call(
        withdraw_membership,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {"membership": desk.membership("cleo"), "reason": "Left the paper.", "version": 1},
        records={"membership": {"withdrawn"}},
        another=always(reason="Moved to sport."),
        bad=(NO_REASON,),
    ),
    Call(
        add_verdict,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=_scale_step,
        records={"verdict": whole(Verdict)},
        another=always(label="Parody"),
        bad=(
            ("code", always(code="accurate")),
            ("code", always(code="")),
            ("code", always(code="two words")),
            ("label", always(label="")),
            ("order", always(order=-1)),
            ("order", always(order=40_000)),
        ),
    ),
    Call(
        edit_verdict,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=_edited_verdict,
        records={"verdict": {"label", "tone"}},
        another=always(label="Unproven"),
        bad=(("label", always(label="")), ("label", always(label="l" * 101))),
    ),
]
