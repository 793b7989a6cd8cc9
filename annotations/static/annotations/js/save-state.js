// Says whether the words in this page are saved, sends again what could not be sent, and warns before they are lost.
// A form that writes carries a hidden action_id: sent again unchanged, it is saved once.

const state = document.getElementById("save-state");
const problem = document.getElementById("problem");

const touched = new Set(); // forms with words that were never sent
const sending = new Set();
const failed = new Map(); // what had no answer, and the button that sent it
const refused = new Map(); // what the desk turned down: "conflict" or "refused"
let savedAt = null;
let pause = 0;
let timer = 0;
let slow = 0;

const announce = (words) => document.dispatchEvent(new CustomEvent("desk:announce", { detail: words }));
const writes = (form) => form?.querySelector('[name="action_id"]');

// Without this script nothing would be moved on.
state?.closest("[hidden]")?.removeAttribute("hidden");
const source = (detail) => detail.elt.closest("form") ?? detail.elt;
// The log-in form that #problem can hold writes nothing of the page's.
const isWrite = (detail) => detail.requestConfig.verb !== "get" && !problem.contains(source(detail));

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Without https the browser keeps randomUUID back; an office network often has none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function renew(form) {
  const field = writes(form);
  if (field) field.value = uuid();
}

function forgetWhatIsGone() {
  for (const kept of [touched, sending, failed, refused]) {
    for (const place of kept.keys()) if (!place.isConnected) kept.delete(place);
  }
}

// Name what is not saved yet; of many forms, how many they are.
function untold() {
  const names = [...new Set([...touched].map((form) => form.dataset.name))];
  if (names.includes(undefined)) return "";
  return names.length > 2 ? `: ${names.length} forms` : `: ${names.join(" and ")}`;
}

function worst() {
  if ([...refused.values()].includes("conflict")) return ["red", "conflict", "Conflict"];
  if (failed.size) return ["amber", "unsaved", timer ? "Not saved, trying again" : "Not saved"];
  if (refused.size) return ["red", "unsaved", "Not saved"];
  if (sending.size) return ["plain", "saving", "Saving"];
  if (touched.size) return ["plain", "unsaved", `Not saved yet${untold()}`];
  if (savedAt) return ["green", "saved", "Saved "];
  return null;
}

function show() {
  forgetWhatIsGone();
  const now = worst();
  if (!state || !now) return;
  const [tone, glyph, word] = now;
  state.dataset.tone = tone;
  state.querySelector("use").setAttribute("href", `#${glyph}`);
  const line = state.querySelector("span");
  line.textContent = word;
  if (glyph === "saved") {
    const time = document.createElement("time");
    time.dateTime = savedAt.toISOString();
    time.textContent = savedAt.toTimeString().slice(0, 8);
    line.append(time);
  }
}

function tell(template) {
  problem.replaceChildren(document.getElementById(template).content.cloneNode(true));
}

function again() {
  clearTimeout(timer);
  timer = 0;
  forgetWhatIsGone();
  for (const [place, button] of failed) {
    if (sending.has(place)) continue;
    if (place instanceof HTMLFormElement) place.requestSubmit(button?.isConnected ? button : null);
    else place.click();
  }
  show();
}

function notSaved(detail, template, retry) {
  const place = source(detail);
  sending.delete(place);
  failed.set(place, detail.requestConfig.triggeringEvent?.submitter ?? null);
  clearTimeout(timer);
  timer = 0;
  if (retry) {
    pause = Math.min(60, pause ? pause * 2 : 5);
    timer = setTimeout(again, pause * 1000);
  }
  if (template) tell(template);
  if (template && !retry) problem.querySelector("[data-trying]").remove();
  show();
}

function answered(place) {
  for (const kept of [touched, failed, refused]) kept.delete(place);
  for (const marked of refused.keys()) if (marked.contains(place)) refused.delete(marked);
  pause = 0;
  forgetWhatIsGone();
  if (failed.size) return;
  clearTimeout(timer);
  timer = 0;
  problem.replaceChildren();
}

function saved(place) {
  answered(place);
  savedAt = new Date();
  renew(place);
  announce("Saved");
}

// What a page shows before it is saved, or with what is wrong, is still to be saved; what was wrong before is over.
function shownAgain() {
  if (!failed.size) problem.replaceChildren();
  for (const form of document.querySelectorAll("#main form:is([data-draft], [data-unsaved])")) touched.add(form);
}

function turnedDown(place, detail) {
  failed.delete(place);
  const shown = detail.target === problem ? place : (document.getElementById(detail.target.id) ?? place);
  const conflict = detail.xhr.status === 409;
  refused.set(shown, conflict ? "conflict" : "refused");
  // What goes to #problem is an alert and reads itself out.
  if (detail.target !== problem) announce(conflict ? "Conflict, not saved" : "Not saved, see the form");
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  // Logging in again, in another tab, makes the token of a page that stands open an old one; the cookie has the new.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (cookie && detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", cookie[1]);
  // htmx asks which button has the focus, but what is sent again was not pressed, and Enter in a field presses none.
  const button = detail.triggeringEvent?.submitter;
  if (button?.name && !detail.formData.has(button.name)) detail.formData.set(button.name, button.value);
  if (button?.hasAttribute("formaction")) detail.path = button.formAction;
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!isWrite(detail)) return;
  sending.add(source(detail));
  // The browser shows no wheel for what htmx sends, and a large file on a slow line takes its time.
  if (detail.boosted) slow = setTimeout(tell, 1500, "problem-sending");
  show();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  clearTimeout(slow);
  problem.querySelector("[data-sending]")?.remove();
  if (!isWrite(detail)) {
    if (detail.xhr.status >= 500) tell("problem-unreached");
    else if (detail.successful) problem.querySelector("[data-unreached]")?.remove();
    return;
  }
  if (!detail.xhr.status) return;
  const { status } = detail.xhr;
  const place = source(detail);
  if (status >= 500) {
    notSaved(detail, "problem-unsaved", status > 500);
    return;
  }
  if (status === 401) {
    // The reply is a log-in form, in #problem.
    notSaved(detail, null, false);
    return;
  }
  sending.delete(place);
  if (status >= 400) turnedDown(place, detail);
  else if (detail.boosted && !leadsOn(detail)) answered(place);
  else saved(place);
  if (detail.boosted && !leadsOn(detail) && detail.target !== problem) shownAgain();
  show();
});

// Where a reply leads on, this page is about to be left: nothing in the form that was sent is lost by that.
const leadsOn = (detail) => detail.xhr.getResponseHeader("HX-Redirect");
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (isWrite(detail) && leadsOn(detail)) for (const kept of [touched, failed, sending]) kept.delete(source(detail));
});

for (const none of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(none, ({ detail }) => {
    if (isWrite(detail)) notSaved(detail, "problem-unsaved", true);
    else tell("problem-unreached");
  });
}

document.addEventListener("htmx:sendAbort", ({ detail }) => {
  sending.delete(source(detail));
  show();
});

document.addEventListener("htmx:afterSettle", show);

function change({ target }) {
  // What is restored tells so at the form itself.
  const form = target.form ?? target.closest("form");
  if (!writes(form)) return;
  if (failed.has(form)) renew(form);
  if (touched.has(form)) return;
  touched.add(form);
  show();
}

document.addEventListener("input", change);
document.addEventListener("change", change);
document.addEventListener("reset", ({ target }) => {
  touched.delete(target);
  show();
});

document.addEventListener("submit", (event) => {
  // Not taken by htmx: the browser sends it and leaves the page.
  if (!event.defaultPrevented) touched.delete(event.target);
});

problem.addEventListener("click", ({ target }) => {
  if (target.closest("[data-again]")) again();
});

document.addEventListener("desk:logged-in", ({ detail }) => {
  if (detail.user === document.body.dataset.user) {
    again();
    return;
  }
  tell("problem-somebody-else");
  problem.querySelector("[data-name]").textContent = detail.name;
});

window.addEventListener("online", () => {
  // The way is not always open at once, and a try may just be under way: the next one is soon, however long it was cut.
  pause = 0;
  again();
});

window.addEventListener("beforeunload", (event) => {
  forgetWhatIsGone();
  if (touched.size || failed.size || sending.size) event.preventDefault();
});
