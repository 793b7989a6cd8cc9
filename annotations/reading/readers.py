"""One reader for each type of file; the libraries that they need are loaded when the first such file comes."""

from __future__ import annotations

from collections.abc import Callable

from annotations.reading.document import Document, UnknownType, Unreadable
from annotations.reading.markdown import read_markdown
from annotations.reading.pdf import read_pdf
from annotations.reading.plain import read_plain
from annotations.reading.types import TYPES
from annotations.reading.webpage import read_webpage
from annotations.reading.word import read_word
from annotations.text.decoding import NotAnArticle

BROKEN = (
    "This file is damaged: it cannot be read. Open it in its own program, save it anew and choose it again, or copy the"
    " text and paste it."
)
INSTEAD = "save the file as plain text (.txt, UTF-8), or copy the text and paste it."

READERS: dict[str, Callable[[bytes], Document]] = {
    "pdf": read_pdf,
    "text": read_plain,
    "docx": read_word,
    "html": read_webpage,
    "markdown": read_markdown,
}


def read_here(data: bytes, found: str) -> Document:
    """Read a file of a known type in this process; raises NotAnArticle alone, but MemoryError where memory ends.

    Raises UnknownType, and says what to install, where the library for that type is not there.
    """
    try:
        return READERS[found](data)
    except (NotAnArticle, MemoryError):
        raise
    except ImportError as missing:
        raise UnknownType(
            f"This file is {TYPES[found][0]}, and this desk does not read those yet: {missing.name} is not installed."
            f" Whoever runs the desk adds it, in the desk’s folder: pip install '.[{found}]'. Until then, {INSTEAD}"
        ) from missing
    except RecursionError:
        raise Unreadable("What is in this file is nested too deeply to read. Copy the text and paste it.") from None
    # The libraries raise whatever they stumble over in a damaged file.
    except Exception as broken:
        raise Unreadable(BROKEN) from broken
