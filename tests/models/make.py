"""Writes `keras.keras`, a model as Keras itself saves it, and `keras.json`, what it says of the first test images:

    python make.py ../../public/mnist
"""

import gzip
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers, regularizers

HERE = Path(__file__).parent

keras.utils.set_random_seed(42)
# Others have been made before: names are numbered on, and are not what a file goes by.
keras.Sequential([layers.Dense(1), layers.BatchNormalization()])
model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        layers.GaussianNoise(0.1),
        layers.Dense(3, kernel_regularizer=regularizers.L2(0.001)),
        layers.BatchNormalization(momentum=0.5),
        layers.Activation("relu"),
        layers.Dropout(0.1),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="sparse_categorical_crossentropy")

shard = gzip.decompress((Path(sys.argv[1]) / "test.bin.gz").read_bytes())
labels, pixels = np.frombuffer(shard, np.uint8, 500), np.frombuffer(shard, np.uint8, 500 * 784, 10_000)
images = pixels.reshape(-1, 784).astype(np.float32) / 255
model.fit(images, labels, batch_size=50, epochs=1, verbose=0)
model.save(HERE / "keras.keras")
outputs = np.asarray(model(images[:8], training=False)).astype(float)
(HERE / "keras.json").write_text(json.dumps(outputs.tolist()) + "\n")
