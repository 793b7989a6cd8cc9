import time

from hypothesis import given
from hypothesis import strategies as st

from annotations.reports.events.differences import AROUND, MOST_SHOWN, Run, word_runs

parts = st.lists(st.sampled_from(["toll", "the", "€4", "1,000", "don’t", "May", ".", "“", "الجسر"]), max_size=30)
words = st.tuples(parts, st.sampled_from([" ", "\n", "\n\n- "])).map(lambda text: text[1].join(text[0])) | parts.map(
    lambda some: "\n".join(" ".join(some[at : at + 3]) for at in range(0, len(some), 3))
)


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


def test_a_line_taken_out_of_a_list_leaves_the_lines_after_it_alone():
    before = "Ask:\n- the toll office\n- the mayor\n- the keeper"
    after = "Ask:\n- the toll office, by phone\n- the keeper\n- the ferry"

    assert word_runs(before, after) == (
        Run("", "Ask:\n- the toll office"),
        Run("ins", ", by phone"),
        Run("", "\n"),
        Run("del", "- the mayor"),
        Run("", "\n- the keeper"),
        Run("", "\n"),
        Run("ins", "- the ferry"),
    )


def test_letters_from_right_to_left_are_compared_word_by_word():
    assert word_runs("سيرتفع الرسم في مايو", "سيرتفع الرسم في يونيو") == (
        Run("", "سيرتفع الرسم في "),
        Run("del", "مايو"),
        Run("ins", "يونيو"),
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
