// What the pages do beyond links and forms, which also work without it: parts that change are put in their places as
// they come, a form is sent without leaving the page, and keys press the buttons that bear their names.
"use strict";
(() => {
  const body = document.body;
  const told = document.getElementById("told");
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  let news = null;

  // What a person has opened, typed or reached in a part outlives its being written anew, unless it is gone there.
  const put = (name, html, print) => {
    const old = part(name);
    if (!old) return location.reload();
    if (old.dataset.print === print) return;
    const open = [...old.querySelectorAll("details[open]")].map((one) => one.id);
    const typed = [...old.querySelectorAll("input[id], select[id], textarea[id]")].filter(changed);
    const at = old.contains(document.activeElement) ? document.activeElement : null;
    const where = at && (at.id || (at.closest("details") || {}).id);
    old.innerHTML = html;
    old.dataset.print = print;
    for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
    for (const before of typed) {
      const one = document.getElementById(before.id);
      if (!one) continue;
      if (one.type === "file") { one.replaceWith(before); continue; } // no script may say which file it holds
      one.value = before.value;
      one.checked = before.checked;
    }
    if (!at) return;
    const again = where && document.getElementById(where);
    if (!again) return;
    (again.tagName === "DETAILS" ? again.querySelector("summary") : again).focus({ preventScroll: true });
  };
  const changed = (one) => one.tagName === "SELECT"
    ? ![...one.options].every((o, i) => o.selected === (o.defaultSelected || (!one.querySelector("[selected]") && i === 0)))
    : one.type === "checkbox" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;

  // The page that answers a form. While news are heard they bring its parts, in their order: one page may be overtaken
  // by another one's news.
  const take = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const parts = page.querySelectorAll("[data-part]");
    if (!parts.length) return location.reload();
    if (!news || news.readyState !== EventSource.OPEN) {
      for (const one of parts) put(one.dataset.part, one.innerHTML, one.dataset.print);
    }
    return page.querySelector(".said");
  };

  // A file goes as it is, with its name and the form's token in the head: the console writes it down as it comes.
  const body_of = (form) => {
    const chosen = form.querySelector("input[type=file]");
    if (!chosen) return { body: new URLSearchParams(new FormData(form)) };
    const [file] = chosen.files;
    return { body: file, headers: { "x-token": form.token.value, "x-name": encodeURIComponent(file.name) } };
  };

  const tell = (words) => { if (told) told.textContent = words; };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || "plain" in form.dataset) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const inside = form.closest("details");
    try {
      const answer = await fetch(form.action, { method: "POST", ...body_of(form) });
      if (!answer.ok || new URL(answer.url).pathname !== location.pathname) return location.reload();
      const said = take(await answer.text());
      tell(said ? said.textContent : "");
      const still = inside && document.getElementById(inside.id);
      if (still && said && said.classList.contains("ok")) {
        still.open = false;
        for (const one of still.querySelectorAll("form")) one.reset();
      }
    } catch {
      tell(body.dataset.lost);
      const note = document.createElement("p");
      note.className = "said no";
      note.textContent = body.dataset.lost;
      if (form.isConnected && !(form.nextElementSibling || form).classList.contains("said")) form.after(note);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const button = document.querySelector(`[data-key="${event.key}"]`);
    if (!button) return;
    event.preventDefault();
    if (!event.repeat && !button.disabled) button.click();
  });

  if (!body.dataset.live) return;
  const AGAIN = 15000;
  const address = body.dataset.live + location.search;
  const listen = () => {
    news = new EventSource(address);
    news.addEventListener("parts", (event) => {
      for (const one of JSON.parse(event.data)) put(one.name, one.html, one.print);
    });
    news.addEventListener("gone", () => { news.close(); location.reload(); });
    news.addEventListener("error", () => {
      if (news.readyState !== EventSource.CLOSED) return;
      // Too many pages are open, or the console is being started: ask now and then instead.
      setTimeout(async () => {
        try { const answer = await fetch(location.href); if (answer.ok) take(await answer.text()); } catch { /* later */ }
        listen();
      }, AGAIN + Math.random() * AGAIN);
    });
  };
  listen();
})();
