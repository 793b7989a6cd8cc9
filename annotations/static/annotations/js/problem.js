// The place for what went wrong. A reply that names #problem as its target is shown there whatever its status, so that
// the form and the words in it stay as they are.

const problem = document.getElementById("problem");
let before = null;

function close() {
  const inside = problem.contains(document.activeElement);
  problem.replaceChildren();
  if (inside && before?.isConnected) before.focus();
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Retarget") === "#problem") detail.shouldSwap = true;
});

document.addEventListener("focusin", ({ target }) => {
  if (!problem.contains(target)) before = target;
});

problem.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]")) close();
});

// The log-in form is done with; what it let through is sent again by save-state.js.
document.addEventListener("desk:logged-in", close);

problem.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") close();
});
