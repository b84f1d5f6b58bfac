// The same training with jax-js: answers `{ device, hidden, batchSize, trainImages, evaluates }` with the milliseconds
// of a second epoch, with its evaluation where that is asked for. Batches are on the device before the clock starts.
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from './index.js';
import { images } from './mnist.js';

const PIXELS = 784;
const TESTED_AT_ONCE = 1000;

function network(sizes) {
  return sizes.slice(1).map((units, at) => {
    const limit = Math.sqrt(6 / (sizes[at] + units));
    const kernel = random.uniform(random.key(at), [sizes[at], units], { minval: -limit, maxval: limit });
    return { kernel, bias: np.zeros([units]) };
  });
}

const logits = (layers, x) =>
  layers.reduce((below, { kernel, bias }, at) => {
    const sums = np.matmul(below, kernel).add(bias);
    return at < layers.length - 1 ? nn.relu(sums) : sums;
  }, x);

const crossEntropy = (layers, x, y) => np.mean(nn.logSoftmax(logits(layers, x)).mul(y).sum(-1)).neg();

// Adam; the rate comes corrected for its bias.
const step = jit((layers, m, v, rate, x, y) => {
  const [loss, gradients] = valueAndGrad(crossEntropy)(tree.ref(layers), x, y);
  const nextM = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(gradients));
  const nextV = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), v, gradients);
  const update = (w, m, v) => w.sub(m.mul(rate.ref).div(np.sqrt(v).add(1e-7)));
  const next = tree.map(update, layers, tree.ref(nextM), tree.ref(nextV));
  rate.dispose();
  return [next, nextM, nextV, loss];
});

const hits = jit((layers, x, y) => {
  const found = np.argmax(logits(layers, x), -1);
  return np.sum(np.equal(found, np.argmax(y, -1)).astype(np.float32));
});

function batches(pixels, labels, count, size) {
  const all = [];
  for (let from = 0; from < count; from += size) {
    const to = Math.min(from + size, count);
    const x = Float32Array.from(pixels.subarray(from * PIXELS, to * PIXELS), (it) => it / 255);
    const y = Int32Array.from(labels.subarray(from, to));
    all.push([np.array(x).reshape([to - from, PIXELS]), nn.oneHot(np.array(y, { dtype: np.int32 }), 10)]);
  }
  return all;
}

async function measure({ device, hidden, batchSize, trainImages, evaluates }) {
  await init(device);
  defaultDevice(device);
  const [pixels, labels, testPixels, testLabels] = images;
  const train = batches(pixels, labels, trainImages, batchSize);
  const test = evaluates ? batches(testPixels, testLabels, testLabels.length, TESTED_AT_ONCE) : [];
  await blockUntilReady([train, test]);
  let layers = network([PIXELS, ...hidden, 10]);
  const zeros = () => tree.map((weights) => np.zerosLike(weights.ref), layers);
  let [m, v, steps, last] = [zeros(), zeros(), 0, 0];
  const epoch = async () => {
    const start = performance.now();
    for (const [x, y] of train) {
      steps += 1;
      const rate = (0.001 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
      let loss;
      [layers, m, v, loss] = step(layers, m, v, np.array(rate), x.ref, y.ref);
      last = await loss.jsAsync();
    }
    let right = 0;
    for (const [x, y] of test) right += await hits(tree.ref(layers), x.ref, y.ref).jsAsync();
    await blockUntilReady(layers);
    return { milliseconds: performance.now() - start, loss: last, accuracy: right / testLabels.length };
  };
  await epoch();
  const measured = await epoch();
  tree.dispose([train, test, layers, m, v]);
  return measured;
}

onmessage = async ({ data }) => {
  try {
    postMessage(await measure(data));
  } catch (error) {
    postMessage({ event: 'failed', message: String(error) });
  }
};
postMessage('ready');
