// A button that shows what one types as a password. It hides it again before the form goes.
for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.dataset.showPassword);
  const showText = button.textContent;
  const turn = (visible) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hideText : showText;
    button.setAttribute("aria-pressed", String(visible));
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form?.addEventListener("submit", () => turn(false));
}
