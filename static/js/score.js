// "2 of 3 scored", kept true while a juror scores: [data-scored] in a form with radio groups.
for (const place of document.querySelectorAll("[data-scored]")) {
  const form = place.closest("form");
  const names = new Set([...form.querySelectorAll("input[type=radio]")].map((choice) => choice.name));
  const bar = form.querySelector("[data-scored-bar]");
  const show = () => {
    const done = [...names].filter((name) => form.querySelector(`input[name="${CSS.escape(name)}"]:checked`)).length;
    place.textContent = place.dataset.scored.replace("{done}", done).replace("{all}", names.size);
    bar?.setAttribute("width", `${(100 * done) / names.size}%`);
  };
  form.addEventListener("change", show);
  show();
}
