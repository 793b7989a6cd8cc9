"""Sources cited for a claim: new ones and the project’s, secret ones, withdrawn and restored."""

from __future__ import annotations

from typing import Any

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Citation, Claim, Source, Stance, User, Verdict
from tests.web.claim_forms import LogIn, assess, send, show


def test_a_known_address_is_the_projects_source(log_in: LogIn, omar: User, cleo: User, claim: Claim) -> None:
    new = {"title": "Minutes", "url": "https://council.example/minutes", "kind": "document", "stance": "supports"}
    send(log_in(omar), "cite", claim, **new)

    again = new | {"title": "The minutes", "url": "HTTPS://Council.example:443/minutes#p2"}
    assert send(log_in(cleo), "cite", claim, **again).status_code == 302

    assert Source.objects.count() == 1
    assert Citation.objects.count() == 2


def test_a_source_of_the_projects_is_chosen_and_a_confidential_one_by_reviewers_alone(
    log_in: LogIn, omar: User, rita: User, claim: Claim, revision: Any, assess: Any
) -> None:
    other = add_claim(revision=revision, places=[(0, 11)], words=ClaimWords("There is a toll."), act=Act(rita))
    assess(other, rita, "accurate")
    use = Use(Stance.SUPPORTS)
    known = cite_source(claim=other, source=NewSource("Minutes"), use=use, act=Act(rita)).source
    secret = cite_source(claim=other, source=NewSource("Deep Throat", confidential=True), use=use, act=Act(rita)).source
    fields = {"kind": "document", "stance": "context"}

    assert send(log_in(omar), "cite", claim, source=known.pk, **fields).status_code == 302
    refused = send(log_in(omar), "cite", claim, source=secret.pk, **fields)
    assert refused.status_code == 422
    assert "Deep Throat" not in refused.text
    assert send(log_in(rita), "cite", claim, source=secret.pk, **fields).status_code == 302


def test_a_source_in_somebody_elses_draft_is_not_offered(log_in: LogIn, omar: User, cleo: User, claim: Claim) -> None:
    drafted = cite_source(claim=claim, source=NewSource("Minutes"), use=Use(Stance.SUPPORTS), act=Act(cleo)).source
    fields = {"source": drafted.pk, "kind": "document", "stance": "context"}

    assert "Minutes" not in show(log_in(omar), claim)
    assert send(log_in(omar), "cite", claim, **fields).status_code == 422
    assert send(log_in(cleo), "cite", claim, **fields).status_code == 302


def test_the_address_of_a_confidential_source_tells_nothing(
    log_in: LogIn, omar: User, cleo: User, claim: Claim
) -> None:
    secret = {"title": "Deep Throat", "url": "https://garage.example/", "confidential": "on"}
    send(log_in(cleo), "cite", claim, kind="person", stance="supports", **secret)
    send(log_in(omar), "cite", claim, kind="web_page", stance="supports", title="A guess", url=secret["url"])

    assert Source.objects.filter(normalised_url=secret["url"]).count() == 2
    assert "A guess" in show(log_in(omar), claim)


def test_a_source_can_be_withdrawn_and_restored_where_it_stands(log_in: LogIn, omar: User, claim: Claim) -> None:
    desk = log_in(omar)
    send(desk, "cite", claim, title="Minutes", kind="document", stance="supports")
    citation = Citation.objects.get()

    assert send(desk, "withdraw_citation", citation, version=1, reason="Wrong year.").status_code == 302
    text = show(desk, claim)
    assert "No source yet" in text
    assert "Withdrawn: Wrong year." in text

    assert send(desk, "restore_citation", citation, version=2).status_code == 302
    assert "1 source" in show(desk, claim)


def test_a_source_that_the_project_has_is_taken_by_its_address(
    log_in: LogIn, omar: User, cleo: User, claim: Claim, verdicts: dict[str, Verdict]
) -> None:
    for person in (omar, cleo):
        given = {"title": f"Minutes, says {person}", "url": "https://council.example/minutes"}
        assert assess(log_in(person), claim, verdicts["accurate"], **given).status_code == 302

    assert Source.objects.get().title == "Minutes, says omar"
    assert Citation.objects.count() == 2
