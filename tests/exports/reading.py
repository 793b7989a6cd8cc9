"""Read an exported file back as a spreadsheet or a script would."""

import csv
import io


def parse(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
