// Beside a deck stands what a team still misses; this makes the bars say what the card on top would bring.
for (const list of document.querySelectorAll("[data-brings]")) {
  const stack = document.querySelector("[data-stack]");
  if (!stack) break;
  const show = () => {
    const top = stack.querySelector("[data-top] [data-has]");
    const has = new Set(top ? top.dataset.has.split(" ") : []);
    for (const need of list.querySelectorAll("[data-need]")) {
      const brings = has.has(need.dataset.need);
      need.querySelector(".portal-coverage__gain").setAttribute("width", brings ? "100%" : "0%");
      need.querySelector("[data-words]").textContent = brings ? list.dataset.gain : list.dataset.missing;
    }
  };
  new MutationObserver(show).observe(stack, { subtree: true, attributeFilter: ["data-top"] });
  show();
}
