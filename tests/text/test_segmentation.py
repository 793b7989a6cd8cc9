"""Sentence units: the laws they keep on any text, and where sentences end."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.text.paragraphs import GAP
from annotations.text.segmentation import sentence_spans
from tests.text.hostile import PIECES as HOSTILE

LANGUAGES = ("en", "de", "fr", "ru", "el", "hy", "ja", "pt-BR", "xx")
PIECES = st.sampled_from(
    [
        *".!?…。！؟।:;",
        *"“”\"'‘’«»()[]（）「」",
        *" \n\r\t\u00a0\u200b\ufeff\u2028",
        "1. ",
        "a) ",
        "• ",
        "- ",
        "Mr",
        "U.S",
        "p.m",
        "...B",
        " / ",
        "=" * 16,
        "Regards, B",
        "1/2/2003 4:05 PM",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text("aAbЖ한1", max_size=3))).map("".join))


def units(text: str, language: str = "en") -> list[str]:
    return [" ".join(text[span.start : span.end].split()) for span in sentence_spans(text, language)]


def kinds(text: str, language: str = "en") -> list[str]:
    return [span.kind for span in sentence_spans(text, language)]


def assert_lawful(text: str, language: str = "en") -> None:
    spans = sentence_spans(text, language)
    before = 0
    for span in spans:
        assert before <= span.start < span.end <= len(text)
        assert not text[before : span.start].strip(GAP)
        assert text[span.start] not in GAP
        assert text[span.end - 1] not in GAP
        before = span.end
    assert not text[before:].strip(GAP)
    numbers = [span.paragraph for span in spans]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, max(numbers, default=0) + 1))


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_every_character_is_in_one_unit_or_is_white_space(text: str, language: str) -> None:
    assert_lawful(text, language)


@given(TEXTS)
def test_spaces_between_units_are_never_part_of_one(text: str) -> None:
    assert all(text[span.start : span.end] == text[span.start : span.end].strip(GAP) for span in sentence_spans(text))


@given(TEXTS, TEXTS, st.sampled_from(LANGUAGES))
@example("", "..Aa", "en")
@example("", ". . . A", "en")
@example("", ".A", "en")
def test_a_paragraph_is_parted_alike_whatever_stands_around_it(above: str, below: str, language: str) -> None:
    def ends(text: str) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in sentence_spans(text, language)]

    shift = len(above) + 2
    assert ends(f"{above}\n\n{below}") == ends(above) + [(start + shift, end + shift) for start, end in ends(below)]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_parting_twice_gives_the_same(text: str, language: str) -> None:
    assert sentence_spans(text, language) == sentence_spans(text, language)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_parted_lawfully(piece: str) -> None:
    assert_lawful(piece * (20_000 // len(piece)))


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_parted_lawfully_in_every_language(piece: str, language: str) -> None:
    assert_lawful("Ab " + piece * (50_000 // len(piece)) + " Ab", language)


@pytest.mark.parametrize("mark", [".", "?”", " ", "“", ")", "[1]", "_"])
def test_one_long_line_is_parted_lawfully(mark: str) -> None:
    text = "It began. " + mark * 300_000 + " It ended."
    assert_lawful(text)
    assert units(text)[0].startswith("It began.")


def test_white_space_alone_holds_no_unit() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\u00a0\ufeff\u200b\r\n") == []


def test_the_same_words_twice_are_two_units() -> None:
    assert [(span.start, span.end) for span in sentence_spans("It rained.\n\nIt rained.")] == [(0, 10), (12, 22)]


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Oduya met Sen. Blake and Lt. Gov. Ruiz.|They shook hands.",
        "The U.S. Coast Guard and U.K. Border Force met.|U.N. Special Envoy Lea Roth spoke.",
        "She moved to the U.S.|She found work.|It is in the E.U.|What next?",
        "J. R. Hale and Mary K. Stone wrote it.|P.D. Okoye did not.",
        "Rates rose 2.5 percent to $3.75 a share.|That was on Feb. 9 at 4.15 p.m.|The bank said so.",
        "The talks start at 8 a.m. Tuesday in Oslo.|They end at 6 p.m.|Nobody objected.",
        "Hartley Corp. and Vale Inc. merged.|Norden Ltd. stayed out.|It is owned by Kay & Co.|She runs it.",
        "Route No. 7 opened in St. Paul, Minn.|It was closed for years.|No.|That is wrong.",
        "He was ill.|Doctors came.|The art.|Nobody saw it.",
        "“We lost.|We will try again,” Moss said.|“That is all.”",
        "“Who paid?” Adeyemi asked.|“Nobody!” said the clerk.",
        "“Who paid?”|He later paid.|“Nobody.”|The crowd laughed.",
        "He wrote: “Lies!”|The post is gone.",
        "She paused... then went on.|Then she stopped…|He left.",
        "(It rained.)|They went home (it was late).|[He stayed.]|All slept.",
        "OSLO, Norway (NTB) — The river rose on Monday.|It fell again.",
        "See www.example.org/a.b.|Write to jo.lee@example.org.|It costs 5.|20 people asked.",
        "iPads sold well.|eBooks did not.",
        "The study is out.[3]|It says little. [12]|More is due.",
        "The court sat in May. […]|Judge Moor spoke. [...]|Nobody [...] replied.",
        "The note is old.†|The date is wrong.² |© 2021 Valley Press.".replace(" |", "|"),
        "He spoke.|(APPLAUSE)|Thank you.",
        "we went home.|nobody saw us.|it was late",
        "AUGUSTA, Maine, and WASHINGTON, D.C. — The vote was close.|Rep. Ann Bell, R-Okla., left.",
        "The prof. of law and the capt. of the team agreed.|It was over.",
        "We won! 🙂|See you there :-)|Bye.".replace(" :-)|", "! :-)|"),
    ],
)
def test_english_news_parts_where_a_reader_would(text: str) -> None:
    assert units(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Am 5. März kam Dr. Weiß, z. B. mit dem Zug.|„Gut so!“, rief er.|Ludwig XIV. starb."),
        ("fr", "M. Roux a ri.|« Pourquoi ? » a dit Mme Petit.|« Rien. »|Il part."),
        ("es", "El Sr. Gil llegó.|¿Quién es?|¡Nadie!|La Sra. Paz salió."),
        ("it", "L'avv. Neri tace.|È tardi.|Il dott. Bo parla."),
        ("ru", "А. П. Белов жил в г. Туле.|«Кто?» — спросил он.|Нет."),
        ("pl", "Prof. Nowak mówi.|To jest 3. dzień.|Nie wiem."),
        ("el", "Πού είναι;|Εδώ είναι."),
        ("hy", "Նա եկավ:|Մենք գնացինք:"),
        ("ar", "هل وصل؟|نعم وصل."),
        ("hi", "वह आया।|सब गए।"),
    ],
)
def test_other_languages_part_by_their_own_rules(language: str, text: str) -> None:
    assert units(text.replace("|", " "), language) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "I hope to see you in May.|Kind regards,|Ana Lind Tom Oke 05/22/2001 09:25 AM|Please call me.",
        "Sincerely,|Lena Moor",
        "On 05/22/2001 09:25 AM Oke called the bank.|Nobody answered.",
        "The list ends here|====================|The notes begin here.",
        "He sent his best regards, Lind said.|Sincerely, I doubt it.",
        "Read all of it.|https://example.org/a.b and ask.",
    ],
)
def test_what_was_run_together_from_letters_and_posts_is_parted(text: str) -> None:
    assert units(text.replace("|", " ")) == text.split("|")


def test_a_space_forgotten_after_dots_still_parts() -> None:
    assert units("We drove for hours...Bergen was closed.") == ["We drove for hours...", "Bergen was closed."]
    assert units("We drove on...I slept.") == ["We drove on...I slept."]


def test_quoted_verse_with_strokes_between_its_lines_is_one_unit() -> None:
    verse = "“The river rose. Nobody / came to the door. Nobody / came at all” (Moor)."
    assert units(f"{verse} She read it.") == [verse, "She read it."]
    assert units("“Yes. No / none.” He left.") == ["“Yes.", "No / none.”", "He left."]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "雨です。|「行く。」と母は言った。|本当？"),
        ("zh", "他走了。|真的吗？|（没有人知道！）"),
        ("hi", "वह आया।|सब गए।"),
    ],
)
def test_scripts_without_spaces_part_at_their_stops(language: str, text: str) -> None:
    assert units(text.replace("|", ""), language) == text.split("|")


def test_hard_wrapped_text_stays_one_sentence() -> None:
    text = (
        "The council voted on Tuesday night to close the old bridge over the\n"
        "river until engineers have looked at its piers, which were laid in\n"
        "Norwegian stone. Nobody knows for how long."
    )
    assert len(sentence_spans(text)) == 2
    assert {span.paragraph for span in sentence_spans(text)} == {1}


def test_a_short_line_without_a_stop_stands_alone() -> None:
    assert units("What we know\nThe bridge is closed. Nobody was hurt.") == [
        "What we know",
        "The bridge is closed.",
        "Nobody was hurt.",
    ]


def test_a_headline_over_its_text_stands_alone_though_it_is_long() -> None:
    text = (
        "Harbour board puts off its vote on the new ferry quay\n"
        "The harbour board will not vote on the ferry quay before the end of May."
    )
    assert kinds(text) == ["headline", "body"]
    wrapped = "The harbour board will not vote on the new ferry quay before\nit has heard the captains."
    assert len(units(wrapped)) == 1


def test_a_line_of_dialogue_is_no_list_item() -> None:
    assert kinds("— Are you there?\n\n— I am.") == ["headline", "body"]


def test_list_items_on_one_line_are_units_of_one_paragraph() -> None:
    spans = sentence_spans("1. Bread for all 2. Milk for some 3. Nothing else")
    assert [(span.start, span.paragraph, span.kind) for span in spans] == [
        (0, 1, "list_item"),
        (17, 1, "list_item"),
        (34, 1, "list_item"),
    ]


def test_windows_line_ends_part_like_any_other() -> None:
    assert units("One came.\r\n\r\nTwo left.\rThree stayed.") == ["One came.", "Two left.", "Three stayed."]


def test_each_part_of_an_article_has_its_kind() -> None:
    text = """Bridge to close for the winter

By Ana Lind and Tom Oke

BERGEN, Norway (NTB) —

A crack in the pier, seen from the bank

The bridge will close. “It is not safe,” Lind said.

“We were never asked about any of it,” Oke told the paper.

• Cars must turn back
- So must lorries
(a) Walkers may pass

Photograph: Kari Moe/NTB

A crack in the pier, seen from the bank"""
    assert kinds(text) == [
        *["headline", "byline", "dateline", "caption", "body", "quote", "quote"],
        *["list_item"] * 3,
        *["caption", "caption"],
    ]


def test_a_short_line_over_running_text_is_a_heading_of_the_article() -> None:
    text = "The bridge will close.\n\nWhat happens next?\n\nA crack was found in May. It grew.\n\nMore on bridges"
    assert kinds(text) == ["body", "headline", "body", "body", "body"]
    assert kinds("He spoke first.\n\nThe following are known:\n\nShe came.")[1] == "body"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Publié le 12 mai 2025 à 14h05"),
        ("fr", "Mis à jour le 3 février 2025"),
        ("de", "Veröffentlicht am 12. März 2025 um 14:05 Uhr"),
        ("de", "Berlin, 12. Mai 2025"),
        ("es", "Publicado el 12 de mayo de 2025 a las 14:05"),
        ("en", "Last modified on Mon 12 May 2025 16.20 BST"),
        ("it", "Pubblicato il 12 maggio 2025 alle 9:30"),
    ],
)
def test_a_line_that_says_when_is_a_dateline(language: str, line: str) -> None:
    text = f"Harbour board puts off its vote\n\n{line}\n\nThe board met."
    assert kinds(text, language) == ["headline", "dateline", "body"]


@pytest.mark.parametrize("line", ["Photo : Jean Petit", "Crédit photo : Jean", "Bild: dpa", "Image caption, The quay"])
def test_a_line_that_names_a_picture_is_a_caption(line: str) -> None:
    assert kinds(f"The board met.\n\n{line}\n\nIt left.") == ["body", "caption", "body"]


def test_a_sentence_that_only_begins_with_a_quoted_word_is_body() -> None:
    assert kinds("“Soon” was all that the minister would say when he was asked about it.") == ["body"]


def test_a_language_tag_counts_by_its_first_part() -> None:
    text = "Am 5. Mai war es kalt. Alle froren."
    assert units(text, "de-AT") == units(text, "DE") == ["Am 5. Mai war es kalt.", "Alle froren."]


def test_the_seed_article_has_its_nineteen_units(seed_article_path: Path) -> None:
    text = seed_article_path.read_bytes().decode()
    spans = sentence_spans(text)
    assert_lawful(text)
    assert len(spans) == 19
    assert [span.kind for span in spans if span.kind != "body"] == [
        "headline",
        "caption",
        "caption",
        "quote",
        "caption",
    ]
    captions = [text[span.start : span.end] for span in spans if span.kind == "caption"]
    assert len(set(captions)) == 1
    assert all(first.end < second.start for first, second in pairwise(spans))
    wanted = seed_article_path.parents[1] / "segmentation" / "seed_article.json"
    if wanted.exists():
        assert [[span.start, span.end] for span in spans] == json.loads(wanted.read_text("utf-8"))["spans"]
