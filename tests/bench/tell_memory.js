// Stands before the worker's own script: tells how much memory the worker's wasm has, on request.
{
  let memory;
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...words) => {
    const made = await instantiate(...words);
    memory = (made.instance ?? made).exports.memory;
    return made;
  };
  delete WebAssembly.instantiateStreaming;
  const channel = new BroadcastChannel('memory-sizes');
  channel.onmessage = ({ data }) => {
    if (data === 'how much?') {
      channel.postMessage({ since: performance.timeOrigin, bytes: memory.buffer.byteLength });
    }
  };
}
