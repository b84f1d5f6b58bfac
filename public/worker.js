// Starts a training worker: `worker.js?bin=trainer_cpu&v=VERSION`, as a module worker.
// The version keeps a cache from mixing the files of two releases.
const query = new URL(import.meta.url).searchParams;
const file = (ending) => new URL(`./${query.get("bin")}${ending}?v=${query.get("v") ?? ""}`, import.meta.url);

// What is posted before the wasm listens would be lost: it is kept, and handed over in order as soon as it does.
const early = [];
const keep = (event) => early.push(event);
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
  .then(({ default: init }) => init({ module_or_path: file("_bg.wasm") }))
  .catch((error) => setTimeout(() => { throw error; }));
