// The menus of the frame: Escape closes one and gives the focus back to its button; so does a click or a focus elsewhere.
const open = () => document.querySelectorAll("details.portal-menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    const inside = menu.contains(event.target);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
for (const moment of ["click", "focusin"]) {
  document.addEventListener(moment, (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}
