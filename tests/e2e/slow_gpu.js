// Stands before the worker's own script: counts the empty lists that are submitted, and tells on request. With
// `self.isSlow` the queue answers like a browser that looks after its GPU ten times a second.
{
  const { onSubmittedWorkDone, submit } = GPUQueue.prototype;
  GPUQueue.prototype.onSubmittedWorkDone = async function () {
    if (self.isSlow) await new Promise((resolve) => setTimeout(resolve, 100));
    return onSubmittedWorkDone.apply(this);
  };
  let empty = 0;
  GPUQueue.prototype.submit = function (list) {
    empty += list.length === 0;
    return submit.call(this, list);
  };
  const channel = new BroadcastChannel('empty-lists');
  channel.onmessage = ({ data }) => data === 'how many?' && channel.postMessage({ empty });
}
