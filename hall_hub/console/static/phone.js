// A ticket's page follows the hall while somebody looks at it, and says so when it cannot.
"use strict";
(() => {
  const { body } = document;
  const [slip, lost, told] = ["slip", "lost", "told"].map((id) => document.getElementById(id));
  const AGAIN = 20000; // between two questions where there is no stream, and somewhat more, so that phones come apart
  const SILENT = 40000; // the console says that it is there every 15 s
  let news = null, later = 0, watch = 0, heard = new Date(), words = slip.querySelector("h1").textContent;

  const put = (html, title, said) => {
    alive();
    slip.innerHTML = html;
    document.title = title;
    const headline = slip.querySelector("h1").textContent;
    if (headline !== words) told.textContent = said;
    words = headline;
  };
  const alive = () => {
    heard = new Date();
    lost.hidden = true;
    clearTimeout(watch);
    watch = setTimeout(() => { silent(); listen(); }, SILENT);
  };
  const silent = () => {
    if (!lost.hidden || slip.querySelector(".old")) return; // the console had lost the hall before
    const clock = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" };
    lost.textContent = body.dataset.lost.replace("{time}", heard.toLocaleTimeString("en-GB", clock));
    lost.hidden = false;
  };

  const ask = async () => {
    try {
      const answer = await fetch(location.href);
      if (answer.status === 404) return location.reload();
      if (!answer.ok) return silent();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("slip");
      if (found) put(found.innerHTML, page.title, found.textContent);
    } catch { silent(); }
  };
  const stop = () => {
    if (news) news.close();
    news = null;
    clearTimeout(later);
    clearTimeout(watch);
  };
  const listen = () => {
    stop();
    watch = setTimeout(() => { silent(); listen(); }, SILENT);
    news = new EventSource(body.dataset.live);
    news.addEventListener("slip", (event) => { const { html, title, said } = JSON.parse(event.data); put(html, title, said); });
    news.addEventListener("here", alive);
    news.addEventListener("gone", () => location.reload());
    news.addEventListener("error", () => {
      if (news.readyState !== EventSource.CLOSED) return silent(); // the browser tries again by itself
      stop(); // no stream for this phone
      later = setTimeout(listen, AGAIN + Math.random() * AGAIN);
      ask();
    });
  };
  // A phone in a pocket takes up no stream; taken out again it shows at once what is so.
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); else listen(); });
  listen();
})();
