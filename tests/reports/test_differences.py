import time

from hypothesis import given
from hypothesis import strategies as st

from annotations.reports.differences import AROUND, MOST_SHOWN, Run, word_runs

words = st.lists(st.sampled_from(["toll", "the", "€4", "1,000", "don’t", "May", ".", "“"]), max_size=30).map(" ".join)


def side(runs, but):
    """Put one of the two texts together again, without its white space."""
    return "".join("".join(run.text for run in runs if run.kind != but).split())


@given(words, words)
def test_both_texts_stand_in_the_differences(before, after):
    runs = word_runs(before, after)

    assert side(runs, "ins") == "".join(before.split())
    assert side(runs, "del") == "".join(after.split())


@given(words)
def test_the_same_text_has_no_differences(text):
    assert all(run.kind == "" for run in word_runs(text, text))


def test_neighbouring_changes_read_as_one():
    assert word_runs("The toll rises in May.", "The fee climbs in May.") == (
        Run("", "The "),
        Run("del", "toll rises"),
        Run("ins", "fee climbs"),
        Run("", " in May."),
    )


def test_of_a_long_text_only_the_surroundings_of_a_change_are_shown():
    before = "word " * 1000 + "old" + " word" * 1000

    first, gone, new, last = word_runs(before, before.replace("old", "new"))
    assert (gone, new) == (Run("del", "old"), Run("ins", "new"))
    assert first.text.startswith(" … ")
    assert last.text.endswith(" … ")
    assert len(first.text.split()) <= AROUND


def test_a_very_long_addition_is_cut_and_says_so():
    (run,) = word_runs("", "a" * (MOST_SHOWN + 1234))

    assert run.kind == "ins"
    assert run.text.endswith("… (1,234 more characters)")


def test_the_work_is_bounded_for_texts_that_are_slow_to_compare():
    before, after = "x " * 50_000 + "a", "b " + "x y " * 30_000

    begun = time.perf_counter()
    word_runs(before, after)
    assert time.perf_counter() - begun < 5
