// Keeps a keyboard user's place. When a swap takes away the element that has the focus, the focus goes to its like in
// what came instead (same id, else same link, else same name and value), else to the heading there. In a page that came
// whole one begins at its heading.

let lost = null;

function remember({ detail }) {
  const held = document.activeElement;
  const target = detail.target;
  if (!target?.contains(held) || held === document.body) return;
  lost = {
    place: target.id,
    parent: target.parentElement,
    id: held.id,
    link: held.getAttribute("href"),
    name: held.getAttribute("name"),
    value: held.matches("button, [type=radio], [type=checkbox]") ? held.value : null,
    caret: held.matches("textarea, [type=text], [type=search]") ? [held.selectionStart, held.selectionEnd] : null,
  };
}

function like(root) {
  if (root.id === "main") return null;
  const same = lost.id && document.getElementById(lost.id);
  if (same) return same;
  if (lost.link) return root.querySelector(`a[href="${CSS.escape(lost.link)}"]`);
  if (!lost.name) return null;
  const named = [...root.querySelectorAll(`[name="${CSS.escape(lost.name)}"]`)];
  return named.find((element) => element.value === lost.value) ?? named[0] ?? null;
}

// What is folded away does not take the focus.
const shown = (root) => [...(root?.querySelectorAll("h1, h2, h3, h4, legend") ?? [])].find((one) => one.checkVisibility());

function heading(root) {
  const first = shown(root) ?? shown(root.closest("aside, main"));
  first?.setAttribute("tabindex", "-1");
  return first;
}

function restore() {
  if (!lost) return;
  // A reply may say itself where the focus goes (autofocus), and htmx keeps it where the id is the same.
  if (document.activeElement === document.body || !document.activeElement) {
    const root = document.getElementById(lost.place) ?? (lost.parent?.isConnected ? lost.parent : document.querySelector("main"));
    const next = like(root);
    if (next) {
      next.focus({ preventScroll: true });
      if (lost.caret && next.setSelectionRange) next.setSelectionRange(...lost.caret);
    }
    // What is hidden or disabled does not take the focus.
    if (document.activeElement === document.body) heading(root)?.focus();
  }
  lost = null;
}

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:oobBeforeSwap", remember);
document.addEventListener("htmx:afterSettle", restore);
