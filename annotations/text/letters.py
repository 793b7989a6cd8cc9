"""Part what stands between the sentences of letters and mails whose lines were run together."""

import re
from collections.abc import Iterator

from annotations.text.paragraphs import GAP

VALEDICTIONS = """best regards|kind regards|kindest regards|warm regards|warmest regards|regards|best wishes|sincerely
    |sincerely yours|yours sincerely|yours faithfully|yours truly|cordialement|bien cordialement|saludos|un saludo
    |atentamente|cordiali saluti|distinti saluti|atenciosamente|met vriendelijke groet|med vänlig hälsning"""
"""Closing words, whose comma ends them before the name: "Kind regards, Ana Lind"."""

_WORDS = sorted({" ".join(words.split()) for words in VALEDICTIONS.split("|")}, key=len, reverse=True)
_WORDS += [words.capitalize() for words in _WORDS] + [words.title() for words in _WORDS]
_LAST = {words: words.rpartition(" ")[2] for words in _WORDS}
_ENDINGS = tuple({(last if len(last) > 5 else words)[1:] + "," for words, last in _LAST.items()})
_STAMP = r"\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)? [AP]M(?=\s+[A-Z])"
_PART = re.compile(
    r"(?<!\S)(?:(?P<drawn>([=_*~-])\2{15,}+)(?!\S)"
    rf"|{_STAMP}|(?:{'|'.join(_WORDS)}),(?=\s+(?!I\b)[^\W\d_a-z]))"
)
_PREPOSITION = re.compile(r"\b(?:on|at|of|by|from|since|until|before|after|and|to)\s\Z", re.IGNORECASE)
_SIGNS = (" AM", " PM", "=" * 16, "_" * 16, "*" * 16, "~" * 16, "-" * 16, *_ENDINGS)


def may_hold_letters(text: str) -> bool:
    """Say quickly whether anything that `letter_parts` looks for may be in a text; in most there is none.

    It must miss nothing, or what a paragraph is parted into would depend on its neighbours.
    """
    return any(sign in text for sign in _SIGNS)


def letter_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part text[start:end] (code points, end-exclusive) after a closing and a mail's stamp of time, and at drawn lines.

    The stamp is the end of the line that names a sender: "Ana Lind 05/22/2001 09:25 AM". After a preposition it belongs
    to a sentence.
    """
    began = start
    for match in _PART.finditer(text, start, end):
        at, after = match.span()
        if match["drawn"]:
            before = at - _gaps(text, began, at)
            if before > began:
                yield began, before
            began = at
        elif text[at].isdigit():
            if _PREPOSITION.search(text, max(began, at - 8), at):
                continue
        elif at > began and text[max(began, at - 2) : at].rstrip(GAP)[-1:] not in (".", "!", "?"):
            continue
        yield began, after
        began = after
        while began < end and text[began] in GAP:
            began += 1
    if began < end:
        yield began, end


def _gaps(text: str, began: int, at: int) -> int:
    """Count the gap characters before `at`."""
    return len(text[began:at]) - len(text[began:at].rstrip(GAP))
