// How Markdown will look: the server turns the text into HTML with the rules of the published page, and cleans it.
for (const button of document.querySelectorAll("[data-preview]")) {
  const field = document.getElementById(button.dataset.for);
  const out = document.getElementById(button.getAttribute("aria-controls"));
  const showText = button.textContent;
  const close = () => {
    out.hidden = true;
    field.hidden = false;
    button.textContent = showText;
    field.focus();
  };
  const open = async () => {
    const body = new FormData();
    body.set("text", field.value);
    body.set("csrf_token", field.form.elements.csrf_token.value);
    try {
      const answer = await fetch(button.dataset.preview, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      out.innerHTML = await answer.text();
      field.hidden = true;
      button.textContent = button.dataset.editText;
    } catch {
      out.textContent = button.dataset.failedText;
    }
    out.hidden = false;
    out.focus();
  };
  button.hidden = false;
  button.addEventListener("click", () => (field.hidden ? close() : open()));
  field.form.addEventListener("submit", () => { field.hidden = false; });
}
