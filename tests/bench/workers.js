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

let runs = 0;
// Trains a run on a worker that has the images: to its end, or until its first step was made.
window.trainOn = (id, hyperparams, stops) =>
  new Promise((resolve, reject) => {
    const run_id = (runs += 1);
    hear = (from, message) => {
      const [[event, told]] = Object.entries(message);
      if (event === 'failed') reject(new Error(told.message));
      if (told.run_id !== run_id) return;
      if (event === 'progress' && stops) pool.send(id, { stop: { run_id } });
      if (event === 'train-end') resolve(told.outcome);
    };
    pool.send(id, { start: { run_id, hyperparams, pace: 'through' } });
  });

window.startAndStop = async (id, hyperparams, times) => {
  for (let time = 0; time < times; time += 1) await trainOn(id, hyperparams, true);
};

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
