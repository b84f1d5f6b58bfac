"""Runs scripts for tuners as they were exported, but for the images, which come from the shards in public/mnist:

    python run.py SHARDS SCRIPT...

Each has to train every setting, and all the same ones with the same results.
"""

import gzip
import os
import pathlib
import re
import subprocess
import sys

import numpy

LOADED = "keras.datasets.mnist.load_data()"


def load(shards):
    """What `keras.datasets.mnist.load_data` gives."""

    def read(name, images):
        data = numpy.frombuffer(gzip.decompress(pathlib.Path(shards, name).read_bytes()), "uint8")
        return data[images:].reshape(images, 28, 28), data[:images]

    parts = [read(f"train-{number}.bin.gz", 10_000) for number in range(6)]
    train = tuple(numpy.concatenate(part) for part in zip(*parts))
    return train, read("test.bin.gz", 10_000)


def results(shards, script):
    """A line for each setting that was trained."""
    text = pathlib.Path(script).read_text()
    assert LOADED in text, script
    copy = pathlib.Path(script).with_suffix(".shards.py")
    copy.write_text(text.replace(LOADED, f"__import__('run').load({shards!r})"))
    folder = os.path.dirname(os.path.abspath(__file__))
    environment = {"KERAS_BACKEND": "jax", **os.environ, "PYTHONPATH": folder}
    ran = subprocess.run(
        [sys.executable, copy.name], cwd=copy.parent, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert ran.returncode == 0, f"{script} ended with {ran.returncode}"
    return sorted(re.findall(r"^ *\d\.\d{4}  \{.*\}$", ran.stdout, re.MULTILINE))


def main(shards, *scripts):
    settings = 6
    found = {script: results(os.path.abspath(shards), script) for script in scripts}
    for script, lines in found.items():
        print(f"{os.path.basename(script)}: {len(lines)} of {settings} settings trained")
    print("\n".join(next(iter(found.values()))))
    assert all(len(lines) == settings for lines in found.values()), "not every setting was trained"
    assert len(set(map(tuple, found.values()))) == 1, f"the tuners do not agree: {found}"
    print("all agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
