// Asks before somebody leaves a form[data-dirty] with changes that are not saved anywhere.
for (const form of document.querySelectorAll("form[data-dirty]")) {
  const warn = (event) => event.preventDefault();
  const changed = () => {
    form.dataset.changed = "yes";
    addEventListener("beforeunload", warn);
  };
  const safe = () => {
    delete form.dataset.changed;
    removeEventListener("beforeunload", warn);
  };
  form.addEventListener("input", changed);
  form.addEventListener("portal:saved", safe);
  form.addEventListener("submit", safe);
}
