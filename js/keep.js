// Keeps what was loaded for visits without a connection: has the service worker (sw.js) fetch it again, which finds
// most of it in the browser's cache. The program runs by then, and nothing waits for this.
const site = new URL("../", import.meta.url).href;

export async function keep() {
  try {
    // Frames without an origin of their own, and browsers that are told to keep nothing, refuse already this.
    const { serviceWorker } = navigator;
    const controls = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve));
    await serviceWorker.register(`${site}sw.js`);
    if (!serviceWorker.controller) await controls;
  } catch {
    return;
  }
  fetchAgain([location.href]);
  const take = (entries) => fetchAgain(entries.getEntries().map(({ name }) => name));
  new PerformanceObserver(take).observe({ type: "resource", buffered: true });
  // What workers have loaded, they tell themselves.
  const channel = new BroadcastChannel("tuneground-loaded");
  channel.onmessage = ({ data }) => Array.isArray(data) && fetchAgain(data);
  channel.postMessage("what?");
}

const fetched = new Set();

function fetchAgain(addresses) {
  for (const address of addresses.map((address) => address.split("#")[0])) {
    if (!address.startsWith(site) || fetched.has(address)) continue;
    fetched.add(address);
    // Read to its end, piece by piece, so that the service worker is done with it. What does not come is not kept.
    fetch(address).then(({ body }) => body?.pipeTo(new WritableStream())).catch(() => {});
  }
}
