// In the benchmark's own page: the real workers and the bare one, driven by hand.
// A message of the site's worker is named by its only key; one of the benchmark's own is as it is: numbers, or a list.
const read = (data) => {
  const [event, told] = Object.entries(data ?? {})[0] ?? [];
  return told && typeof told === 'object' && !Array.isArray(told) ? { event, ...told } : data;
};

const answer = (worker, wanted) =>
  new Promise((resolve, reject) => {
    const listen = (message) => {
      const data = read(message.data);
      if (['failed', 'unavailable', 'load-failed'].includes(data?.event)) {
        reject(new Error(data.message ?? data.reason));
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
// Trains a run to its end; `hear` hears all that the worker tells meanwhile.
async function train(worker, hyperparams, hear, helper) {
  const run_id = (runs += 1);
  helper?.postMessage({ help: { run_id, hyperparams } });
  const ended = answer(worker, (data) => data.event === 'train-end' && data.run_id === run_id);
  const listen = ({ data }) => hear(read(data));
  worker.addEventListener('message', listen);
  worker.postMessage({ start: { run_id, hyperparams, pace: 'through' } });
  await ended;
  worker.removeEventListener('message', listen);
}

// The site's worker, once it has the images.
async function trainer(bin, trainImages) {
  const worker = await start(bin, `worker.js?bin=${bin}`, (data) => data.event === 'ready');
  const loaded = answer(worker, (data) => data.event === 'loaded');
  worker.postMessage({ load: { train_images: trainImages } });
  await loaded;
  return worker;
}

// Milliseconds of the run's last epoch and its evaluation, from message to message.
window.ours = async (bin, hyperparams) => {
  const worker = await trainer(bin, hyperparams.train_images);
  const ends = [];
  await train(worker, hyperparams, ({ event }) => {
    if (event === 'train-begin' || event === 'epoch-end') ends.push(performance.now());
  });
  return ends.at(-1) - ends.at(-2);
};

// The same while somebody has the weights handed out after each epoch.
window.filmed = async (hyperparams) => {
  const worker = await trainer('trainer_cpu', hyperparams.train_images);
  worker.postMessage({ film: { run_id: runs + 1 } });
  const time = await window.ours('trainer_cpu', hyperparams);
  worker.postMessage({ film: { run_id: null } });
  return time;
};

// The same with a second worker that helps.
let helping;
async function helper(worker) {
  const other = await start('helper', 'worker.js?bin=trainer_cpu', (data) => data.event === 'ready');
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ role: 'lead' }, [port1]);
  other.postMessage({ role: 'help' }, [port2]);
  return other;
}

window.helped = async (hyperparams) => {
  const worker = await trainer('trainer_cpu', hyperparams.train_images);
  const other = await (helping ??= helper(worker));
  const loaded = answer(other, (data) => data.event === 'loaded');
  other.postMessage({ load: { train_images: hyperparams.train_images } });
  await loaded;
  const ends = [];
  const hear = ({ event }) => {
    if (event === 'train-begin' || event === 'epoch-end') ends.push(performance.now());
  };
  await train(worker, hyperparams, hear, other);
  return ends.at(-1) - ends.at(-2);
};

// The time of several runs, one after another, over what they have trained by the worker's clock.
window.overhead = async (bin, settings) => {
  const worker = await trainer(bin, settings[0].train_images);
  await train(worker, settings[0], () => {});
  const begin = performance.now();
  let trained = 0;
  for (const hyperparams of settings) {
    let last = 0;
    await train(worker, hyperparams, ({ event, metrics }) => {
      if (event === 'epoch-end') last = metrics.elapsed_ms;
    });
    trained += last;
  }
  return (performance.now() - begin) / trained;
};

window.bare = async (batchSize, hidden) => {
  const worker = await start('bare', 'bare_worker.js', (data) => data === 'ready');
  const done = answer(worker, (data) => data.milliseconds !== undefined);
  worker.postMessage({ batchSize, hidden });
  return (await done).data.milliseconds;
};

// The same with jax-js, with what it came to.
window.jax = async (asked) => {
  const worker = await start('jax', 'jax_worker.js', (data) => data === 'ready');
  const done = answer(worker, (data) => data.milliseconds !== undefined);
  worker.postMessage(asked);
  return (await done).data;
};

// Microseconds of the parts of a step; over images without a zero where `isDense` says so.
window.steps = async (hyperparams, isDense) => {
  const worker = await start('steps', 'steps_worker.js', (data) => data === 'ready');
  const done = answer(worker, (data) => data.microseconds !== undefined);
  worker.postMessage({ hyperparams, isDense });
  return (await done).data.microseconds;
};

// What the worker's prelude has counted so far.
const counter = new BroadcastChannel('gpu-counts');
window.gpuCounts = () =>
  new Promise((resolve) => {
    counter.onmessage = ({ data }) => data.dispatches !== undefined && resolve(data);
    counter.postMessage('how many?');
  });
