// Choosing a sentence or a claim brings its panel without loading the page, and the words selected in the article go
// into the form that asks for them. Without this script the same links and fields work by themselves.

const article = document.querySelector("main.article");
const jump = document.querySelector(".jump");
const oneColumn = matchMedia("(max-width: 46rem)");
const pieces = "a.verse, a.claim-no, .rail-list a, .gutter a, a[data-choose], .claim-link";

// A place is counted in code points, as the server does; JavaScript counts UTF-16 units.
const codePoints = (text) => Array.from(text).length;

// Whoever goes on quickly sees what they chose last, not what came last.
article.setAttribute("hx-sync", "this:replace");
let coming = null;
let shown = location.search;

// On one column whoever goes on from within the panel stays there.
let stays = false;

function choose(href, push = true) {
  const stay = (stays || document.getElementById("panel").contains(document.activeElement)) && oneColumn.matches;
  stays = false;
  const url = new URL(href, location.href);
  const address = url.pathname + url.search;
  const asked = htmx.ajax("GET", address, { source: article, target: "#panel", swap: "outerHTML" }).then(
    () => {
      // Somebody has split or joined sentences since, so that the numbers of this page are others.
      if (isOther(document.getElementById("panel"))) location.assign(address);
      shown = url.search;
      if (push) history.pushState(null, "", address);
      mark(!stay);
      if (stay) document.getElementById("panel").scrollIntoView();
    },
    () => {}, // Something else was chosen meanwhile, or the desk could not be reached.
  );
  coming = asked;
  asked.then(() => {
    if (coming === asked) coming = null;
  });
  return asked;
}

function isOther(panel) {
  return document.querySelector(`#s${panel.dataset.sentence} .words`)?.dataset.start !== panel.dataset.start;
}

// Show in the article and in the rail which sentence the panel is about.
function mark(scroll = true) {
  const panel = document.getElementById("panel");
  const number = panel?.dataset.sentence;
  if (!number) return;
  for (const place of document.querySelectorAll(".unit[aria-current], .rail-list a[aria-current]")) {
    place.removeAttribute("aria-current");
  }
  const unit = document.getElementById(`s${number}`);
  const line = document.querySelector(`#r${number} a`);
  unit?.setAttribute("aria-current", "true");
  line?.setAttribute("aria-current", "true");
  jump.querySelector("a").textContent = `Sentence ${number}: check it`;
  if (!scroll) return;
  const seen = unit?.getBoundingClientRect();
  if (seen && (seen.top < 120 || seen.bottom > innerHeight - 40)) unit.scrollIntoView({ block: "center" });
  line?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest(pieces);
  if (link) {
    event.preventDefault();
    stays = Boolean(link.closest("#panel"));
    choose(link.id === "part-sentence" ? withPlace(link.href) : link.href);
    return;
  }
  const unit = event.target.closest(".unit");
  if (unit && getSelection().isCollapsed && !isShown(unit)) choose(unit.querySelector("a.verse").href);
});

function isShown(unit) {
  return !coming && document.getElementById("panel").dataset.sentence === unit.id.slice(1);
}

// Also comes when only the place in the page changed (#panel).
addEventListener("popstate", () => {
  if (location.search !== shown) choose(location.href, false);
});

// Where in its sentence a point of the document is, in code points of the article; null outside the words.
function offset(node, at) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const words = element.closest(".words");
  if (!words) return null;
  const range = document.createRange();
  range.selectNodeContents(words);
  range.setEnd(node, at);
  const copy = range.cloneContents();
  for (const number of copy.querySelectorAll(".claim-no")) number.remove();
  return Number(words.dataset.start) + codePoints(copy.textContent);
}

// The selection may begin or end between two sentences: take the nearest words inside it.
function selectedPlace() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const touched = [...article.querySelectorAll(".words")].filter((words) => range.intersectsNode(words));
  if (!touched.length) return null;
  const last = touched.at(-1);
  const start = offset(range.startContainer, range.startOffset) ?? Number(touched[0].dataset.start);
  const end = offset(range.endContainer, range.endOffset) ?? Number(last.dataset.start) + codePoints(words(last));
  return end > start ? trimmed(touched, start, quoteOf(touched, start, end)) : null;
}

// White space at the ends is easily selected and seldom meant.
function trimmed(touched, before, selected) {
  const quote = selected.trim();
  if (!quote) return null;
  const start = before + codePoints(selected) - codePoints(selected.trimStart());
  const first = touched.findLast((words) => Number(words.dataset.start) <= start);
  return { start, end: start + codePoints(quote), quote, sentence: first.closest(".unit") };
}

// A sentence is split where words of it are selected (at their end, where they begin it), or else near the caret.
function withPlace(href) {
  const url = new URL(href);
  const piece = document.querySelector(`#s${url.searchParams.get("sentence")} .words`);
  const selection = getSelection();
  if (!selection.rangeCount || !piece?.contains(selection.getRangeAt(0).startContainer)) return href;
  const place = selectedPlace();
  const first = Number(piece.dataset.start);
  if (place) url.searchParams.set("selected", place.start > first ? place.start : place.end);
  else if (piece.contains(selection.anchorNode)) url.searchParams.set("near", offset(selection.anchorNode, selection.anchorOffset));
  return url.href;
}

// The press on the link would take the selection away before the click is there.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#part-sentence")) event.preventDefault();
});

function words(element) {
  const copy = element.cloneNode(true);
  for (const number of copy.querySelectorAll(".claim-no")) number.remove();
  return copy.textContent;
}

// The article's own characters between two places, with what stands between its sentences.
function quoteOf(touched, start, end) {
  let quote = "";
  let at = Number(touched[0].dataset.start);
  for (const piece of touched) {
    const unit = piece.closest(".unit");
    const begins = Number(piece.dataset.start);
    if (begins > at) quote += between(unit, begins - at);
    const text = words(piece);
    quote += text;
    at = begins + codePoints(text);
  }
  const first = Number(touched[0].dataset.start);
  return Array.from(quote).slice(start - first, end - first).join("");
}

function between(unit, length) {
  const before = unit.previousSibling;
  return before?.nodeType === Node.TEXT_NODE && codePoints(before.data) === length ? before.data : "\n".repeat(length);
}

// Put selected words into a form that has fields for a place.
function fill(form, place) {
  const { start, end, quote, statement } = form.elements;
  // What a person has worded themselves stays.
  if (statement?.value === quote.value) statement.value = place.quote;
  start.value = place.start;
  end.value = place.end;
  quote.value = place.quote;
  // Nothing was typed that would have to be kept, but the next save must not sweep it away.
  form.dataset.touched = "true";
}

// A claim stands in the sentence that the panel shows; what is still selected elsewhere was for another.
document.addEventListener("desk:fill", ({ target }) => {
  const place = selectedPlace();
  if (place && isShown(place.sentence)) fill(target, place);
});

// The form for other words of a claim, while a person is at it.
let moving = null;
document.addEventListener("focusin", ({ target }) => {
  if (target.closest("#panel")) moving = target.closest("form[data-words]");
});

// Selecting words with the mouse fills that form, or else the one for a new claim, at once. A press on a link selects
// nothing, though what was selected before still is.
let onLink = false;
article.addEventListener("pointerdown", ({ target }) => {
  onLink = Boolean(target.closest("a"));
});
article.addEventListener("pointerup", ({ pointerType }) => {
  if (onLink || pointerType === "touch") return;
  setTimeout(() => {
    const place = selectedPlace();
    if (place) take(place);
  });
});

function take(place) {
  if (moving?.checkVisibility()) {
    fill(moving, place);
    return Promise.resolve(moving);
  }
  const ready = isShown(place.sentence) ? Promise.resolve() : choose(place.sentence.querySelector("a.verse").href);
  return ready.then(() => {
    const box = document.getElementById("new-claim");
    if (!box) return null;
    box.open = true;
    fill(box.querySelector("form"), place);
    return box;
  });
}

// A finger moves the ends of a selection as often as it likes, and nothing says when it is done: what is open already
// goes along, and a button does the rest.
const taker = document.createElement("button");
taker.type = "button";
taker.className = "btn main take";
taker.textContent = "Claim on these words";
taker.hidden = true;
jump.append(taker);

let touching = false;
let offered = null;

function offer(place) {
  offered = place;
  taker.hidden = !place || !document.getElementById("new-claim");
}

function unselect() {
  getSelection().removeAllRanges();
  offer(null);
}

document.addEventListener(
  "pointerdown",
  ({ target, pointerType }) => {
    // The tap on the button may itself end the selection.
    if (target === taker) return;
    touching = pointerType === "touch";
    offered = null;
    if (!touching) offer(null);
  },
  true,
);
taker.addEventListener("mousedown", (event) => event.preventDefault());
taker.addEventListener("click", () => {
  const place = offered;
  unselect();
  if (place) take(place).then((form) => form?.scrollIntoView({ block: oneColumn.matches ? "start" : "nearest" }));
});

let waiting = 0;
document.addEventListener("selectionchange", () => {
  if (!touching) return;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    const place = selectedPlace();
    offer(place ?? offered);
    if (!place) return;
    const box = document.getElementById("new-claim");
    if (moving?.checkVisibility()) fill(moving, place);
    else if (box?.open && isShown(place.sentence)) fill(box.querySelector("form"), place);
  });
});

// Words that were recorded are no longer selected; those that a person went on to select meanwhile stay so.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { start, quote } = detail.requestConfig.elt.closest("form")?.elements ?? {};
  if (!start?.value || !quote || detail.xhr.status >= 400) return;
  if (selectedPlace()?.start === Number(start.value)) unselect();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "panel" || detail.elt?.id === "panel") mark(false);
});

// After the whole article was drawn anew the focus is on the sentence where it was.
document.addEventListener("desk:stay", () => {
  mark();
  document.querySelector(`#s${document.getElementById("panel").dataset.sentence} a.verse`)?.focus({ preventScroll: true });
});

// Forms that stand open go along with what their own person saved, and with nothing else.
document.addEventListener("desk:versions", ({ detail }) => {
  for (const [row, [before, after]] of Object.entries(detail)) {
    if (!Array.isArray([before, after])) continue;
    for (const field of document.querySelectorAll(`[data-version-of="${row}"]`)) {
      if (Number(field.value) === before) field.value = after;
    }
  }
});

// "Save, next unchecked" goes on when the save is through.
let next = false;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  next = detail.requestConfig.triggeringEvent?.submitter?.hasAttribute("data-next") ?? false;
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!next || detail.xhr?.status >= 400) return;
  next = false;
  stays = true;
  document.dispatchEvent(new CustomEvent("desk:step", { detail: "next-undone" }));
});

document.addEventListener("desk:choose", ({ detail }) => choose(detail));
mark();
