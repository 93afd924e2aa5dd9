// A filter works as soon as one chooses, where the form asks for it: form[data-filter]. Only for a choice made with a
// pointer: a keyboard passes through the options, and then the button sends.
for (const form of document.querySelectorAll("form[data-filter]")) {
  let pointed = false;
  form.addEventListener("pointerdown", () => { pointed = true; });
  form.addEventListener("keydown", () => { pointed = false; });
  form.addEventListener("change", (event) => {
    if (pointed && event.target.matches("select")) form.requestSubmit();
  });
}
