"""The loss around networks along filter-normalized directions (Li et al. 2018) at three points, and where the epochs of a run
lie along their principal directions, by numpy, for `tests/inside.rs`.

    python tests/inside/surface.py public/mnist > tests/inside/surface.json

Needs numpy alone. The numbers of networks and directions are those of `numbers` below; a direction's are those of a network
whose places begin at 100, or 200.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np

IMAGES = 200
POINTS = [[0.0, 0.0], [0.5, -0.25], [-1.0, 0.75]]


def numbers(place, shape, name="kernel"):
    """As in by_keras.py."""
    count = int(np.prod(shape))
    whole = (np.arange(count, dtype=np.int64) * 7919 + place * 104729) % 2001 - 1000
    if name in ("gamma", "moving_variance"):
        whole = np.abs(whole) + 500
    scaled = (whole / (8192 if count > 1000 else 1024)).astype(np.float32)
    return scaled.astype(np.float64).reshape(shape)


def softmax(x):
    x = np.exp(x - x.max(axis=1, keepdims=True))
    return x / x.sum(axis=1, keepdims=True)


ACTIVATIONS = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0), "linear": lambda x: x}
NORM = ["gamma", "beta", "moving_mean", "moving_variance"]
CASES = [
    ("hidden_units=6:tanh,6:relu", ["tanh", "relu"], False),
    ("hidden_units=6:relu,6:tanh batch_norm=before_activation", ["relu", "tanh"], True),
    ("hidden_units=6:linear", ["linear"], False),
]


def network(hidden, has_norm, first=0):
    """Layers of a kernel, a bias, and a normalization where there is one."""
    place, width, layers = first, 784, []
    for units in [6] * len(hidden) + [10]:
        kernel, bias = numbers(place, (width, units)), numbers(place + 1, (units,))
        place, width = place + 2, units
        norm = None
        if has_norm and len(layers) < len(hidden):
            norm = [numbers(place + at, (units,), name) for at, name in enumerate(NORM)]
            place += 4
        layers.append((kernel, bias, norm))
    return layers


def loss(layers, hidden, images, labels):
    values = images
    for at, (kernel, bias, norm) in enumerate(layers):
        values = values @ kernel + bias
        if norm:
            gamma, beta, mean, variance = norm
            values = gamma * (values - mean) / np.sqrt(variance + 0.001) + beta
        values = ACTIVATIONS[hidden[at]](values) if at < len(hidden) else softmax(values)
    shares = np.clip(values, 1e-7, 1 - 1e-7)
    return float(-np.log(shares[np.arange(len(labels)), labels]).mean())


def along(layers, way, step):
    return [(kernel + step * way[at], bias, norm) for at, (kernel, bias, norm) in enumerate(layers)]


def filter_normalized(layers, raw):
    ways = []
    for (kernel, _, _), direction in zip(layers, raw, strict=True):
        ways.append(direction * np.linalg.norm(kernel, axis=0) / np.linalg.norm(direction, axis=0))
    return ways


def around(rows, hidden, has_norm, images, labels):
    layers = network(hidden, has_norm)
    shapes = [kernel.shape for kernel, _, _ in layers]
    ways = []
    for first in (100, 200):
        raw = [numbers(first + at, shape) for at, shape in enumerate(shapes)]
        ways.append(filter_normalized(layers, raw))
    losses = []
    for point in POINTS:
        moved = along(along(layers, ways[0], point[0]), ways[1], point[1])
        losses.append(loss(moved, hidden, images, labels))
    return {"rows": rows, "points": POINTS, "losses": losses}


def path():
    """Four networks, which lie around the last one of them in three directions."""
    epochs = [network(["tanh", "relu"], False, 7 * at) for at in range(4)]
    flat = [np.concatenate([np.concatenate([k.ravel(), b]) for k, b, _ in layers]) for layers in epochs]
    apart = np.array(flat) - flat[-1]
    left, sizes, _ = np.linalg.svd(apart, full_matrices=False)
    return {
        "path": np.abs(left[:, :2] * sizes[:2]).tolist(),
        "share": float((sizes[:2] ** 2).sum() / (sizes**2).sum()),
    }


def main(folder):
    shard = gzip.decompress((Path(folder) / "test.bin.gz").read_bytes())
    labels = np.frombuffer(shard, np.uint8, IMAGES)
    pixels = np.frombuffer(shard, np.uint8, IMAGES * 784, 10_000).reshape(-1, 784)
    images = (pixels.astype(np.float32) / np.float32(255)).astype(np.float64)
    cases = [around(*case, images, labels) for case in CASES]
    rounded = json.loads(
        json.dumps({"cases": cases, "path": path()}),
        parse_float=lambda text: float(f"{float(text):.10g}"),
    )
    print(json.dumps(rounded))


main(sys.argv[1])
