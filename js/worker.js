// Starts a worker: `worker.js?bin=trainer_cpu`, as a module worker, or as a module that a worker imports.
// With `&module=posted` the wasm is not fetched: the page posts `{ module }`, compiled, once for all its workers.
const query = new URL(import.meta.url).searchParams;
const file = (ending) => new URL(`./${query.get("bin")}${ending}`, import.meta.url);

// A worker that imports this has another address, and has kept what was posted to it.
self.imagesFolder = new URL("../mnist/", import.meta.url).href;

let take;
const wasm = query.get("module") === "posted" ? new Promise((resolve) => (take = resolve)) : file("_bg.wasm");
// A browser that cannot hand a compiled module over says so with this event; then it is fetched after all.
self.addEventListener("messageerror", () => take?.(file("_bg.wasm")));

// What is posted before the wasm listens would be lost: it is kept, and handed over in order as soon as it does.
const early = [];
const keep = (event) => (take && event.data?.module ? take(event.data.module) : early.push(event));
const native = Object.getOwnPropertyDescriptor(self, "onmessage");
const set = (handler) => {
  self.removeEventListener("message", keep);
  Object.defineProperty(self, "onmessage", native);
  self.onmessage = handler;
  // Not at once: the wasm is in the middle of the call that brought us here.
  queueMicrotask(() => early.forEach((event) => handler.call(self, event)));
};
self.onmessage = null;
self.heardBefore?.forEach(keep);
self.addEventListener("message", keep);
Object.defineProperty(self, "onmessage", { configurable: true, set });

// What a browser says of a file that it cannot read does not name it.
const named = (error) => {
  if (error.name === "SyntaxError") error.message = `${query.get("bin")}.js arrived damaged (${error.message})`;
  return error;
};

// What changes how the browser treats a GPU has to stand before the program opens one.
const before = query.get("bin") === "trainer_webgpu" ? import(new URL("./nudge.js", import.meta.url)) : undefined;

// Not every browser tells the page's `onerror` of a module that fails to load; each tells it of a throw in a turn of its own.
import(file(".js"))
  .then(async ({ default: init }) => (await before, init({ module_or_path: await wasm })))
  .catch((error) => setTimeout(() => { throw named(error); }));

// Tells keep.js what was loaded here, whichever of the two comes first.
const channel = new BroadcastChannel("tuneground-loaded");
const tell = () => channel.postMessage([import.meta.url, ...performance.getEntriesByType("resource").map(({ name }) => name)]);
channel.onmessage = ({ data }) => data === "what?" && tell();
new PerformanceObserver(tell).observe({ type: "resource" });
