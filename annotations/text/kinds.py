"""Name what each unit of an article is: headline, byline, dateline, caption, body, quote or list item."""

import re
from collections import Counter

from annotations.text.paragraphs import Paragraph

KINDS = ("headline", "byline", "dateline", "caption", "body", "quote", "list_item")

_SHORT, _LONG = 200, 600
_FINAL = re.compile(r"[.…;。।۔።][\"'”’»)\]]{0,3}\Z")
_BYLINE = re.compile(
    r"(?:By|BY|Von|Par|Por|Di|Door|Af|Av|Text|Words|Story|Reporting)(?: by|:)? [A-ZÀ-ÞА-ЯΑ-Ω][^\n]{1,100}\Z"
)
_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez mei maj des janv févr fév mars avr juin juil août "
    "déc ene abr ago dic gen mag giu lug set ott fev out"
)
"""How the names of months begin in the languages that have rules of their own."""
_MONTH = rf"(?i:{'|'.join(_MONTHS.split())})[^\W\d_]{{0,7}}\.?"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}}(?:\.|º|er)?(?: de)? {_MONTH}(?:(?: de| del)? \d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_TIME = r"(?:at |à |um |a las |alle |às |kl\.? ?|- )?\d{1,2} ?[:.h] ?\d\d[\w .]{0,12}"
_SAID_WHEN = (
    r"(?:(?:First|Last) )?(?:[Pp]ublished|[Uu]pdated|[Mm]odified|[Pp]osted)|Date|Stand|Veröffentlicht|Aktualisiert"
    r"|Publiée?|Mise? à jour|Publicado|Actualizado|Atualizado|Pubblicato|Aggiornato|Gepubliceerd|Bijgewerkt"
    r"|Publisert|Oppdatert|Publicerad|Uppdaterad"
)
_CITY = rf"[A-Z][A-Z .,’'-]{{1,40}}(?:, [A-Z][\w. ]{{1,20}})?(?:, {_DATE})?"
_AGENCY = r"\([A-Z][\w ./]{1,30}\)"
_DATELINE = re.compile(
    rf"(?:{_CITY} ?(?:{_AGENCY})? ?[—–-]{{1,2}}|{_CITY} ?{_AGENCY}|[A-Z][\w .,’'-]{{1,40}}, {_DATE}"
    rf"|(?:(?:{_SAID_WHEN})(?: (?:on|at|am|le|el|il|em|op))?(?: ?:)? )?"
    rf"(?:[^\W\d_]{{2,10}}\.?,? )?{_DATE}(?:,? {_TIME})?)\Z"
)
_CAPTION = re.compile(
    r"(?:file|archive|handout) (?:photo|picture|image)|image (?:source|caption),"
    r"|pictured(?: here| above| left| right)\b|(?:photo|image|picture|photograph|photos|foto|bild|caption"
    r"|credit|crédit|pictured)(?: by| credit| photo)?[ \u00a0]?:|\((?:from )?(?:left|l-r)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"Photograph:|Photo(?:graph)?(?: by|:)|\(?(?:AP|EPA|AFP|Reuters) Photo|Getty Images|(?:REUTERS|AFP|EPA|AP)/"
    r"|via (?:AP|Getty|Reuters|AFP)\b|[(\[](?:Getty|AFP|Reuters|EPA|AP)[)\]]\.?\Z|© "
)
_CROSSHEAD = re.compile(r"(?!.*[:,–—-]\Z)[^\W\d_a-z][^\n\r]{1,59}\Z")
"""A heading between paragraphs is one short line that opens with a capital, or with a letter that has no case."""
_BLANK = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r|\r\n[^\S\r\n]*\r\n|\u2029")
_QUOTED = {
    opening: re.compile(f"{opening}[^{closing}]*+[{closing}]?")
    for opening, closing in zip("\"'“„«‹‘「『", ('"', "'", "”", "”“", "»", "›", "’", "」", "』"), strict=True)
}


def paragraph_kinds(
    text: str, parts: list[Paragraph], units: list[list[tuple[int, int]]], given: list[str]
) -> list[list[str]]:
    """Return the kind of each unit, paragraph by paragraph: the given one, or "" there, what the words look like.

    Where a headline is given, no other is guessed.
    """
    shorts = [text[part.start : part.end] if part.end - part.start <= _LONG else "" for part in parts]
    seen = Counter(shorts)
    headed = "headline" in given
    kinds = []
    for number, (part, short, spans, known) in enumerate(zip(parts, shorts, units, given, strict=True)):
        kind = known or (
            "list_item" if part.listed else _short_kind(short, number, len(spans), seen[short], len(parts))
        )
        if not kind and len(spans) == 1 and _is_crosshead(short) and _runs_on(text, parts, number):
            kind = "headline"
        if kind == "headline" and headed and not known:
            kind = ""
        kinds.append([kind or ("quote" if _is_quote(text, start, end) else "body") for start, end in spans])
    return kinds


def _short_kind(short: str, number: int, sentences: int, times: int, total: int) -> str:
    """Name a whole paragraph that is not running text, or return "" where it is."""
    if not short:
        return ""
    if _CAPTION.match(short) or (sentences <= 2 and len(short) <= 400 and _CREDIT.search(short)):
        return "caption"
    if sentences > 2 or len(short) > _SHORT:
        return ""
    if _DATELINE.match(short):
        return "dateline"
    if _FINAL.search(short):
        return ""
    if number < 8 and _BYLINE.match(short):
        return "byline"
    if number == 0 and (total > 1 or short[-1] not in "?!"):
        return "headline"
    return "caption" if times > 1 else ""


def _is_crosshead(short: str) -> bool:
    return _CROSSHEAD.match(short) is not None and not _FINAL.search(short)


def _runs_on(text: str, parts: list[Paragraph], number: int) -> bool:
    """Say whether running text follows a paragraph after a blank line, as it follows a heading inside an article."""
    if number + 1 == len(parts):
        return False
    part, following = parts[number], parts[number + 1]
    apart = _BLANK.search(text, part.end, following.start) is not None
    return apart and not following.listed and _FINAL.search(text, following.end - 4, following.end) is not None


def _is_quote(text: str, start: int, end: int) -> bool:
    """Say whether a unit opens with a quotation mark and more than half of it is quoted."""
    quoted = _QUOTED.get(text[start])
    if quoted is None:
        return False
    return 2 * sum(len(match.group()) for match in quoted.finditer(text, start, end)) > end - start
