// The service worker of the family's form (served as /vertel/werker.js): when a page can't be had for lack of a connection,
// it gives the whole form on one page, which js/offline.js kept at the start; and it sends a story that waited, when the
// connection returns. Answers lie in the same cache as the page, so that deleting one thing wipes everything.
const BEGINS = "loex-";
const LONGEST_MS = 24 * 60 * 60 * 1000;
const WAITING = "/onderweg";
const SENT = "/verstuurd"; // says only that something was sent while nobody looked, nothing of what

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => event.waitUntil(sendWaiting()));

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin) return;
  const token = pathname.match(/^\/vertel\/([^/]+)/)?.[1];
  if (event.request.mode === "navigate" && token) {
    event.respondWith(page(event, pathname, `/vertel/${token}/in-een-keer`));
  } else if (event.request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(fetch(event.request).catch(async () => (await kept(pathname)) ?? Response.error()));
  }
});

async function page(event, pathname, whole) {
  const isOwn = event.request.method === "GET" && pathname === whole; // the server would begin another draft
  if (isOwn && (await kept(whole.replace("/in-een-keer", SENT)))) {
    await caches.delete(await current());
    return Response.redirect(`${whole}?verstuurd=ja`, 303);
  }
  const own = isOwn ? await kept(whole) : undefined;
  if (own) return own;
  try {
    const answer = await fetch(event.request);
    if (pathname !== whole) event.waitUntil(sendWaiting());
    return answer;
  } catch {
    return (await kept(whole)) ? Response.redirect(`${whole}#zonder-verbinding`, 303) : Response.error();
  }
}

async function sendWaiting() {
  const name = await current();
  if (!name) return;
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    if (!request.url.endsWith(WAITING)) continue;
    const waiting = await (await cache.match(request)).json();
    if (!waiting.ready) continue;
    const answer = await fetch(waiting.action, { method: "POST", body: new URLSearchParams(waiting.fields) });
    if (!(await caches.has(name))) return; // the page was sent as well, and its receipt wiped everything: nothing may come after
    if (answer.ok) {
      const after = `${BEGINS}${Date.now()}`;
      const sent = await caches.open(after); // first: an open page must find one of the two
      await sent.put(request.url.replace(WAITING, SENT), new Response(""));
      if (!(await caches.delete(name))) await caches.delete(after); // wiped in the meantime
    } else if (answer.status < 500) await cache.put(request, Response.json({ ...waiting, ready: false })); // its teller must look
  }
}

async function kept(path) {
  const name = await current();
  return name ? (await caches.open(name)).match(path, { ignoreSearch: true, ignoreVary: true, ignoreMethod: true }) : undefined;
}

async function current() {
  const found = (await caches.keys()).filter((name) => name.startsWith(BEGINS));
  const isOld = (name) => Date.now() - Number(name.slice(BEGINS.length)) > LONGEST_MS;
  await Promise.all(found.filter(isOld).map((name) => caches.delete(name)));
  return found.find((name) => !isOld(name));
}
