// Answers for the site without a connection, with what was loaded of it before; see keep.js.
//
// All files of a release lie in a folder named after its version, so files of two releases are never mixed. They are
// answered from its cache. A page is fetched, and of those kept the newest is shown that is kept with all it names.
const VERSION = "{version}";
const SITE = new URL("./", location.href).href;
const PREFIX = `tuneground ${SITE} `;
// Images are the same in each release, and whoever loads them checks them.
const IMAGES = `${PREFIX}images`;
const RELEASE = /^([0-9a-f]{16})\//;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SITE)) return;
  const path = request.url.slice(SITE.length).split(/[?#]/)[0];
  const version = RELEASE.exec(path)?.[1];
  if (version) event.respondWith(file(event, PREFIX + version));
  else if (path.startsWith("mnist/")) event.respondWith(file(event, IMAGES));
  else if (/^(\w+\.html)?$/.test(path)) event.respondWith(page(event, SITE + (path || "index.html")));
});

// With the first one, what the page loads from now on is seen. A later one comes when nobody uses the one before it.
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));

async function forget() {
  const old = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== IMAGES && name !== PREFIX + VERSION,
  );
  await Promise.all(old.map((name) => caches.delete(name)));
}

// Who asks for a file anew has found it damaged, or wants to be sure.
async function file(event, name) {
  const { request } = event;
  const kept = await caches.match(request, { cacheName: name, ignoreVary: true });
  const isAnew = ["reload", "no-store", "no-cache"].includes(request.cache);
  if (kept && !isAnew) return kept;
  try {
    const answer = await fetch(request);
    // Some hosts answer with a page for what they do not have.
    const isIt = answer.status === 200 && !/html/.test(answer.headers.get("content-type"));
    if (isIt) event.waitUntil(put(name, request, answer.clone()));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(event, address) {
  let answer;
  try {
    // A cache on the way may have the page of the last release.
    answer = await fetch(event.request, { cache: "no-cache" });
    if (answer.ok) event.waitUntil(keep(address, answer.clone()));
  } catch {
    answer = Response.error();
  }
  return answer.ok || answer.type === "opaqueredirect" ? answer : ((await kept(address)) ?? answer);
}

async function keep(address, answer) {
  const text = await answer.text();
  const version = /"tuneground-version" content="([0-9a-f]{16})"/.exec(text)?.[1];
  if (!version) return;
  await put(PREFIX + version, address, new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } }));
}

// A full disk keeps nothing.
async function put(name, request, answer) {
  await caches
    .open(name)
    .then((cache) => cache.put(request, answer))
    .catch(() => {});
}

async function kept(address) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  for (const name of names.reverse()) {
    const cache = await caches.open(name);
    const page = await cache.match(address);
    const text = (await page?.clone().text()) ?? "";
    const files = [...text.matchAll(/(?:src|href)="([0-9a-f]{16}\/[^"]+)"/g)].map(([, file]) => SITE + file);
    const found = await Promise.all(files.map((file) => cache.match(file, { ignoreVary: true })));
    if (page && found.every(Boolean)) return page;
  }
}
