// The trainer in a worker, step by step: answers `{ hyperparams, isDense }` with the microseconds of the parts of a step.
import init, { Steps } from './steps.js';
import { images } from './mnist.js';

await init();
const steps = new Steps(...images);

onmessage = ({ data: { hyperparams, isDense } }) => {
  postMessage({ microseconds: [...steps.parts(JSON.stringify(hyperparams), isDense)] });
};
postMessage('ready');
