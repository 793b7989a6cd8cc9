"""Pages of a newspaper, as they lie on disks."""

PARAGRAPH = (
    "<p>The bridge toll will rise by {share}, the mayor said on Tuesday, and "
    '<a href="/papers/toll.pdf">the council’s paper</a> says why.\n  Nobody likes it.</p>'
)

ARTICLE = f"""<h1>Bridge toll to rise by a third</h1>
<p class="byline">By Jo Hale</p>
<figure><img src="bridge.jpg" alt="A bridge"><figcaption>The bridge on Monday. Photo: Ana Lee</figcaption></figure>
{PARAGRAPH.format(share="a third")}
<h2>What drivers say</h2>
<ul><li>It is dear.</li><li>It is <b>unfair</b>.</li></ul>
<blockquote><p>“We had no choice,” said the mayor.</p></blockquote>
{PARAGRAPH.format(share="a fourth")}
<table><tr><th>Year</th><th>Toll</th></tr><tr><td>2025</td><td>€3</td></tr></table>
<figure><img src="queue.jpg"><figcaption>A queue at the <a href="https://varn.example/booths">booths</a></figcaption></figure>
<p>The council votes on Friday.</p>
{PARAGRAPH.format(share="a fifth")}"""

HEAD = """<meta charset="utf-8"><title>Bridge toll to rise by a third | The Varn Herald</title>
<link rel="canonical" href="https://herald.example/2026/toll"><meta property="og:site_name" content="The Varn Herald">
<meta name="author" content="Jo Hale"><meta property="article:published_time" content="2026-03-03T10:00:00+01:00">"""

PAGE = f"""<!doctype html>
<html lang="en-GB"><head>{HEAD}<script>var toll = "The bridge toll";</script></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">Bridge news</a></li></ul></nav></header>
<main><article>{ARTICLE}</article></main>
<aside><h3>Read more</h3><ul><li><a href="/tower">The tower leans a little more than it did a year ago</a></li></ul></aside>
<footer><p>© 2026 The Varn Herald. All rights reserved. Write to us.</p></footer></body></html>"""

TOLD = [
    ("headline", "Bridge toll to rise by a third"),
    ("caption", "The bridge on Monday. Photo: Ana Lee"),
    (
        "",
        "The bridge toll will rise by a third, the mayor said on Tuesday, and the council’s paper says why. Nobody likes it.",
    ),
    ("headline", "What drivers say"),
    ("list_item", "It is dear."),
    ("list_item", "It is unfair."),
    ("quote", "“We had no choice,” said the mayor."),
    (
        "",
        "The bridge toll will rise by a fourth, the mayor said on Tuesday, and the council’s paper says why. Nobody likes it.",
    ),
    ("", "Year\tToll"),
    ("", "2025\t€3"),
    ("caption", "A queue at the booths"),
    ("", "The council votes on Friday."),
    (
        "",
        "The bridge toll will rise by a fifth, the mayor said on Tuesday, and the council’s paper says why. Nobody likes it.",
    ),
]
