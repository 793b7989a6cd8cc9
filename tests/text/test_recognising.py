"""The language of an article is recognised from its text, and left open where the text does not tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.function_words import FUNCTION_WORDS, LETTERS
from annotations.text.recognising import LOOKED_AT, language_of, recognise_language

TEXTS = {
    "en": "The council has raised the toll on the old bridge. It is the third rise in ten years, and drivers are angry.",
    "de": "Der Stadtrat hat die Maut für die alte Brücke erhöht. Es ist die dritte Erhöhung, und die Fahrer sind wütend.",
    "fr": "Le conseil a augmenté le péage du vieux pont. C’est la troisième hausse en dix ans, et les usagers protestent.",
    "es": "El ayuntamiento ha subido el peaje del puente viejo. Es la tercera subida en diez años y los vecinos protestan.",
    "it": "Il comune ha aumentato il pedaggio del vecchio ponte. È il terzo aumento in dieci anni e la gente protesta.",
    "pt": "A câmara aumentou a portagem da ponte velha. É o terceiro aumento em dez anos e os moradores não o aceitam.",
    "nl": "De gemeente heeft de tol op de oude brug verhoogd. Het is de derde keer in tien jaar en de rijders zijn boos.",
    "da": "Byrådet har hævet afgiften på den gamle bro. Det er den tredje gang på ti år, og mange af bilisterne blev vrede efter det.",
    "sv": "Kommunen har höjt avgiften på den gamla bron. Det är tredje gången på tio år, och förarna är inte nöjda.",
    "no": "Kommunen har økt avgiften på den gamle broen. Det er tredje gang etter krigen, og hun sier at ingen ble spurt.",
    "fi": "Kaupunki on nostanut vanhan sillan maksua. Se on jo kolmas kerta, ja autoilijat sanovat, että se ei käy.",
    "pl": "Rada miasta podniosła opłatę za stary most. To już trzecia podwyżka, a kierowcy nie są z tego zadowoleni.",
    "cs": "Rada města zvýšila mýtné na starém mostě. Je to už třetí zvýšení a řidiči se ptají, proč jsou ceny tak vysoké.",
    "ro": "Consiliul a mărit taxa pe podul vechi. Este a treia oară în zece ani și șoferii nu sunt mulțumiți de această.",
    "hu": "A tanács emelte a régi híd díját. Ez már a harmadik emelés, és az autósok szerint nem volt rá szükség.",
    "tr": "Belediye eski köprünün ücretini artırdı. Bu on yılda üçüncü zam ve sürücüler için bir yük olarak görülüyor.",
    "ru": "Городской совет повысил плату за проезд по старому мосту. Это уже третий раз, и водители не довольны.",
    "uk": "Міська рада підвищила плату за проїзд старим мостом. Це вже третій раз, і водії не задоволені цим.",
    "bg": "Градският съвет увеличи таксата за стария мост. Това е третият път за десет години и хората не са доволни.",
    "el": "Το δημοτικό συμβούλιο αύξησε τα διόδια της παλιάς γέφυρας.",
    "hy": "Քաղաքային խորհուրդը բարձրացրել է հին կամրջի վարձը։",
    "ar": "رفع مجلس المدينة رسوم الجسر القديم للمرة الثالثة في عشر سنوات.",
    "fa": "شورای شهر عوارض پل قدیمی را برای سومین بار در ده سال گذشته افزایش داد.",
    "ur": "سٹی کونسل نے پرانے پل کا ٹول تیسری بار بڑھا دیا ہے اور ڈرائیور ناراض ہیں۔",
    "hi": "नगर परिषद ने पुराने पुल का शुल्क तीसरी बार बढ़ा दिया है।",
    "ja": "市議会は古い橋の通行料を引き上げた。十年で三度目となる。",
    "zh": "市议会提高了旧桥的通行费。这是十年来的第三次。",
    "ko": "시의회가 낡은 다리의 통행료를 올렸다.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_two_sentences_are_enough(language: str) -> None:
    assert recognise_language(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "  \n", "2026: 12 %", "Brücke", "Toll up", "🚌🚌", "A B C. D."])
def test_what_does_not_tell_is_left_open_and_read_as_english(text: str) -> None:
    assert recognise_language(text) == ""
    assert language_of(text) == "en"


def test_whoever_says_the_language_is_right() -> None:
    assert language_of(TEXTS["de"], "nds") == "nds"
    assert language_of(TEXTS["de"]) == "de"


def test_a_quotation_in_another_language_changes_nothing() -> None:
    assert recognise_language(TEXTS["en"] * 3 + TEXTS["fr"]) == "en"
    assert recognise_language(TEXTS["en"] * 3 + TEXTS["ru"]) == "en"


def test_only_the_beginning_of_a_long_text_counts() -> None:
    assert recognise_language(TEXTS["en"] * 400 + TEXTS["de"] * 4000) == "en"
    assert len(TEXTS["en"] * 400) > LOOKED_AT


def test_little_words_are_listed_once_and_have_letters_of_their_own_script() -> None:
    for language, words in FUNCTION_WORDS.items():
        listed = words.split()
        assert len(set(listed)) == len(listed) >= 20, language
        assert words == words.lower()
    assert LETTERS.keys() <= FUNCTION_WORDS.keys()


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert recognise_language(text) in {"", *TEXTS, *FUNCTION_WORDS, "he", "bn", "ta", "th", "my", "ka", "am"}
