"""A row is written as it was read, or not at all."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from annotations.history.act import Act
from annotations.history.record import recording
from annotations.history.rows import Clash
from annotations.models import Action, Claim, Event


@pytest.mark.parametrize(("ahead", "refusal"), [(-1, IntegrityError), (1, Clash)])
def test_a_row_at_another_version_is_not_written(claim: Claim, ahead: int, refusal: type[Exception], caplog) -> None:
    before = Claim.objects.get(pk=claim.pk)
    actions, events = Action.objects.count(), Event.objects.count()
    claim.version = before.version + ahead

    with pytest.raises(refusal), recording(Act(None, verb="edit_claim", request="as told")) as record:
        record.change(claim, statement="The toll rises in June.")

    after = Claim.objects.get(pk=claim.pk)
    assert (after.version, after.statement) == (before.version, before.statement)
    assert (Action.objects.count(), Event.objects.count()) == (actions, events)
    assert caplog.records == []
