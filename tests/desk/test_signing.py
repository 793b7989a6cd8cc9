"""What is signed off is also signed: a checkpoint is made when the last claim of an article is approved."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import Checkpoint, Claim, Revision, User
from tests.world import Assess, span


def approve(claim: Claim, by: User) -> None:
    claim.refresh_from_db()
    approve_claim(claim=claim, seen=state_seen(claim), act=Act(by))


@pytest.fixture
def other(revision: Revision, omar: User) -> Claim:
    places = [span("It was last raised in 2011")]
    return add_claim(revision=revision, places=places, words=ClaimWords("It was raised in 2011."), act=Act(omar))


def test_a_checkpoint_is_made_with_the_last_sign_off(
    claim: Claim,
    other: Claim,
    assess: Assess,
    omar: User,
    rita: User,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    for each in (claim, other):
        assess(each, omar, "accurate")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        approve(claim, rita)
    assert not Checkpoint.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        approve(other, rita)
    stream = Checkpoint.objects.get().leaves.get(stream=claim.stream_key)
    assert stream.length == stream.stream.length


def test_without_a_key_the_sign_off_stands_and_the_log_says_so(
    claim: Claim,
    assess: Assess,
    omar: User,
    rita: User,
    settings: object,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    settings.HISTORY_KEY = settings.HISTORY_KEY_FILE = ""  # type: ignore[attr-defined]
    assess(claim, omar, "accurate")

    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        approve(claim, rita)

    claim.refresh_from_db()
    assert claim.work_status == "signed_off"
    assert "make_history_key" in caplog.text
