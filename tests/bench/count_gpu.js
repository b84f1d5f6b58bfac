// Stands before the worker's own script: counts what it asks of the GPU, and tells on request.
{
  const counts = { dispatches: 0, submits: 0, pipelines: 0 };
  const count = (type, method, what) => {
    const original = type?.prototype[method];
    if (!original) return;
    type.prototype[method] = function (...words) {
      counts[what] += 1;
      return original.apply(this, words);
    };
  };
  count(self.GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatches');
  count(self.GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', 'dispatches');
  count(self.GPUQueue, 'submit', 'submits');
  count(self.GPUDevice, 'createComputePipeline', 'pipelines');
  count(self.GPUDevice, 'createComputePipelineAsync', 'pipelines');
  const channel = new BroadcastChannel('gpu-counts');
  channel.onmessage = ({ data }) => {
    if (data === 'how many?') channel.postMessage(counts);
  };
}
