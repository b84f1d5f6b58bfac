// In the benchmark's own page: the site's pool of workers, and how soon and how heavily they start.
import init, { Pool } from './pool.js';

await init();

let hear = () => {};
let pool = new Pool((id, event) => hear(id, event));

// Milliseconds from the start of a worker until it has so many images.
window.startWorker = (id, trainImages) =>
  new Promise((resolve, reject) => {
    hear = (from, message) => {
      const [[event, told]] = Object.entries(message);
      if (['failed', 'unavailable', 'load-failed'].includes(event)) {
        reject(new Error(told.message ?? told.reason));
      } else if (from === id && event === 'loaded') {
        resolve(performance.now() - start);
      }
    };
    const start = performance.now();
    pool.start(id);
    pool.send(id, { load: { train_images: trainImages } });
  });

// Ends the workers, and forgets what they shared.
window.endWorkers = (count) => {
  for (let id = 0; id < count; id += 1) pool.end(id);
  pool.free();
  pool = new Pool((id, event) => hear(id, event));
};

// Bytes of the wasm memory of each of so many workers, in the order of their starts; a prelude tells.
const sizes = new BroadcastChannel('memory-sizes');
window.memorySizes = (count) =>
  new Promise((resolve) => {
    const told = [];
    sizes.onmessage = ({ data }) => {
      if (data.bytes && told.push(data) === count) {
        resolve(told.sort((one, other) => one.since - other.since).map(({ bytes }) => bytes));
      }
    };
    sizes.postMessage('how much?');
  });

document.title = 'ready';
