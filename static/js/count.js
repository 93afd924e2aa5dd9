// Words or characters, counted while somebody types. The server says the limit too, and judges.
for (const place of document.querySelectorAll("[data-count]")) {
  const field = document.getElementById(place.dataset.for);
  const text = place.querySelector("[data-count-text]");
  const bar = place.querySelector("[data-count-bar]");
  const limit = Number(place.dataset.limit);
  const size = {
    words: () => field.value.trim().split(/\s+/u).filter(Boolean).length,
    characters: () => [...field.value].length,
  }[place.dataset.count];
  const show = () => {
    const used = size();
    const over = used > limit;
    const words = over ? place.dataset.over : place.dataset.text;
    text.textContent = words.replace("{used}", used).replace("{limit}", limit).replace("{over}", used - limit);
    bar.setAttribute("width", `${Math.min(100, (100 * used) / limit)}%`);
    place.classList.toggle("portal-count--over", over);
  };
  bar.ownerSVGElement.removeAttribute("hidden");
  field.addEventListener("input", show);
  show();
}
