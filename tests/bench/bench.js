// In the benchmark's own page: the real workers and the bare one, driven by hand.
const answer = (worker, wanted) =>
  new Promise((resolve, reject) => {
    const listen = ({ data }) => {
      if (['failed', 'unavailable', 'load-failed', 'rejected'].includes(data?.event)) {
        reject(new Error(data.message ?? data.reason ?? JSON.stringify(data.errors)));
      } else if (wanted(data)) {
        worker.removeEventListener('message', listen);
        resolve({ data, at: performance.now() });
      }
    };
    worker.addEventListener('message', listen);
    worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
  });

const started = {};
async function start(name, url, wanted) {
  if (!started[name]) {
    const worker = new Worker(url, { type: 'module' });
    started[name] = answer(worker, wanted).then(() => worker);
  }
  return started[name];
}

let runs = 0;
// From the command to start a run until it has ended.
async function train(worker, hyperparams) {
  const run_id = (runs += 1);
  const ended = answer(worker, (data) => data.event === 'train-end' && data.run_id === run_id);
  worker.postMessage({ command: 'start', run_id, hyperparams, pace: 'through' });
  await ended;
}

// Milliseconds of the run's last epoch and its evaluation, from message to message.
window.ours = async (bin, hyperparams) => {
  const worker = await start(bin, `worker.js?bin=${bin}`, (data) => data.event === 'ready');
  const loaded = answer(worker, (data) => data.event === 'loaded');
  worker.postMessage({ command: 'load', train_images: hyperparams.train_images });
  await loaded;
  const ends = [];
  const note = ({ data }) => {
    if (data.event === 'train-begin' || data.event === 'epoch-end') ends.push(performance.now());
  };
  worker.addEventListener('message', note);
  await train(worker, hyperparams);
  worker.removeEventListener('message', note);
  return ends.at(-1) - ends.at(-2);
};

// Milliseconds of several runs, one after another, in a worker that has their images.
window.trials = async (bin, settings) => {
  const worker = await started[bin];
  const begin = performance.now();
  for (const hyperparams of settings) await train(worker, hyperparams);
  return performance.now() - begin;
};

window.bare = async (batchSize) => {
  const worker = await start('bare', 'bare_worker.js', (data) => data === 'ready');
  const done = answer(worker, (data) => data.milliseconds !== undefined);
  worker.postMessage({ batchSize });
  return (await done).data.milliseconds;
};

// What the worker's prelude has counted so far.
const counter = new BroadcastChannel('gpu-counts');
window.gpuCounts = () =>
  new Promise((resolve) => {
    counter.onmessage = ({ data }) => data.dispatches !== undefined && resolve(data);
    counter.postMessage('how many?');
  });
