// Stands before the worker's own script: loses the GPU when it is told to.
{
  const devices = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...words) {
    const device = await requestDevice.apply(this, words);
    devices.push(device);
    return device;
  };
  new BroadcastChannel('lose-gpu').onmessage = () => devices.forEach((device) => device.destroy());
}
