// Runs in every page of a test before any script of the page's own.
(() => {
  window.__events = []; // what the page told with its `tuneground` events, in order
  window.__messages = []; // what framed pages posted to this one
  window.__errors = []; // what nobody should ever see in the console
  window.__workers = []; // every worker that the page started

  addEventListener('tuneground', (event) => __events.push(event.detail));
  addEventListener('message', (event) => {
    if (event.source !== window && event.data?.tuneground) __messages.push(event.data);
  });
  addEventListener('error', (event) => {
    if (event.message) __errors.push(`uncaught: ${event.message}`);
  });
  addEventListener('unhandledrejection', (event) => __errors.push(`unhandled: ${event.reason}`));
  const say = console.error;
  console.error = (...words) => {
    __errors.push(words.map(String).join(' '));
    say.apply(console, words);
  };

  // A headless browser's clipboard asks for a permission that nobody can give.
  window.__copied = null;
  if (window.isSecureContext && navigator.clipboard) {
    navigator.clipboard.writeText = async (text) => {
      window.__copied = text;
    };
    navigator.clipboard.write = async (items) => {
      const text = await items[0].getType('text/plain');
      window.__copied = await text.text();
    };
  }

  // What a service worker keeps would hide from the page what a test has damaged.
  const container = window.ServiceWorkerContainer?.prototype;
  const register = container?.register;
  if (container) {
    container.register = function (...how) {
      return window.__keeps ? register.apply(this, how) : Promise.reject(new Error('a test keeps nothing'));
    };
  }

  // What the page hands over as files, by name; downloading would leave the browser.
  window.__files = {};
  const blobs = new Map();
  const address = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const url = address(blob);
    blobs.set(url, blob);
    return url;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (this.download && blobs.has(this.href)) __files[this.download] = blobs.get(this.href);
    else click.call(this);
  };

  window.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      const started = { worker: this, url: String(url), killed: false };
      __workers.push(started);
      this.addEventListener('error', (event) => {
        if (!started.killed) __errors.push(`worker: ${event.message}`);
      });
    }
  };

  // What a page sees of a worker whose wasm traps: no more messages, and an `error`.
  window.__kill = (bin) => {
    const victim = __workers.findLast((one) => one.url.includes(bin));
    if (!victim) return false;
    victim.killed = true;
    victim.worker.terminate();
    const message = 'RuntimeError: unreachable';
    victim.worker.dispatchEvent(new ErrorEvent('error', { message, cancelable: true }));
    return true;
  };
})();
