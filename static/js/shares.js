// Shares that are to be 100 together: the sum, while somebody types.
for (const place of document.querySelectorAll("[data-shares]")) {
  const total = place.querySelector("[data-shares-total]");
  const fields = [...place.querySelectorAll("input[type=number]")];
  const show = () => {
    const sum = fields.reduce((so_far, field) => so_far + (Number(field.value) || 0), 0);
    total.textContent = place.dataset.text.replace("{total}", sum);
    total.classList.toggle("portal-shares__total--off", sum !== 100 && sum !== 0);
  };
  place.addEventListener("input", show);
  show();
}
