// The site's images, for what measures without the site's worker.
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

const train = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => shard(`train-${number}`)));
const test = await shard('test');

// Pixels and labels of the training images, and those of the test images.
export const images = [
  joined(train.map((part) => part.pixels)),
  joined(train.map((part) => part.labels)),
  test.pixels,
  test.labels,
];
