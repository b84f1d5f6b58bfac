"""What Keras makes of networks at the first 200 test images, for `tests/inside.rs`: the loss, its gradients, what hidden
layers give, and the expected calibration error.

    python tests/inside/by_keras.py public/mnist > tests/inside/by_keras.json

Needs Keras with JAX. All is in double precision; the networks' numbers are those of `numbers` below, or those of the saved
model `tests/models/keras.keras`.
"""

import gzip
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import jax

jax.config.update("jax_enable_x64", True)

import keras
import numpy as np
from keras import layers, losses

keras.config.set_floatx("float64")
IMAGES, BINS = 200, 10
SAVED = Path(__file__).parent.parent / "models" / "keras.keras"


def numbers(place, count, name):
    """Reproducible everywhere, and exact in single precision."""
    whole = (np.arange(count, dtype=np.int64) * 7919 + place * 104729) % 2001 - 1000
    if name in ("gamma", "moving_variance"):
        whole = np.abs(whole) + 500
    return (whole / (8192 if count > 1000 else 1024)).astype(np.float32).astype(np.float64)


def network(hidden, output, norm=None):
    parts = [keras.Input(shape=(784,))]
    for activation in hidden:
        parts.append(layers.Dense(6))
        if norm == "before":
            parts.append(layers.BatchNormalization(epsilon=0.001))
        parts.append(layers.Activation(activation))
        if norm == "after":
            parts.append(layers.BatchNormalization(epsilon=0.001))
    parts += [layers.Dense(10), layers.Activation(output)]
    model = keras.Sequential(parts)
    for place, weight in enumerate(model.weights):
        name = weight.path.split("/")[-1]
        weight.assign(numbers(place, int(np.prod(weight.shape)), name).reshape(weight.shape))
    return model


def saved():
    """The saved model in double precision: its layers without what an evaluation leaves out."""
    found = keras.saving.load_model(SAVED)
    kept = [it for it in found.layers if it.weights]
    parts = [keras.Input(shape=(784,)), layers.Dense(3), layers.BatchNormalization(epsilon=kept[1].epsilon)]
    model = keras.Sequential(parts + [layers.Activation("relu"), layers.Dense(10), layers.Activation("softmax")])
    for copy, layer in zip([it for it in model.layers if it.weights], kept, strict=True):
        copy.set_weights([np.asarray(it, np.float64) for it in layer.get_weights()])
    return model


CASES = [
    ("saved", saved, losses.CategoricalCrossentropy()),
    (
        "hidden_units=6:tanh,6:relu label_smoothing=0.1",
        lambda: network(["tanh", "relu"], "softmax"),
        losses.CategoricalCrossentropy(label_smoothing=0.1),
    ),
    (
        "hidden_units=6:gelu,6:silu batch_norm=before_activation from_logits=true output_activation=linear",
        lambda: network(["gelu", "silu"], "linear", "before"),
        losses.CategoricalCrossentropy(from_logits=True),
    ),
    (
        "hidden_units=6:elu,6:softplus batch_norm=after_activation loss=kl_divergence",
        lambda: network(["elu", "softplus"], "softmax", "after"),
        losses.KLDivergence(),
    ),
    (
        "hidden_units=6:sigmoid,6:mish loss=binary_crossentropy output_activation=sigmoid",
        lambda: network(["sigmoid", "mish"], "sigmoid"),
        losses.BinaryCrossentropy(),
    ),
    (
        "hidden_units=6:selu,6:softsign loss=mean_squared_error output_activation=tanh",
        lambda: network(["selu", "softsign"], "tanh"),
        losses.MeanSquaredError(),
    ),
    (
        "hidden_units=6:hard_sigmoid loss=mean_absolute_error output_activation=softplus",
        lambda: network(["hard_sigmoid"], "softplus"),
        losses.MeanAbsoluteError(),
    ),
    (
        "hidden_units=6:linear loss=huber huber_delta=0.3",
        lambda: network(["linear"], "softmax"),
        losses.Huber(delta=0.3),
    ),
    (
        "hidden_units=6:silu loss=categorical_hinge output_activation=linear",
        lambda: network(["silu"], "linear"),
        losses.CategoricalHinge(),
    ),
]


def calibration(shares, labels):
    """Guo et al. 2017, section 3, with even bins."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == at].sum() - sure[bins == at].sum()) for at in range(BINS)]
    return sum(gaps) / len(labels)


def case(rows, model, loss, images, labels):
    targets = np.eye(10)[labels]
    trainable = [it.value for it in model.trainable_variables]
    others = [it.value for it in model.non_trainable_variables]

    def cost(trainable):
        outputs, _ = model.stateless_call(trainable, others, images, training=False)
        return loss(targets, outputs)

    value, gradients = jax.value_and_grad(cost)(trainable)
    found = {}
    for variable, gradient in zip(model.trainable_variables, gradients, strict=True):
        kind = variable.path.split("/")[-1]
        if kind in ("kernel", "bias"):
            flat = np.asarray(gradient).reshape(-1)
            found.setdefault(kind, []).append(flat[:: 97 if flat.size > 1000 else 1].tolist())
    bends = [it.output for it in model.layers if isinstance(it, layers.Activation)]
    outputs = [np.asarray(it) for it in keras.Model(model.inputs, bends)(images[:3], training=False)]
    said = np.asarray(model(images, training=False))
    shares = np.exp(said - said.max(axis=1, keepdims=True))
    is_logits = "from_logits" in rows
    is_softmax = model.layers[-1].activation is keras.activations.softmax
    return {
        "rows": rows,
        "loss": float(value),
        "kernels": found["kernel"],
        "biases": found["bias"],
        "outputs": [it.reshape(-1).tolist() for it in outputs],
        "calibration": float(calibration(shares / shares.sum(axis=1, keepdims=True) if is_logits else said, labels))
        if is_logits or is_softmax
        else None,
    }


def main(folder):
    shard = gzip.decompress((Path(folder) / "test.bin.gz").read_bytes())
    labels = np.frombuffer(shard, np.uint8, IMAGES)
    pixels = np.frombuffer(shard, np.uint8, IMAGES * 784, 10_000).reshape(-1, 784)
    images = (pixels.astype(np.float32) / np.float32(255)).astype(np.float64)
    cases = [case(rows, make(), loss, images, labels) for rows, make, loss in CASES]
    # Ten digits are more than the test asks for.
    rounded = json.loads(json.dumps(cases), parse_float=lambda text: float(f"{float(text):.10g}"))
    print(json.dumps(rounded))


main(sys.argv[1])
