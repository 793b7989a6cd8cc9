// htmx binds what it brought a moment after it is shown. A key pressed in that moment would send a form the browser's
// way and leave the page, so what came is bound at once.

for (const came of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(came, ({ target }) => window.htmx.process(target));
}
