"""Opens the models of a folder with Keras and ONNX Runtime and compares what they say of its images with what the
training core says; then Keras saves them again.

    python check.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
import onnxruntime
from safetensors.numpy import load_file

TOLERANCE = 1e-6


def off(found, expected):
    """The largest difference, of outputs beyond 1 relative to their size."""
    return float((np.abs(found - expected) / np.maximum(1, np.abs(expected))).max())


def same_variables(model, tensors):
    """Every variable of the model is in the safetensors by its path, and nothing else is."""
    for variable in model.weights:
        name = variable.path.split("/", 1)[1]
        assert np.array_equal(np.asarray(variable), tensors.pop(name)), name
    assert not tensors, list(tensors)


def main(folder):
    images = np.fromfile(folder / "images.f32", np.float32).reshape(-1, 784)
    options = onnxruntime.SessionOptions()
    # What only training needs is in the graph, too; it warns of that.
    options.log_severity_level = 3
    worst = 0.0
    for file in sorted(folder.glob("*.onnx")):
        name = file.stem
        expected = np.fromfile(folder / f"{name}.f32", np.float32).reshape(-1, 10)
        model = keras.saving.load_model(folder / f"{name}.keras")
        same_variables(model, load_file(folder / f"{name}.safetensors"))
        by_keras = off(np.asarray(model(images, training=False)), expected)
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        by_onnx = off(session.run(["outputs"], {"images": images})[0], expected)
        print(f"{name}: Keras {by_keras:.1e}, ONNX Runtime {by_onnx:.1e} off")
        worst = max(worst, by_keras, by_onnx)
        model.save(folder / f"{name}.saved_again.keras")
    assert worst <= TOLERANCE, f"{worst:.1e} is more than {TOLERANCE}"


main(Path(sys.argv[1]))
