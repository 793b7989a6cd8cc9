// The workspace without a mouse. Letters work only while a sentence (its number in the article or in the rail) has the
// focus, so that they never get in the way of typing or of a screen reader; the same things are all visible buttons.

const dialog = document.getElementById("keys");
document.getElementById("keys-button").hidden = false;
const panel = () => document.getElementById("panel");
const main = () => panel().querySelector("form[data-main]");
const onSentence = () => document.activeElement?.matches("a.verse, .rail-list a");

function numbers() {
  return [...document.querySelectorAll(".unit")].map((unit) => Number(unit.id.slice(1)));
}

function undone(number) {
  return !["checked", "signed_off", "not_checkable"].includes(document.getElementById(`s${number}`).dataset.status);
}

function go(number) {
  if (!number) return;
  const rail = document.activeElement?.closest(".rail-list");
  // Whoever goes on from within the panel may have the article out of sight.
  const preventScroll = panel().contains(document.activeElement);
  const link = document.querySelector(rail ? `#r${number} a` : `#s${number} a.verse`);
  document.dispatchEvent(new CustomEvent("desk:choose", { detail: link.href }));
  link.focus({ preventScroll });
}

// Where the focus is, or, while that is elsewhere, what the panel shows: it may still be on its way.
function here() {
  return Number(onSentence() ? document.activeElement.href.match(/sentence=(\d+)/)[1] : panel().dataset.sentence);
}

function step(direction) {
  go(numbers().find((number) => number === here() + direction));
}

// From the last sentence on to the first, and from the first to the last.
function stepUndone(direction) {
  const all = direction > 0 ? numbers() : numbers().reverse();
  const at = all.indexOf(here());
  go([...all.slice(at + 1), ...all.slice(0, at)].find(undone));
}

function open(id) {
  const box = document.getElementById(id);
  if (!box) return;
  box.open = true;
  const form = box.querySelector("form");
  if (id === "new-claim") form.dispatchEvent(new CustomEvent("desk:fill", { bubbles: true }));
  form.querySelector("select, textarea, input:not([type=hidden])")?.focus();
}

function enter() {
  const form = main()?.checkVisibility() ? main() : panel().querySelector("#new-claim[open] form");
  const approve = panel().querySelector("#part-review > form button");
  (form?.querySelector("input:checked, textarea") ?? approve ?? panel().querySelector(".claim-link, summary"))?.focus();
}

function unfold(place) {
  const box = place?.closest("details");
  if (box) box.open = true;
  return place;
}

function verdict(key) {
  const choice = panel().querySelector(`[data-key="${key}"]`);
  if (!choice) return;
  unfold(choice);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  choice.focus();
}

function save(next) {
  const form = document.activeElement?.closest("#panel form") ?? main();
  // What is folded away was not touched.
  if (!form?.checkVisibility()) return;
  form.requestSubmit(next ? form.querySelector("[data-next]") : form.querySelector("button:not([data-next]):not([type=button])"));
}

// Of the sentence that has the focus, which the panel may not show yet.
function part() {
  const link = document.getElementById("part-sentence");
  if (!link) return;
  link.search = link.search.replace(/sentence=\d+/, `sentence=${here()}`);
  link.click();
}

// In a field these keys are the browser's, and undo typing.
function undo(again) {
  const name = again ? "redo" : "undo";
  const shown = here() === Number(panel().dataset.sentence);
  const button = shown && (document.getElementById(`${name}-parting`) ?? document.getElementById(name));
  const none = again ? "Nothing of yours to redo here" : "Nothing of yours to undo here";
  if (button) button.form.requestSubmit();
  else document.dispatchEvent(new CustomEvent("desk:announce", { detail: none }));
}

const letters = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  n: () => stepUndone(1),
  N: () => stepUndone(-1),
  c: () => open("new-claim"),
  s: () => open("add-source"),
  m: () => document.querySelector("#part-notes > form textarea")?.focus(),
  b: part,
  h: () => panel().querySelector("#part-log a")?.click(),
  a: () => panel().querySelector("#part-review > form button")?.focus(),
  x: () => open("send-back"),
  0: () => unfold(panel().querySelector(".scope select"))?.focus(),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const { key } = event;
  if (event.ctrlKey || event.metaKey) {
    if (key === "Enter" || key.toLowerCase() === "s") {
      event.preventDefault();
      save(key === "Enter");
    } else if (key.toLowerCase() === "z" && onSentence()) {
      event.preventDefault();
      undo(event.shiftKey);
    }
    return;
  }
  if (key === "Escape" && panel().contains(document.activeElement)) {
    document.querySelector(`#s${panel().dataset.sentence} a.verse`)?.focus();
    return;
  }
  if (!onSentence()) return;
  if (key === "Enter") {
    event.preventDefault();
    if (here() !== Number(panel().dataset.sentence)) go(here());
    else enter();
  } else if (/^[1-9]$/.test(key)) {
    event.preventDefault();
    verdict(key);
  } else if (Object.hasOwn(letters, key)) {
    event.preventDefault();
    letters[key]();
  }
});

// What is done after a split is what one did last.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt, verb } = detail.requestConfig;
  if (detail.successful && verb !== "get" && !elt.closest("#part-parting")) document.getElementById("parting-done")?.remove();
});

document.addEventListener("desk:step", () => stepUndone(1));
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-keys]")) dialog.showModal();
});
