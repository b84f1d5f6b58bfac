// The bare loop in a worker: answers `{ batchSize }` with the milliseconds of an epoch and its evaluation.
import init, { BareLoop } from './bare.js';

const IMAGES = 10000;

async function shard(name) {
  const response = await fetch(`../mnist/${name}.bin.gz`);
  const plain = response.body.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());
  return { labels: bytes.subarray(0, IMAGES), pixels: bytes.subarray(IMAGES) };
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

await init();
const train = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => shard(`train-${number}`)));
const test = await shard('test');
const bare = new BareLoop(
  joined(train.map((part) => part.pixels)),
  joined(train.map((part) => part.labels)),
  test.pixels,
  test.labels,
);

onmessage = ({ data: { batchSize } }) => {
  const start = performance.now();
  const loss = bare.train_epoch(batchSize);
  const accuracy = bare.evaluate();
  postMessage({ milliseconds: performance.now() - start, loss, accuracy });
};
postMessage('ready');
