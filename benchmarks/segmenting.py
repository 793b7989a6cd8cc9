"""Time the segmenter: characters a second of news, and the hostile inputs on which it is slowest.

Processor time, so that other work on the machine counts for little. The raw limit is one pass of a regular expression
that finds full stops and blank lines. Where ../shared is there, its score.py tells how often the sentences are right.

python -m benchmarks.segmenting [CHARACTERS]
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from annotations.text.segmentation import sentence_spans
from benchmarks._desk import median, news
from tests.text.hostile import PIECES

RUNS = 9
SLOWEST = 5
SCORE = Path(__file__).resolve().parents[2] / "shared" / "segmentation" / "score.py"
_BARE = re.compile(r"[.!?]\s+|\n\n")


def main(characters: int) -> None:
    text = news(characters // 80)[:characters]
    ours, half = seconds(lambda: sentence_spans(text)), seconds(lambda: sentence_spans(text[: characters // 2]))
    limit = seconds(lambda: [match.span() for match in _BARE.finditer(text)])
    print(
        f"{len(text) / 1e6:.1f} M characters of news: {len(text) / ours / 1e6:.1f} M characters/s (median of {RUNS}),"
        f" {ours / half:.2f} times the time of half of it; raw limit {len(text) / limit / 1e6:.0f} M/s,"
        f" {ours / limit:.1f} times the limit"
    )
    found = sorted((hostile(piece, characters // 4) for piece in PIECES), reverse=True)
    print(f"{len(found)} hostile inputs of {characters // 4 / 1e6:.2f} M characters; the slowest:")
    for rate, growth, name in found[:SLOWEST]:
        print(f"  {name}: {rate:.1f} s/MB, {growth:.2f} times the time of half of it")
    if SCORE.exists():
        subprocess.run([sys.executable, SCORE], check=True)  # noqa: S603


def hostile(name: str, characters: int) -> tuple[float, float, str]:
    """Return seconds for a million characters, how the time grows when the text doubles, and the name."""
    text = (PIECES[name] * characters)[:characters]
    whole, half = seconds(lambda: sentence_spans(text), 3), seconds(lambda: sentence_spans(text[: characters // 2]), 3)
    return whole / characters * 1e6, whole / half, name


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    return median(work, runs, clock=time.process_time)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
