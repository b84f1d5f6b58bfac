"""An epoch of `fit` against one of Keras on JAX, natively and with as many threads:

    python epochs.py SHARDS FIT

Both train two hidden layers of 128 relu nodes with Adam on all of MNIST and evaluate on the test set. Rounds alternate;
what counts is the second epoch of each, and of five ratios the one in the middle.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

REAL = pathlib.Path(__file__).parents[2] / "study_scripts/real"
BATCH_SIZES = [128, 1_000, 30_000]
ROUNDS = 5


def epochs_of_keras(shards):
    """Trains whenever a batch size is asked for on standard input, and answers with the last epoch's seconds."""
    sys.path.insert(0, str(REAL))
    import keras
    import run

    (x_train, y_train), (x_test, y_test) = run.load(shards)
    x_train, x_test = (it.reshape(-1, 784).astype("float32") / 255 for it in (x_train, x_test))
    y_train, y_test = (keras.utils.to_categorical(it, 10) for it in (y_train, y_test))
    models = {}
    for line in sys.stdin:
        batch_size = int(line)
        model = models.get(batch_size)
        if model is None:
            hidden = [keras.layers.Dense(128, activation="relu") for _ in range(2)]
            output = keras.layers.Dense(10, activation="softmax")
            model = models[batch_size] = keras.Sequential([keras.Input((784,)), *hidden, output])
            model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        ends = []
        tell = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
        model.fit(
            x_train,
            y_train,
            batch_size=batch_size,
            epochs=2,
            validation_data=(x_test, y_test),
            verbose=0,
            callbacks=[tell],
        )
        print(ends[1] - ends[0], flush=True)


def bound(threads):
    """Keeps a process that is to start, and what it starts, on so many cores."""
    return lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def epoch_of_fit(fit, shards, threads, batch_size):
    """Seconds of the second epoch."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "config.json")
        network = {"n_layers": 2, "n_nodes": 128, "optimizer": "adam"}
        config.write_text(json.dumps({**network, "train_images": 60_000, "batch_size": batch_size, "epochs": 2}))
        command = [fit, config, "--data", shards, "--threads", str(threads)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, preexec_fn=bound(threads))
    return json.loads(ran.stdout)["history"][1]["seconds"]


def compare(fit, shards, threads):
    eigen = f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()} intra_op_parallelism_threads={threads}"
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "XLA_FLAGS": eigen}
    keras = subprocess.Popen(
        [sys.executable, __file__, "--keras", shards],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=bound(threads),
    )

    def epoch_of_keras(batch_size):
        print(batch_size, file=keras.stdin, flush=True)
        return float(keras.stdout.readline())

    for batch_size in BATCH_SIZES:
        # The first compiles.
        epoch_of_keras(batch_size)
        rounds = [(epoch_of_fit(fit, shards, threads, batch_size), epoch_of_keras(batch_size)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(it) for it in zip(*rounds))
        ratio = statistics.median(one / other for one, other in rounds)
        what = f"batch {batch_size}, {threads} thread{'s' if threads > 1 else ''}"
        print(f"| {what} | {ours * 1e3:.0f} ms | {theirs * 1e3:.0f} ms | {ratio:.2f} |", flush=True)
    keras.stdin.close()
    keras.wait()


def main(shards, fit):
    print("| an epoch | `fit` | Keras on JAX | ratio |\n|---|---|---|---|")
    for threads in [1, 2]:
        compare(fit, shards, threads)


if __name__ == "__main__":
    if sys.argv[1] == "--keras":
        epochs_of_keras(sys.argv[2])
    else:
        main(*sys.argv[1:])
