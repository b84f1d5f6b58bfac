// Firefox looks at what a GPU has done when something is submitted to it, else ten times a second
// (https://bugzilla.mozilla.org/show_bug.cgi?id=1870699), so each result would be awaited for a tenth of one. Where even
// an empty queue keeps somebody waiting, an empty list is submitted every few milliseconds for as long as a result is awaited.
const SLOW_MS = 20;

// One slow answer may be a busy machine's; a slow browser never has a fast one.
const isSlow = async (queue) => {
  for (let tries = 0; tries < 3; tries += 1) {
    const began = performance.now();
    await queue.onSubmittedWorkDone();
    if (performance.now() - began < SLOW_MS) return false;
  }
  return true;
};

const nudgeWhileAwaited = (queue) => {
  let awaited = 0;
  let isNudging = false;
  const nudge = () => {
    isNudging = awaited > 0;
    if (!isNudging) return;
    queue.submit([]);
    setTimeout(nudge, 1);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...words) {
    const mapped = mapAsync.apply(this, words);
    const over = () => (awaited -= 1);
    awaited += 1;
    mapped.then(over, over);
    if (!isNudging) setTimeout(nudge, 1);
    isNudging = true;
    return mapped;
  };
};

if (self.GPUAdapter) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...words) {
    const device = await requestDevice.apply(this, words);
    if (await isSlow(device.queue)) nudgeWhileAwaited(device.queue);
    return device;
  };
}
