// Reads out what changed. Anything may send "desk:announce" with the words as its detail: a script, or a reply by
// its HX-Trigger header ({"desk:announce": "Claim 9 saved"}). The region stands in every page before it is needed,
// because screen readers pass over one that arrives together with its text.

const region = document.getElementById("announce");
let words = [];
let timer = 0;

document.addEventListener("desk:announce", (event) => {
  const said = event.detail?.value ?? event.detail;
  if (typeof said !== "string" || !said) return;
  words.push(said);
  region.textContent = "";
  clearTimeout(timer);
  // The pause lets what one reply says come out as one sentence, and lets the same words be read out twice.
  timer = setTimeout(() => {
    region.textContent = words.join(". ");
    words = [];
  }, 120);
});
