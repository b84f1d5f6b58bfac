// The bare loop in a worker: answers `{ batchSize, hidden }` with the milliseconds of a second epoch and its evaluation.
import init, { BareLoop } from './bare.js';
import { images } from './mnist.js';

await init();
const bare = new BareLoop(...images);

onmessage = ({ data: { batchSize, hidden } }) => {
  bare.begin(hidden);
  bare.train_epoch(batchSize);
  bare.evaluate();
  const start = performance.now();
  const loss = bare.train_epoch(batchSize);
  const accuracy = bare.evaluate();
  postMessage({ milliseconds: performance.now() - start, loss, accuracy });
};
postMessage('ready');
