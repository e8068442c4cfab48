// More on this theme: <script src=".../embed.js" data-article="ID" async></script>
// Without data-article: the article whose address is data-url, else that of this page. Also: data-limit="5",
// data-live="off" (no updates). Style .themewire, .themewire-title, .themewire-list, .themewire-publisher, ...
(() => {
  const script = document.currentScript, { article, url, limit, live } = script.dataset;
  const at = path => new URL(path, script.src);
  const first = article ? at(`v1/articles/${encodeURIComponent(article)}/embed`) : at("v1/embed");
  if (!article) first.searchParams.set("url",
    url || document.querySelector("link[rel=canonical]")?.href || location.href);
  if (limit) first.searchParams.set("limit", limit);
  const box = document.createElement("div");
  box.className = "themewire-embed";
  script.after(box);
  let address = first, held, waiting, source;

  async function load() {
    waiting = 0;
    if (box.contains(document.activeElement)) return void wait();
    const answer = await fetch(address).catch(() => null);
    if (!answer) return;
    address = answer.url;
    const text = answer.ok ? await answer.text() : answer.status === 404 ? "" : held;
    if (text === undefined) return;
    if (text !== held) box.innerHTML = held = text;
    if (!source) listen();
  }
  // All readers of a page hear of a change at once: they ask one after another.
  function wait() { waiting ||= setTimeout(load, 300 + Math.random() * 2700); }

  function listen() {
    source?.close();
    // Tabs share six connections to a server: one that nobody sees takes none.
    if (document.hidden || live === "off") return;
    source = new EventSource(at("v1/changes?article=" + new URL(address).pathname.split("/").at(-2)));
    source.onopen = load;
    source.addEventListener("change", wait);
  }

  document.addEventListener("visibilitychange", () => held !== undefined && listen());
  load();
})();
