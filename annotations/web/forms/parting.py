"""Where a sentence is split, and with which it is joined."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms

from annotations.models import Revision, Sentence
from annotations.web.forms.base import LARGEST, Hidden, OneOf, VersionForm


class SplitForm(VersionForm):
    """The place with which the second half begins, in code points of the draft."""

    name = "split"

    before = forms.IntegerField(
        label="Where to split",
        min_value=0,
        max_value=LARGEST,
        error_messages={"required": "Choose the word with which the second sentence begins."},
    )


class JoinForm(VersionForm):
    """The sentence that comes next, with the version that was read."""

    name = "join"

    following = OneOf(widget=forms.HiddenInput)
    following_version = Hidden(min_value=0)

    def __init__(self, *args: Any, revision: Revision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        def find(key: uuid.UUID) -> Sentence | None:
            return Sentence.objects.filter(pk=key, revision=revision).first()

        cast(OneOf, self.fields["following"]).find = find
