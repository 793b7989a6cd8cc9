// The article as it stood is shown at the sentence that the newest entry is about.

function show() {
  const stood = document.querySelector(".replay");
  const unit = stood?.querySelector(".unit[aria-current]");
  if (unit) stood.scrollTop = unit.offsetTop - stood.clientHeight / 3;
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "replay" || detail.elt?.id === "replay") show();
});
show();
