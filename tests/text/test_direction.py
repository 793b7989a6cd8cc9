"""Texts that run from right to left, with what stands in them that does not."""

import pytest

from annotations.text.direction import runs_from_right


@pytest.mark.parametrize(
    "text",
    [
        "قال رئيس البلدية إن الرسوم سترتفع.",
        "ראש העיר אמר זאת ביום שלישי.",
        "Varn: قال رئيس البلدية إن رسوم الجسر سترتفع إلى 4 يورو",
        "🦊 2011 ראש העיר",
    ],
)
def test_arabic_and_hebrew_run_from_the_right_whatever_they_begin_with(text: str) -> None:
    assert runs_from_right(text)


@pytest.mark.parametrize("text", ["", "2011 €4 🦊", "The mayor said “لا” on Tuesday.", "Ο δήμαρχος", "市长说"])
def test_all_others_run_from_the_left(text: str) -> None:
    assert not runs_from_right(text)
