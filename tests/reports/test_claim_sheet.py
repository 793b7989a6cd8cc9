"""One claim with everything about it, as each person may see it."""

from __future__ import annotations

from typing import Any

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note, withdraw_note
from annotations.desk.placing import add_place
from annotations.desk.reviewing import approve_claim, send_back, state_name, state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source, withdraw_citation
from annotations.history.act import Act
from annotations.models import Claim, Membership, NoteKind, Origin, Project, Revision, Role, Stance, User, Verdict
from annotations.reports.claim import OFFERED, ClaimSheet, claim_sheet
from annotations.reports.draft import whole
from annotations.reports.events.hanging import hanging_on
from tests.world import Assess

MINUTES = NewSource("Minutes")
SUPPORTS = Use(Stance.SUPPORTS)


def sheet_for(reader: User, claim: Claim) -> ClaimSheet:
    claim = Claim.objects.select_related("article__project").get(pk=claim.pk)
    revision = claim.article.latest_revision()
    role = Membership.objects.role_of(reader, claim.article.project)
    assert role
    return claim_sheet(claim, hanging_on(claim), revision, whole(revision), reader, role)


def send_it_back(claim: Claim, reviewer: User, reason: str) -> None:
    claim.refresh_from_db()
    send_back(claim=claim, reason=reason, seen=state_seen(claim), act=Act(reviewer))


def test_ones_own_draft_is_seen_by_oneself_alone(omar: User, cleo: User, rita: User, claim: Claim) -> None:
    cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))

    mine = sheet_for(omar, claim)
    assert mine.mine is not None
    assert mine.source_count == 1
    assert [check.mine for check in mine.checks] == [True]
    assert mine.assessed_by_me
    for other in (cleo, rita):
        sheet = sheet_for(other, claim)
        assert (sheet.mine, list(sheet.checks), sheet.source_count, sheet.assessed_by_me) == (None, [], 0, False)


def test_what_is_submitted_is_seen_by_all_in_the_order_of_submitting(
    omar: User, cleo: User, vera: User, claim: Claim, assess: Assess
) -> None:
    assess(claim, cleo, "inaccurate")
    assess(claim, omar, "accurate")

    checks = sheet_for(vera, claim).checks
    assert [check.assessment.checker.username for check in checks] == ["cleo", "omar"]


def test_a_new_round_starts_from_what_the_same_person_had(
    omar: User, cleo: User, rita: User, claim: Claim, assess: Assess
) -> None:
    assess(claim, omar, "accurate", note="The minutes have it.")
    send_it_back(claim, rita, "Ask for the day.")

    sheet = sheet_for(omar, claim)
    assert (sheet.mine, list(sheet.checks), sheet.ruling) == (None, [], None)
    assert sheet.last_round is not None
    assert sheet.last_round.note == "The minutes have it."
    assert sheet.sent_back is not None
    assert sheet.sent_back.reason == "Ask for the day."
    assert sheet.assessed_by_me
    assert sheet_for(cleo, claim).last_round is None


def test_until_somebody_checks_anew_the_last_round_is_there_with_its_sources(
    omar: User, cleo: User, rita: User, vera: User, claim: Claim, assess: Assess
) -> None:
    citation = cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    assess(claim, cleo, None, note="A draft.")
    assert list(sheet_for(vera, claim).before) == []
    send_it_back(claim, rita, "Ask for the day.")

    mine, theirs, everybodys = (sheet_for(reader, claim) for reader in (omar, cleo, vera))
    assert [(check.assessment.checker, list(check.citations)) for check in everybodys.before] == [(omar, [citation])]
    assert {check.assessment.checker for check in theirs.before} == {cleo, omar}
    assert (mine.round_before, mine.sources_before, mine.mine_come_along) == (1, True, True)
    assert (theirs.mine_come_along, everybodys.mine_come_along) == (False, False)
    assert everybodys.source_count == 0

    assess(Claim.objects.get(pk=claim.pk), omar, "accurate")
    for reader in (omar, cleo, vera):
        assert (sheet_for(reader, claim).round_before, sheet_for(reader, claim).source_count) == (0, 1)


def test_a_verdict_that_asks_for_a_change_without_one_is_noticed(
    omar: User, claim: Claim, verdicts: dict[str, Verdict], assess: Assess
) -> None:
    assert not sheet_for(omar, claim).asks_for_change
    assess(claim, omar, "accurate_with_change")
    assert sheet_for(omar, claim).asks_for_change
    assess(claim, omar, "accurate", version=1)
    assert not sheet_for(omar, claim).asks_for_change
    assess_claim(
        claim=claim,
        verdict=verdicts["accurate_with_change"],
        note="",
        required_change="in June",
        confidence=None,
        version=2,
        act=Act(omar),
    )
    assert not sheet_for(omar, claim).asks_for_change


def test_withdrawn_sources_are_seen_by_whoever_cited_them(omar: User, cleo: User, claim: Claim, assess: Assess) -> None:
    citation = cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    withdraw_citation(citation=citation, reason="Wrong year.", version=1, act=Act(omar))

    mine, theirs = sheet_for(omar, claim), sheet_for(cleo, claim)
    assert list(mine.withdrawn_citations) == [citation]
    assert list(theirs.withdrawn_citations) == []
    assert mine.source_count == theirs.source_count == 0


def test_a_sign_off_stands_until_it_is_void(omar: User, rita: User, claim: Claim, assess: Assess) -> None:
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    sign_off = approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    sheet = sheet_for(omar, claim)
    assert (sheet.sign_off, sheet.voided) == (sign_off, None)

    assess(claim, omar, "inaccurate", version=1)
    sheet = sheet_for(omar, claim)
    assert (sheet.sign_off, sheet.voided) == (None, sign_off)

    claim.refresh_from_db()
    again = approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    sheet = sheet_for(omar, claim)
    assert (sheet.sign_off, sheet.voided) == (again, None)


def test_answers_stand_beneath_their_query_and_withdrawn_notes_nowhere(omar: User, cleo: User, claim: Claim) -> None:
    first = add_note(claim=claim, kind=NoteKind.QUERY, text="From when?", act=Act(omar))
    second = add_note(claim=claim, kind=NoteKind.QUERY, text="Who says so?", act=Act(omar))
    reply = add_note(claim=claim, kind=NoteKind.ANSWER, text="From May.", answers=first, act=Act(cleo))
    note = add_note(claim=claim, kind=NoteKind.NOTE, text="Rang.", act=Act(cleo))
    withdraw_note(note=note, reason="Wrong claim.", version=1, act=Act(cleo))

    sheet = sheet_for(omar, claim)
    assert [(thread.note, thread.answers) for thread in sheet.threads] == [(first, [reply]), (second, [])]
    assert sheet.open_queries == 1


def test_places_name_the_sentences_they_touch(omar: User, claim: Claim, revision: Revision) -> None:
    start, end = revision.text.index("said Mayor"), revision.text.index(" in 2011")
    add_place(claim=claim, revision=revision, start=start, end=end, act=Act(omar))

    assert [list(place.sentences) for place in sheet_for(omar, claim).places] == [[3], [4, 5]]


def test_twins_are_the_same_whole_sentences_not_taken_yet(omar: User, project: Project) -> None:
    text = "Ha. Ha. ha. Ha ha.\n\nHa.\n\nThe bridge. It is the bridge."
    article = import_article(project=project, text=text, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    units = whole(revision).held
    told = [text[unit.sentence.start : unit.sentence.end] for unit in units]
    same = [unit for unit, words in zip(units, told, strict=True) if words == "Ha."]
    assert len(same) > 1
    first, *others = same

    place = (first.sentence.start, first.sentence.end)
    claim = add_claim(revision=revision, places=[place], words=ClaimWords("Somebody laughs."), act=Act(omar))
    twins = sheet_for(omar, claim).twins
    assert [list(twin.sentences) for twin in twins] == [[unit.number] for unit in others]
    assert [(twin.start, twin.end) for twin in twins] == [(unit.sentence.start, unit.sentence.end) for unit in others]

    part = text.index("bridge")
    other = add_claim(
        revision=revision, places=[(part, part + 6)], words=ClaimWords("There is a bridge."), act=Act(omar)
    )
    assert list(sheet_for(omar, other).twins) == []


def test_of_many_twins_the_first_are_offered_and_the_others_counted(omar: User, project: Project) -> None:
    article = import_article(project=project, text="Ha.\n" * 100, origin=Origin.PASTE, act=Act(omar))
    words = ClaimWords("Somebody laughs.")
    claim = add_claim(revision=article.latest_revision(), places=[(0, 3)], words=words, act=Act(omar))

    sheet = sheet_for(omar, claim)

    assert [twin.sentences for twin in sheet.twins] == [[number] for number in range(2, OFFERED + 2)]
    assert sheet.more_twins == 100 - 1 - OFFERED


def test_what_each_role_may(omar: User, rita: User, vera: User, mona: User, claim: Claim) -> None:
    may = {
        reader.username: (sheet.may_check, sheet.may_review, sheet.may_see_confidential)
        for reader in (vera, omar, rita, mona)
        for sheet in [sheet_for(reader, claim)]
    }

    assert may == {
        "vera": (False, False, False),
        "omar": (True, False, False),
        "rita": (True, True, True),
        "mona": (True, True, True),
    }


def test_no_sheet_reads_the_articles_text_again(
    omar: User, rita: User, claim: Claim, assess: Assess, django_assert_num_queries: Any
) -> None:
    assess(claim, omar, "accurate")
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(rita))
    revision = claim.article.latest_revision()
    units = whole(revision)

    with django_assert_num_queries(2) as queries:
        claim_sheet(claim, hanging_on(claim), revision, units, rita, Role.REVIEWER)

    assert not any('"annotations_revision"."text"' in query["sql"] for query in queries.captured_queries)


def test_a_reviewers_state_is_what_stands_on_their_screen(
    omar: User, cleo: User, rita: User, claim: Claim, assess: Assess
) -> None:
    def agrees() -> str:
        now = Claim.objects.select_related("article__project").get(pk=claim.pk)
        named = state_name(sheet_for(rita, now).seen)
        assert named == state_seen(now)
        return named

    before = agrees()
    cite_source(claim=claim, source=MINUTES, use=SUPPORTS, act=Act(omar))
    drafted = agrees()
    assess(claim, omar, "accurate", version=1)
    note = add_note(claim=claim, kind=NoteKind.NOTE, text="Rang.", act=Act(cleo))
    withdraw_note(note=note, reason="Wrong claim.", version=1, act=Act(cleo))
    checked = agrees()
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=checked, act=Act(rita))
    assert len({before, drafted, checked, agrees()}) == 4
    claim.refresh_from_db()
    send_back(claim=claim, reason="Ask for the day.", seen=agrees(), act=Act(rita))
    agrees()
