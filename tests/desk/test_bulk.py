"""Many claims at once: all of it or nothing, by the rules for one."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.desk.assigning import assign_claim
from annotations.desk.bulk import (
    approve_claims,
    assign_claims,
    foresee_approval,
    foresee_assignment,
    foresee_sending_back,
    send_back_claims,
)
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, mark_not_checkable
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.reviewing import approve_claim, rule_on_claim, state_seen, states_seen
from annotations.history.act import Act
from annotations.models import (
    Action,
    Claim,
    Event,
    NotCheckable,
    Origin,
    Project,
    Ruling,
    SignOff,
    User,
    Verdict,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from tests.world import Assess

Seen = list[tuple[Claim, str]]
DUE = datetime.date(2026, 3, 3)


@pytest.fixture
def checked(project: Project, omar: User, assess: Assess) -> list[Claim]:
    """Three claims in each of two articles, all found accurate by omar."""
    claims = []
    for story in ("The toll rises.", "The ferry stops."):
        revision = import_article(project=project, text=story, origin=Origin.PASTE, act=Act(omar)).latest_revision()
        for n in range(3):
            words = ClaimWords(f"{story} {n}")
            claims.append(add_claim(revision=revision, places=[(0, 3)], words=words, act=Act(omar)))
            assess(claims[-1], omar, "accurate")
    return now(claims)


def now(claims: list[Claim]) -> list[Claim]:
    found = Claim.objects.select_related("article__project").in_bulk([claim.pk for claim in claims])
    return [found[claim.pk] for claim in claims]


def seen(claims: list[Claim]) -> Seen:
    states = states_seen(claims)
    return [(claim, states[claim.pk]) for claim in claims]


def statuses(claims: list[Claim]) -> set[str]:
    return {claim.work_status for claim in now(claims)}


def test_claims_of_several_articles_are_approved_in_one_action(
    checked: list[Claim], project: Project, rita: User
) -> None:
    act = Act(rita)
    approve_claims(project=project, seen=seen(checked), act=act)

    assert statuses(checked) == {WorkStatus.SIGNED_OFF}
    events = Event.objects.filter(action=act.action_id)
    assert events.filter(kind="signoff").count() == events.filter(kind="claim").count() == 6
    assert events.values("stream").distinct().count() == 2
    assert Action.objects.get(pk=act.action_id).result == f"project:{project.pk}"
    assert list(verify_history()) == []


def test_many_sign_offs_are_what_single_ones_are(checked: list[Claim], project: Project, rita: User) -> None:
    approve_claim(claim=checked[0], seen=state_seen(checked[0]), act=Act(rita))
    approve_claims(project=project, seen=seen(checked[1:]), act=Act(rita))

    alone, *together = SignOff.objects.order_by("id").values_list("revision__number", "reviewer", "voided")
    assert set(together) == {alone}


def test_claims_are_sent_back_with_one_reason(checked: list[Claim], project: Project, rita: User) -> None:
    approve_claims(project=project, seen=seen(checked[:2]), act=Act(rita))
    claims = now(checked)
    send_back_claims(project=project, seen=seen(claims), reason=" Ask again. ", act=Act(rita))

    assert statuses(checked) == {WorkStatus.REOPENED}
    assert set(Ruling.objects.values_list("reason", "round")) == {("Ask again.", 1)}
    assert set(SignOff.objects.values_list("voided", flat=True)) == {"the claim was sent back"}
    assert list(verify_history()) == []


def test_claims_are_assigned_and_what_is_so_already_makes_no_event(
    checked: list[Claim], project: Project, rita: User, cleo: User
) -> None:
    assign_claim(claim=checked[0], assignee=cleo, due_on=DUE, version=checked[0].version, act=Act(rita))
    act = Act(rita)
    versions = [(claim, claim.version) for claim in now(checked)]
    assign_claims(project=project, claims=versions, assignee=cleo, due_on=DUE, act=act)

    assert {(claim.assignee, claim.due_on) for claim in now(checked)} == {(cleo, DUE)}
    assert Event.objects.filter(action=act.action_id).count() == 5
    assert list(verify_history()) == []


@pytest.mark.parametrize("verb", ["approve", "send back", "assign"])
def test_one_claim_that_changed_meanwhile_stops_all_of_it(
    checked: list[Claim], project: Project, rita: User, cleo: User, verb: str
) -> None:
    states, versions = seen(checked), [(claim, claim.version) for claim in checked]
    changed = checked[4]
    if verb == "assign":
        assign_claim(claim=changed, assignee=cleo, due_on=None, version=changed.version, act=Act(rita))
    else:
        edit_claim(
            claim=changed,
            words=ClaimWords(changed.statement, claimant="the council"),
            version=changed.version,
            act=Act(cleo),
        )
    before = Event.objects.count()

    do: dict[str, Callable[[], Project]] = {
        "assign": lambda: assign_claims(project=project, claims=versions, assignee=rita, due_on=None, act=Act(rita)),
        "approve": lambda: approve_claims(project=project, seen=states, act=Act(rita)),
        "send back": lambda: send_back_claims(project=project, seen=states, reason="Ask again.", act=Act(rita)),
    }
    with pytest.raises(StaleRow) as stale:
        do[verb]()

    assert stale.value.row == changed
    assert Event.objects.count() == before


def test_one_claim_that_may_not_be_approved_stops_all_of_it(
    checked: list[Claim], project: Project, rita: User, cleo: User, assess: Assess
) -> None:
    assess(checked[3], rita, "accurate")
    assess(checked[2], cleo, "inaccurate")
    before = Event.objects.count()

    with pytest.raises(NotAllowed):
        approve_claims(project=project, seen=seen(now([checked[0], checked[3]])), act=Act(rita))
    with pytest.raises(Refused):
        approve_claims(project=project, seen=seen(now([checked[0], checked[2]])), act=Act(rita))

    assert Event.objects.count() == before


def test_what_cannot_be_approved_is_foreseen_with_its_reason(
    checked: list[Claim], rita: User, cleo: User, assess: Assess, verdicts: dict[str, Verdict]
) -> None:
    fine, mine, disputed, ruled, opinion, again = checked
    assess(mine, rita, "accurate")
    for claim in (disputed, ruled):
        assess(claim, cleo, "inaccurate")
    rule_on_claim(
        claim=ruled, verdict=verdicts["inaccurate"], reason="It is so.", seen=state_seen(now([ruled])[0]), act=Act(rita)
    )
    mark_not_checkable(claim=opinion, reason=NotCheckable.OPINION, version=opinion.version, act=Act(cleo))
    approve_claim(claim=again, seen=state_seen(again), act=Act(rita))

    foreseen = foresee_approval(now(checked), rita)

    assert [one.cannot for one in foreseen] == [
        "",
        "You assessed this claim yourself. Somebody else must approve it.",
        "Only a checked claim can be approved; this one is “Disputed”.",
        "You decided on this verdict yourself. Somebody else must approve it.",
        "Only a checked claim can be approved; this one is “Not checkable”.",
        "Only a checked claim can be approved; this one is “Signed off”.",
    ]
    assert [one.seen for one in foreseen] == [state_seen(claim) for claim in now(checked)]
    assert fine == foreseen[0].claim


def test_what_cannot_be_sent_back_or_assigned_is_foreseen(
    checked: list[Claim], claim: Claim, rita: User, cleo: User
) -> None:
    assert [bool(one.cannot) for one in foresee_sending_back([*checked[:2], claim], rita)] == [False, False, True]
    assign_claim(claim=claim, assignee=cleo, due_on=DUE, version=1, act=Act(rita))
    claims = now([claim, checked[0]])
    assert [bool(one.cannot) for one in foresee_assignment(claims, cleo, DUE)] == [True, False]
    assert [bool(one.cannot) for one in foresee_assignment(claims, None, DUE)] == [False, True]


def test_the_queries_that_ask_do_not_grow_with_the_claims(checked: list[Claim], project: Project, rita: User) -> None:
    def cost(claims: list[Claim]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asking:
            foresee_approval(claims, rita)
        with CaptureQueriesContext(connection) as doing:
            approve_claims(project=project, seen=seen(claims), act=Act(rita))
        return len(asking), sum(query["sql"].startswith("SELECT") for query in doing)

    assert cost(checked[:2]) == cost(checked[2:5])
