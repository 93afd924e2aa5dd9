// The swipe deck, on top of cards that are plain forms with two buttons (name=answer, value=yes or no), so that it works
// without this script. This adds dragging, arrow keys, undo and announcements. The server decides; when it cannot be
// reached or says no, the card comes back.
class Refused extends Error {} // its message is the server's sentence, in the reader's language

for (const root of document.querySelectorAll("[data-deck]")) deck(root);

function deck(root) {
  const stack = root.querySelector("[data-stack]");
  if (!stack) return;
  const say = root.querySelector("[data-said]");
  const back = root.querySelector("[data-undo]");
  const count = root.querySelector("[data-waiting]");
  const note = root.querySelector("[data-note]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const threshold = 0.28; // of the width of the card
  const done = [];
  let drag = null;
  let busy = false;

  const cards = () => [...stack.querySelectorAll("[data-card]:not([data-gone])")];

  function show(focus) {
    const left = cards();
    for (const card of stack.querySelectorAll("[data-gone]")) {
      card.hidden = true;
      card.removeAttribute("data-top");
    }
    left.forEach((card, place) => {
      card.hidden = place > 1;
      card.inert = place > 0;
      card.toggleAttribute("data-top", place === 0);
      card.toggleAttribute("data-next", place === 1);
    });
    stack.hidden = !left.length;
    stack.toggleAttribute("data-last", left.length === 1);
    const empty = root.querySelector("[data-empty]");
    empty.hidden = left.length > 0;
    back.hidden = !done.length;
    if (count) count.parentElement.hidden = !left.length;
    if (focus) {
      const heading = (left[0] ?? empty).querySelector("h2");
      heading.tabIndex = -1;
      heading.focus(); // and so into view, where somebody had scrolled down a long card
    }
  }

  function lean(card, across) {
    card.classList.toggle("is-back", !across);
    card.style.transform = across ? `translateX(${across}px) rotate(${calm.matches ? 0 : across / 20}deg)` : "";
    if (Math.abs(across) < 20) delete card.dataset.lean;
    else card.dataset.lean = across > 0 ? "yes" : "no";
  }

  async function send(url, fields) {
    const body = new FormData();
    for (const [name, value] of fields) body.set(name, value);
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      location.reload(); // signed out: the page leads to signing in, and back here
      throw new Error("expired");
    }
    if (!answer.ok) throw new Refused(answer.status < 500 ? await answer.text() : "");
    return answer.json().catch(() => ({}));
  }
  function tell(said) {
    if (count && "count" in said) count.textContent = said.count;
    if (note && "note" in said) note.textContent = said.note;
    const aside = document.querySelector("[data-aside]");
    if (aside && "aside" in said) aside.innerHTML = said.aside; // written by the server, as on the page
  }
  function explain(error) {
    say.textContent = (error instanceof Refused && error.message) || root.dataset.failed;
  }
  const token = (card) => ["csrf_token", card.querySelector("[name=csrf_token]").value];

  async function answer(card, value) {
    if (!card || busy) return;
    busy = true;
    try {
      const said = await send(card.querySelector("form").action, [token(card), ["answer", value]]);
      if (!calm.matches) {
        const away = { transform: `translateX(${value === "yes" ? 120 : -120}%)`, opacity: 0 };
        await card.animate(away, { duration: 180, easing: "ease-in" }).finished;
      }
      if (said.match_url) return location.assign(said.match_url);
      card.dataset.gone = value;
      done.push(card);
      tell(said);
      if (!cards().length && "more" in root.dataset) return location.reload(); // the next hand
      root.querySelector("[data-undo-form]")?.remove();
      const left = cards().length ? root.dataset.left.replace("{left}", cards().length) : "";
      say.textContent = `${card.dataset.name}: ${root.dataset[value]}. ${left}`;
    } catch (error) {
      explain(error);
    } finally {
      lean(card, 0);
      busy = false;
      show(true);
    }
  }

  async function undo() {
    const card = done.at(-1);
    if (!card || busy) return;
    busy = true;
    try {
      tell(await send(card.dataset.undoUrl, [token(card)]));
      done.pop();
      delete card.dataset.gone;
      say.textContent = `${card.dataset.name}: ${root.dataset.undone}.`;
    } catch (error) {
      explain(error);
    } finally {
      busy = false;
      show(true);
    }
  }

  root.addEventListener("submit", (event) => { // the buttons: mouse, touch, switch, screen reader, voice
    const card = event.target.closest("[data-card]");
    if (!card) return;
    event.preventDefault();
    answer(card, event.submitter.value);
  });
  document.addEventListener("keydown", (event) => { // arrows are no character keys (WCAG 2.1.4); never inside a field
    if (event.target !== document.body && !root.contains(event.target)) return; // the focus is at something else
    if (event.target.closest("input, textarea, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    const value = { ArrowRight: "yes", ArrowLeft: "no" }[event.key];
    if (!value) return;
    event.preventDefault();
    answer(cards()[0], value);
  });
  back.addEventListener("click", undo);

  root.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || busy || event.button || event.target.closest("button, a, summary, input") || card !== cards()[0]) return;
    drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, on: false };
  });
  root.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const across = event.clientX - drag.x;
    const down = event.clientY - drag.y;
    if (!drag.on && Math.abs(across) > 8 && Math.abs(across) > Math.abs(down)) {
      drag.on = true;
      drag.card.setPointerCapture(drag.id);
    }
    if (drag.on) lean(drag.card, across);
  });
  const end = (event) => { // decided on release only, and taking it back cancels (WCAG 2.5.2)
    if (!drag || event.pointerId !== drag.id) return;
    const { card, on, x } = drag;
    const across = event.clientX - x;
    drag = null;
    const decided = on && event.type === "pointerup" && Math.abs(across) > card.offsetWidth * threshold;
    if (decided) answer(card, across > 0 ? "yes" : "no");
    else lean(card, 0);
  };
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", end);

  root.dataset.liveDeck = "";
  show(false);
}
