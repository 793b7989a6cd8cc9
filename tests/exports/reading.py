"""Read an exported file back as a spreadsheet or a script would."""

import csv
import io
import zipfile


def parse(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def unzipped(content: bytes) -> dict[str, bytes]:
    """Read a ZIP file: name -> content, in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
