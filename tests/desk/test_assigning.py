"""Whose claims and paragraphs are, and what is computed of a claim besides its status: sources and staleness."""

import pytest

from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.errors import StaleRow
from annotations.desk.settling import settle_claims
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.history.record import recording
from annotations.models import Assessment, Assignment, Claim, Sentence, Stance, Stream
from annotations.proof.verify import verify_history


def checked(claim, omar, verdict):
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    version = Assessment.objects.get(claim=claim, checker=omar).version
    assess_claim(
        claim=claim,
        verdict=verdict,
        note="",
        required_change="",
        confidence=None,
        version=version,
        act=Act(omar),
    )


def test_sources_count_once_the_assessment_is_submitted(claim, omar, verdicts):
    cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(omar))
    assert Claim.objects.get(pk=claim.pk).sources == 0

    checked(claim, omar, verdicts["accurate"])

    assert Claim.objects.get(pk=claim.pk).sources == 2


def test_claims_are_brought_up_to_date_by_events_of_their_own(claim, omar, verdicts, article):
    checked(claim, omar, verdicts["accurate"])
    # As a desk leaves it that worked it out otherwise.
    with recording(Act(by=None, verb="settle_claims", request="of an older desk")) as record:
        record.change(Claim.objects.get(pk=claim.pk), sources=7)
    assert [what for _, what in inconsequences()] == ["sources does not follow from what stands about it"]

    settle_claims(article=article, act=Act(by=None))

    assert Claim.objects.get(pk=claim.pk).sources == 1
    assert list(inconsequences()) == []
    assert list(verify_history()) == []


def test_a_new_claim_is_on_the_desk_of_whoever_has_its_paragraph(revision, rita, omar, cleo):
    assign_paragraphs(revision=revision, paragraphs=[(1, 0)], assignee=cleo, due_on=None, act=Act(rita))

    claim = add_claim(revision=revision, places=[(0, 30)], words=ClaimWords("The toll rises."), act=Act(omar))

    assert Claim.objects.get(pk=claim.pk).assignee == cleo


def test_a_checker_takes_what_is_nobodys_and_gives_it_back(claim, omar):
    taken = assign_claim(claim=claim, assignee=omar, due_on=None, version=claim.version, act=Act(omar))

    given = assign_claim(claim=claim, assignee=None, due_on=None, version=taken.version, act=Act(omar))

    assert given.assignee is None


def test_every_stream_is_in_its_projects_history(claim, project):
    assert set(Stream.objects.values_list("project", flat=True)) == {project.pk}


def test_paragraphs_that_somebody_gave_away_meanwhile_are_left_alone(revision, rita, mona, omar, cleo):
    asked = {"revision": revision, "paragraphs": [(1, 0), (3, 0)], "due_on": None}
    assign_paragraphs(**asked, assignee=cleo, act=Act(rita))

    with pytest.raises(StaleRow):
        assign_paragraphs(**asked, assignee=omar, act=Act(mona))

    assert set(Assignment.objects.values_list("assignee", flat=True)) == {cleo.pk}


def test_what_is_anothers_stays_theirs_when_its_paragraph_is_given_away(revision, claim, rita, omar, cleo):
    paragraph = Sentence.objects.get(revision=revision, start__lte=0, end__gt=0).paragraph
    own = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("There is a bridge."), act=Act(omar))
    assign_claim(claim=own, assignee=omar, due_on=None, version=1, act=Act(rita))
    free = add_claim(revision=revision, places=[(0, 11)], words=ClaimWords("There is a toll."), act=Act(omar))

    assign_paragraphs(revision=revision, paragraphs=[(paragraph, 0)], assignee=cleo, due_on=None, act=Act(rita))

    assert Claim.objects.get(pk=own.pk).assignee == omar
    assert Claim.objects.get(pk=free.pk).assignee == cleo
