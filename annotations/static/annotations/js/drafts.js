// What is typed and not yet saved is kept on this device, by form, and is back when the form is: after a crash, after
// choosing another sentence, after logging in again. It goes when it is saved.

const prefix = `desk:${document.body.dataset.user}:`;
const held = "input:not([type=hidden]):not([type=file]), textarea, select";

const keyOf = (form) => prefix + form.dataset.draft;

function read(form) {
  const kept = {};
  for (const field of form.querySelectorAll(held)) {
    if (field.type === "radio") {
      if (field.checked) kept[field.name] = field.value;
    } else {
      kept[field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
  }
  return kept;
}

// What a field holds that was put back is not left folded away.
function unfold(place) {
  for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

function write(form, kept) {
  for (const field of form.querySelectorAll(held)) {
    if (!(field.name in kept)) continue;
    if (field.type !== "radio" && (field.type === "checkbox" ? field.checked : field.value) !== kept[field.name]) unfold(field);
    if (field.type === "radio") field.checked = field.value === kept[field.name];
    else if (field.type === "checkbox") field.checked = kept[field.name];
    else field.value = kept[field.name];
  }
}

function hold(form) {
  form.dataset.touched = "true";
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(read(form)));
  } catch {
    // The device has no room or no storage: the words are still in the form, and leaving the page still warns.
  }
}

function keep({ target }) {
  if (target.form?.dataset.draft) hold(target.form);
}

function restore(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (form.dataset.touched || form.querySelector("[role=alert]")) continue;
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(keyOf(form)));
    } catch {
      kept = null;
    }
    const now = read(form);
    const differs = (name) => form.elements[name] && kept[name] !== now[name];
    if (!kept || !Object.keys(kept).some(differs)) continue;
    write(form, kept);
    form.dataset.touched = "true";
    unfold(form);
    const note = document.createElement("p");
    note.className = "hint kept";
    note.textContent = "Not saved yet: what you typed here before is back.";
    form.prepend(note);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("input", keep);
document.addEventListener("change", keep);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  // A form that its own reply took away is no longer where the event is; the request still knows it.
  const form = detail.requestConfig.elt.closest("form[data-draft]");
  const { status } = detail.xhr;
  if (!form || !status || detail.requestConfig.verb === "get") return;
  // The form of a whole page is saved where its reply leads on. Otherwise that shows what would be, with the form as it
  // is now: a chosen file may have filled in some of it.
  if (detail.boosted && !detail.xhr.getResponseHeader("HX-Redirect")) {
    document.querySelectorAll("#main form[data-draft]").forEach(hold);
    return;
  }
  if (status >= 400) return;
  localStorage.removeItem(keyOf(form));
  delete form.dataset.touched;
});

// A part that a person is typing in is not swapped from outside; only what is marked as data-fresh in it is.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (!detail.target.querySelector?.("form[data-touched]")) return;
  detail.shouldSwap = false;
  for (const fresh of detail.fragment.querySelectorAll("[data-fresh]")) document.getElementById(fresh.id)?.replaceWith(fresh);
});

document.addEventListener("htmx:afterSettle", () => restore(document));
restore(document);
