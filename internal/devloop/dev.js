// Reloads the page when the site has changed, and swaps its style sheets when only they have.
(() => {
  "use strict";
  const seen = { ...document.currentScript.dataset };
  let events = null;

  function open() {
    if (events || document.hidden) return;
    events = new EventSource("/__musette/events");
    events.addEventListener("version", (e) => {
      const now = JSON.parse(e.data);
      if (now.page !== seen.page) {
        close();
        location.reload();
      } else if (now.style !== seen.style) {
        seen.style = now.style;
        swap(now.style);
      }
    });
  }

  // A page that nobody sees keeps no connection: browsers have few for each host.
  function close() {
    if (events) events.close();
    events = null;
  }

  function swap(version) {
    for (const old of document.querySelectorAll("link[rel~=stylesheet][href]")) {
      const url = new URL(old.href, location.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("musette-dev", version);
      const link = old.cloneNode();
      link.href = url.href;
      link.addEventListener("load", () => old.remove());
      link.addEventListener("error", () => link.remove());
      old.after(link);
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
