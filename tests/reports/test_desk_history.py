"""The history of all of a person's projects, and actions on very many claims."""

import pytest

from annotations.desk.bulk import approve_claims, assign_claims
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project, edit_project, edit_verdict, grant_role, withdraw_membership
from annotations.desk.reviewing import state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Claim, Membership, Origin, Project, Role, Stance
from annotations.reports.events.history import article_history, claim_history, desk_history
from annotations.reports.events.history_filter import HistoryFilter
from annotations.reports.events.items import MOST_NAMED
from tests.reports.told import entries, sentence

USE = Use(Stance.SUPPORTS, "Four euros.")


def changes(entry):
    return {
        change.label: "".join(run.text for run in change.runs)
        or (change.before and change.before.label, change.after.label)
        for item in entry.items
        for change in [*item.changes, *item.follows]
    }


@pytest.fixture
def sport(mona, nora):
    """A project of mona's, in which nora checks."""
    sport = create_project(slug="sport", name="Sport", act=Act(mona))
    grant_role(project=sport, user=nora, role=Role.CHECKER, act=Act(mona))
    import_article(project=sport, text="A goal.", origin=Origin.PASTE, act=Act(nora))
    return sport


def test_it_shows_all_projects_of_a_person_and_no_other(claim, article, sport, mona, nora, vera):
    assert {entry.where.project for entry in entries(desk_history(mona))} == {"City desk", "Sport"}
    assert {entry.where.project for entry in entries(desk_history(nora))} == {"Sport"}
    assert {entry.where.project for entry in entries(desk_history(vera))} == {"City desk"}
    assert {entry.where.project for entry in entries(desk_history(mona, HistoryFilter(project="sport")))} == {"Sport"}
    assert entries(desk_history(nora, HistoryFilter(project="city"))) == []


def test_an_entry_names_its_article(claim, article, sport, mona):
    recorded = next(entry for entry in entries(desk_history(mona)) if entry.claims)

    assert sentence(recorded) == "omar recorded claim 1"
    assert [(one.key, one.title) for one in recorded.where.articles] == [(article.pk, "Bridge toll to rise by a third")]
    assert recorded.claims[0].article == article.pk


def test_whoever_left_a_project_sees_it_no_more(claim, mona, vera, project):
    withdraw_membership(membership=Membership.objects.get(user=vera), reason="Left.", act=Act(mona))

    assert entries(desk_history(vera)) == []


def test_members_scale_and_settings_have_a_history(project, mona, vera, verdicts):
    grant_role(project=project, user=vera, role=Role.CHECKER, act=Act(mona))
    withdraw_membership(membership=Membership.objects.get(user=vera), reason="Left.", act=Act(mona))
    grant_role(project=project, user=vera, role=Role.CHECKER, act=Act(mona))
    edit_project(project=project, name="City", guidelines="Twice.", checks_needed=2, version=1, act=Act(mona))
    verdict = verdicts["accurate"]
    edit_verdict(
        verdict=verdict,
        label="Right",
        tone=verdict.tone,
        order=verdict.order,
        number=9,
        withdrawn="",
        version=1,
        act=Act(mona),
    )

    scale, settings, back, out, promoted, *others = entries(desk_history(mona, HistoryFilter(field="project")))
    assert sentence(scale) == "mona changed a verdict of the scale"
    assert changes(scale)["Verdict"] == "AccurateRight"
    assert sentence(settings) == "mona changed the project"
    assert changes(settings) == {"Name": "City desk", "Guidelines": "Twice.", "Checks a claim": ("1", "2")}
    assert sentence(back) == "mona took vera back into the project"
    assert (sentence(out), changes(out)) == (
        "mona took vera out of the project",
        {"Member": (None, "vera"), "Reason": "Left."},
    )
    assert sentence(promoted) == "mona made vera a checker of the project"
    assert changes(promoted) == {"Member": (None, "vera"), "Role": ("Viewer", "Checker")}
    assert sentence(others[-1]) == "mona made the project"


def test_a_source_of_somebody_elses_draft_is_not_there(claim, article, omar, cleo, mona, assess):
    cite_source(claim=claim, source=NewSource("Minutes"), use=USE, act=Act(omar))

    for reader in (cleo, mona):
        entry = entries(desk_history(reader))[0]
        assert sentence(entry) == "omar worked on a draft for claim 1"
        assert "Minutes" not in repr(desk_history(reader))
        assert entry.number == entries(article_history(article, reader))[0].number
    assert changes(entries(desk_history(omar))[0])["Source"] == "Minutes"
    assess(claim, omar, "accurate", version=1)
    assert "Minutes" in repr(desk_history(cleo))


def test_a_confidential_source_is_known_by_the_role_in_its_own_project(claim, project, sport, omar, nora, mona, assess):
    cite_source(claim=claim, source=NewSource("Jon Kerr", confidential=True), use=USE, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    grant_role(project=sport, user=omar, role=Role.REVIEWER, act=Act(mona))

    assert "Kerr" in repr(desk_history(mona))
    assert "Kerr" not in repr(desk_history(omar))


@pytest.fixture
def many(project, omar, verdicts):
    """Forty claims in two articles, each found accurate by omar."""
    claims = []
    for letter in "ab":
        text = "\n\n".join(f"The toll was raised in {1900 + number}{letter}." for number in range(20))
        article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
        revision = article.latest_revision()
        for unit in revision.sentences.all():
            words = ClaimWords("The toll rose.")
            claim = add_claim(revision=revision, places=[(unit.start, unit.end)], words=words, act=Act(omar))
            assess_claim(
                claim=claim,
                verdict=verdicts["accurate"],
                note="",
                required_change="",
                confidence=None,
                version=0,
                act=Act(omar),
            )
            claims.append(claim)
    return claims


def approved(project: Project, claims, by):
    fresh = list(Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related("article__project"))
    approve_claims(project=project, seen=[(claim, state_seen(claim)) for claim in fresh], act=Act(by))


def test_one_action_on_many_claims_reads_in_one_line(many, project, rita, vera):
    approved(project, many, rita)

    entry = entries(desk_history(vera))[0]
    assert (entry.who, entry.said, entry.touched, entry.many) == ("rita", ("approved ", ""), 40, True)
    assert (len(entry.claims), entry.unnamed) == (MOST_NAMED, 40 - MOST_NAMED)
    assert (len(entry.where.articles), entry.where.more) == (2, 0)
    # The same happened to all of them, so it is said once.
    (item,) = entry.items
    assert [change.label for change in item.changes] == ["Signed off on"]
    assert [change.after.label for change in item.follows] == ["Signed off"]
    assert item.whose == ""
    assert entry.more == 20


def test_in_the_history_of_one_of_them_it_is_about_that_one(many, project, rita, vera):
    approved(project, many, rita)

    entry = entries(claim_history(many[3], vera))[0]
    assert sentence(entry) == "rita approved claim 4"
    assert entry.more == 0


def test_what_differs_within_one_action_is_said_of_each(many, project, rita, cleo, omar, vera):
    mine, other = (Claim.objects.get(pk=claim.pk) for claim in many[:2])
    assign_claims(project=project, claims=[(mine, mine.version)], assignee=omar, due_on=None, act=Act(rita))
    fresh = [Claim.objects.get(pk=claim.pk) for claim in (mine, other)]
    assign_claims(
        project=project, claims=[(claim, claim.version) for claim in fresh], assignee=cleo, due_on=None, act=Act(rita)
    )

    entry = entries(desk_history(vera))[0]
    assert sentence(entry) == "rita assigned claim 1, claim 2"
    assert [item.whose for item in entry.items] == ["Claim 1", "Claim 2"]
