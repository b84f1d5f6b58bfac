// Starts a training worker: `worker.js?bin=trainer_cpu&v=VERSION`, as a module worker.
// The version keeps a cache from mixing the files of two releases.
// With `&module=posted` the wasm is not fetched: the page posts `{ module }`, compiled, once for all its workers.
const query = new URL(import.meta.url).searchParams;
const file = (ending) => new URL(`./${query.get("bin")}${ending}?v=${query.get("v") ?? ""}`, import.meta.url);

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
self.addEventListener("message", keep);
Object.defineProperty(self, "onmessage", { configurable: true, set });

// Not every browser tells the page's `onerror` of a module that fails to load; each tells it of a throw in a turn of its own.
import(file(".js"))
  .then(async ({ default: init }) => init({ module_or_path: await wasm }))
  .catch((error) => setTimeout(() => { throw error; }));
