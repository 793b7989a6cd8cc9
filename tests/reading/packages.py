"""Word documents, made by hand: just enough of the format for a reader."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = {
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Caption": "caption",
    "Quote": "Quote",
}


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, style: str = "", item: int | None = None) -> str:
    """Make a paragraph of runs, or of words; `item` is the list it belongs to."""
    if not content.startswith("<"):
        content = run(content)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = "" if item is None else f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{item}"/></w:numPr>'
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{content}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    made = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def link(text: str, key: str = "rId9") -> str:
    return f'<w:hyperlink r:id="{key}">{run(text)}</w:hyperlink>'


def note(key: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'


def word(
    *paragraphs: str,
    links: dict[str, str] | None = None,
    notes: dict[int, str] | None = None,
    core: str = "",
    declared: str = "",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Pack a document; `declared` stands before its root element, `more` are other parts."""
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/hyperlink" Target="{escape(url)}" TargetMode="External"/>'
        for key, url in (links or {}).items()
    )
    kinds = {"styles": "styles", "numbering": "numbering", **({"footnotes": "footnotes"} if notes else {})}
    relations += "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{name}" Target="{file}.xml"/>' for name, file in kinds.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/styles.xml": f"<w:styles {_W}>"
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
            for key, name in STYLES.items()
        )
        + "</w:styles>",
        "word/numbering.xml": f"<w:numbering {_W}>"
        + "".join(
            f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/></w:lvl></w:abstractNum>'
            for key, form in ((1, "bullet"), (2, "decimal"))
        )
        + '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
        + "</w:numbering>",
        "word/document.xml": f"{declared}<w:document {_W} {_R}><w:body>{''.join(paragraphs)}</w:body></w:document>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>',
    }
    if notes:
        parts["word/footnotes.xml"] = f"<w:footnotes {_W} {_R}>" + "".join(
            f'<w:footnote w:id="{key}">{paragraph(text)}</w:footnote>' for key, text in notes.items()
        )
        parts["word/footnotes.xml"] += "</w:footnotes>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, _XML + content)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return packed.getvalue()


DRAFT = word(
    paragraph("Bridge toll to rise by a third", "Title"),
    paragraph("By Jo Hale"),
    paragraph(run("The toll will rise, says ") + link("the paper") + run(".") + note(2) + run(" Nobody likes it.")),
    paragraph("What drivers say", "Heading2"),
    paragraph("It is dear.", item=1),
    paragraph("It is unfair.", item=1),
    paragraph("First", item=2),
    paragraph("“We had no choice,” said the mayor.", "Quote"),
    table(("Year", "Toll"), ("2025", "€3")),
    paragraph("The bridge on Monday", "Caption"),
    paragraph("The council votes on Friday."),
    links={"rId9": "https://varn.example/toll.pdf"},
    notes={2: "Minutes of 3 March."},
    core="<dc:title>Old title</dc:title><dc:creator>Jo Hale;Ana Lee</dc:creator><dc:language>en-GB</dc:language>",
    more={"word/media/image1.png": b"\x89PNG" + bytes(999)},
)
