"use strict";
// Tells what came since this page was made, and shows it when asked: nothing moves under the eyes of who is reading.
// Works from what the page says: #news names the stream of changes (see GET /v1/changes) and the words for it, #list
// holds the headlines. The new list is taken from the page itself, fetched again: the server alone writes headlines.
(() => {
  const news = document.getElementById("news");
  const list = () => document.getElementById("list");
  const say = news.dataset;
  const come = new Set();
  const AT_MOST_EVERY = 2000, ASK_AGAIN = 30000;  // milliseconds
  let source, telling, asking;

  const lines = () => [...list().querySelectorAll("[data-id]")];
  const line = id => lines().find(one => one.dataset.id === id);
  const folds = () => lines().flatMap(one => [...one.querySelectorAll("details")]
    .map((fold, n) => [`${one.dataset.id} ${n}`, fold]));

  function take(event) {
    say.position = event.lastEventId || say.position;
    const { id, change, article, related_count } = JSON.parse(event.data);
    const shown = line(id);
    if (say.article) {
      come.add(change);
    } else if (change === "gone") {
      come.delete(id);
      if (shown) shown.classList.add("gone");
    } else if (shown) {
      shown.querySelector("a").textContent = article.headline.trim() || "(no headline)";
      const count = shown.querySelector(".count");
      count.textContent = `${related_count} related`;
      count.hidden = !related_count;
    } else if (!say.oldest || Date.parse(article.effective_at) >= Date.parse(say.oldest)) {
      come.add(id);
    }
    telling ??= setTimeout(tell, come.size && !news.firstChild ? 0 : AT_MOST_EVERY);
  }

  function tell() {
    telling = undefined;
    if (!come.size) return news.replaceChildren();
    if (say.atOnce) return show();
    if (come.has("gone")) return news.replaceChildren(say.gone);
    const button = news.querySelector("button") || document.createElement("button");
    const words = (come.size === 1 ? say.one : say.many.replace("#", come.size > 99 ? "99+" : come.size));
    if (button.textContent !== words) button.textContent = words;
    button.onclick = show;
    if (!button.parentNode) news.append(button);
  }

  async function show() {
    const told = [...come];
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = new Set(lines().map(one => one.dataset.id));
    const open = new Set(folds().filter(([, fold]) => fold.open).map(([name]) => name));
    const pressed = news.contains(document.activeElement);
    list().replaceWith(document.adoptNode(page.getElementById("list")));
    delete say.atOnce;
    Object.assign(say, page.getElementById("news").dataset);
    for (const [name, fold] of folds()) fold.open = open.has(name);
    const fresh = lines().filter(one => !before.has(one.dataset.id));
    for (const one of fresh) one.classList.add("fresh");
    told.forEach(one => come.delete(one));
    for (const one of lines()) come.delete(one.dataset.id);
    tell();
    if (!pressed) return;
    // The button that had the focus is gone: whoever pressed it goes on at what it brought.
    (fresh[0] || list()).querySelector("a, summary")?.focus({ preventScroll: true });
    if (list().getBoundingClientRect().top < 0) list().scrollIntoView();
  }

  function listen() {
    clearTimeout(asking);
    source?.close();
    // A browser has six connections to a server for all its tabs: a page that nobody sees takes none.
    if (document.hidden) return;
    const address = new URL(say.changes, location);
    if (say.position) address.searchParams.set("last_event_id", say.position);
    source = new EventSource(address);
    source.addEventListener("change", take);
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) asking = setTimeout(listen, ASK_AGAIN); };
  }

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", event => { if (event.persisted) listen(); });
  listen();
})();
