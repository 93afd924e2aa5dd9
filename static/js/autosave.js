// A form that saves itself: form[data-autosave-url]. It posts the form a moment after the last key, says when it saved, and
// keeps a copy in this browser while saving fails or the session has ended; the next visit to the page offers that copy.
// The server answers 2xx with JSON {"saved_at": "14.32", "fields": {hidden field: new value}}; a redirect or 401 means signed
// out; any other 4xx is a refusal in words (too late, a colleague was first), shown until the next key.
let signedOut = false;
const tidy = ([name, value]) => [name, value.replace(/\r\n?/g, "\n").trim()]; // as the server keeps it
for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const url = form.dataset.autosaveUrl;
  const key = `autosave:${url}`;
  const place = document.querySelector("[data-saved-place]");
  const say = place?.querySelector("[data-saved]");
  let timer = 0;
  let running = false;
  let again = false;
  let pause = 1500;

  const tell = (tone, words) => {
    if (!say) return;
    say.className = `portal-saved${tone ? ` portal-saved--${tone}` : ""}`;
    say.textContent = words;
  };
  const typed = () =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && form.elements[name]?.type !== "hidden");
  const same = (one, other) => JSON.stringify(one.map(tidy)) === JSON.stringify(other.map(tidy));
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: typed() }));
    } catch { /* no room, or storage is off: the notice already says that nothing was saved */ }
  };
  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* storage is off */ }
  };
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };

  async function save() {
    if (running) { again = true; return; }
    running = true;
    tell("busy", say?.dataset.busyText);
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error("expired");
      if (answer.status >= 400 && answer.status < 500) throw Object.assign(new Error("refused"), { words: await answer.text() });
      if (!answer.ok) throw new Error("failed");
      const said = await answer.json();
      for (const [name, value] of Object.entries(said.fields ?? {})) {
        if (form.elements[name]) form.elements[name].value = value;
      }
      tell("", say?.dataset.okText.replace("{time}", said.saved_at));
      form.dispatchEvent(new CustomEvent("portal:saved"));
      forget();
      pause = 1500;
    } catch (problem) {
      keep();
      const final = problem.message === "expired" ? say?.dataset.expiredText : problem.words;
      tell("failed", final ?? say?.dataset.failedText);
      pause = Math.min(pause * 2, 60000);
      if (!final) again = true;
    } finally {
      running = false;
      if (again) { again = false; later(); }
    }
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  const offer = () => {
    const copy = kept();
    const template = document.querySelector("[data-restore-template]");
    if (!copy || !template || same(copy.fields, typed())) return forget();
    const box = template.content.cloneNode(true).firstElementChild;
    box.querySelector("[data-restore-when]").textContent =
      new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(copy.at);
    box.querySelector("[data-restore-yes]").addEventListener("click", () => {
      putBack(copy.fields);
      box.remove();
      later();
    });
    box.querySelector("[data-restore-no]").addEventListener("click", () => { forget(); box.remove(); });
    form.before(box);
  };
  function putBack(fields) {
    const choices = form.querySelectorAll("input[type=radio], input[type=checkbox]");
    for (const choice of choices) choice.checked = fields.some(([n, v]) => n === choice.name && v === choice.value);
    for (const [name, value] of fields) {
      const field = form.elements[name];
      if (field instanceof HTMLElement && !/^(radio|checkbox|hidden|file)$/.test(field.type)) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { clearTimeout(timer); keep(); });
  addEventListener("pagehide", () => { if (form.dataset.changed && !signedOut) keep(); });
  offer();
}

// Whoever signs out leaves nothing behind in a browser that others may use.
document.addEventListener("submit", (event) => {
  if (!event.target.getAttribute("action")?.endsWith("/sign-out")) return;
  signedOut = true;
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("autosave:")).forEach((key) => localStorage.removeItem(key));
  } catch { /* storage is off */ }
});
