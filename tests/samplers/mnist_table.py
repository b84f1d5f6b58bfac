"""A table of 2,000 settings, each trained by `fit`: `python mnist_table.py > mnist.csv`, in ten minutes on two cores.

What is swept stands in `mnist_sgd.json` and `mnist_adam.json`; 2,000 images are trained on twice, and 1,000 others judge.
"""

import csv
import io
import pathlib
import subprocess

here = pathlib.Path(__file__).parent
SWEPT = ["learning_rate", "batch_size", "n_nodes", "dropout"]


def trained(optimizer):
    study = here / f"mnist_{optimizer}.json"
    command = ["cargo", "run", "--release", "--bin", "fit", "--", "--study", str(study)]
    told = subprocess.run(command, cwd=here.parent.parent, stdout=subprocess.PIPE, check=True, text=True)
    return csv.DictReader(io.StringIO(told.stdout))


print(",".join(["optimizer", *SWEPT, "val_accuracy"]))
for optimizer in ["sgd", "adam"]:
    for row in trained(optimizer):
        if row["is_result"] == "true":
            print(",".join([optimizer, *(row[name] for name in SWEPT), row["val_accuracy"]]))
