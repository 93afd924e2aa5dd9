// Shares that are to be 100 together: the sum, while somebody types.
for (const place of document.querySelectorAll("[data-shares]")) {
  const total = place.querySelector("[data-shares-total]");
  const off = place.querySelector("[data-shares-off]");
  const fields = [...place.querySelectorAll("input[type=number], input[data-share]")];
  const show = () => {
    const sum = fields.reduce((so_far, field) => so_far + (Number(field.value) || 0), 0);
    const words = place.dataset.text.replace("{total}", sum);
    if (total.textContent !== words) total.textContent = words;
    total.classList.toggle("portal-shares__total--off", sum !== 100 && sum !== 0);
    if (off) off.hidden = sum === 100;
  };
  place.addEventListener("input", show);
  show();
}
