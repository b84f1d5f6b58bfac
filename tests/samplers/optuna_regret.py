"""Regret of Optuna's samplers on analytic functions and a table of settings: `python optuna_regret.py > optuna_regret.json`.

For each sampler and function the median over seeds of the smallest value so far above the minimum, after so many
trials, and how large that median may be by chance; asked one at a time, and in rounds of four as a page with four
workers asks: all four, then what they came to. The functions are those of `tests/samplers.rs`.
`pip install optuna cmaes scipy torch`; it takes half an hour, nearly all of it GPSampler's.
"""

import csv
import json
import math
import pathlib
import warnings

import numpy
import optuna

SEEDS = 20
# After how many trials: GPSampler takes long for each.
CHECKPOINTS = {
    "TPESampler": [20, 40, 60, 80, 100],
    "GPSampler": [15, 20, 30, 40],
    "CmaEsSampler": [20, 40, 60, 80, 100],
}


# J. Snoek, H. Larochelle and R. P. Adams 2012 use it, and most since; minimum 0.397887.
def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    bowl = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return bowl**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887


HEIGHTS = [1.0, 1.2, 3.0, 3.2]
SLOPES = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
CENTRES = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


# Six dimensions; minimum -3.32237.
def hartmann6(trial):
    x = [trial.suggest_float(f"x{at}", 0, 1) for at in range(6)]
    hill = lambda a, c: sum(s * (v - m) ** 2 for s, v, m in zip(a, x, c))
    return 3.32237 - sum(h * math.exp(-hill(a, c)) for h, a, c in zip(HEIGHTS, SLOPES, CENTRES))


# A valley in exponents, as learning rates have one, and a count of units.
def log_valley(trial):
    rate = math.log10(trial.suggest_float("rate", 1e-5, 1, log=True))
    decay = math.log10(trial.suggest_float("decay", 1e-6, 1e-1, log=True))
    units = math.log2(trial.suggest_int("units", 8, 512, log=True))
    return (rate + 2.3) ** 2 + 0.3 * (decay + 4 + 0.5 * (rate + 2.3)) ** 2 + 0.1 * (units - 7) ** 2


# Choices, whole numbers, and numbers that only one of the choices knows.
def conditional(trial):
    kind = trial.suggest_categorical("kind", ["sgd", "adam", "lion"])
    rate = math.log10(trial.suggest_float("rate", 1e-4, 1, log=True))
    layers = trial.suggest_int("layers", 1, 8)
    if kind == "sgd":
        momentum = trial.suggest_float("momentum", 0, 0.99)
        value = (rate + 1) ** 2 + 4 * (momentum - 0.9) ** 2
    elif kind == "adam":
        value = 0.15 + (rate + 3) ** 2
    else:
        value = 0.4 + (rate + 3.5) ** 2
    return value + 0.05 * (layers - 3) ** 2


def table():
    with open(pathlib.Path(__file__).parent / "mnist.csv") as file:
        return [float(row["val_accuracy"]) for row in csv.DictReader(file)]


TABLE = table()


# Settings that `mnist_table.py` has trained: optimizer, then the places of learning rate, batch size, units and dropout.
def mnist(trial):
    place = ["sgd", "adam"].index(trial.suggest_categorical("optimizer", ["sgd", "adam"]))
    for name, count in [("rate", 10), ("batch", 5), ("units", 5), ("dropout", 4)]:
        place = place * count + trial.suggest_int(name, 0, count - 1)
    return max(TABLE) - TABLE[place]


def regrets(name, function, seed, round_size):
    sampler = getattr(optuna.samplers, name)(seed=seed)
    study = optuna.create_study(sampler=sampler)
    best, regrets = math.inf, []
    while len(regrets) < max(CHECKPOINTS[name]):
        asked = [study.ask() for _ in range(1 if len(regrets) < 10 else round_size)]
        values = [function(trial) for trial in asked]
        for trial, value in zip(asked, values):
            study.tell(trial, value)
            best = min(best, value)
            regrets.append(best)
    return [regrets[trials - 1] for trials in CHECKPOINTS[name]]


def summary(name, function, round_size):
    runs = [regrets(name, function, seed, round_size) for seed in range(SEEDS)]
    runs = numpy.sort(runs, axis=0)
    rounded = lambda values: [round(float(value), 6) for value in values]
    # The 15th of 20 is above the median of all seeds that there are with a probability of 0.98 (order statistics).
    return {"median": rounded(numpy.median(runs, axis=0)), "upper": rounded(runs[14])}


def measured(name):
    functions = [branin, hartmann6, log_valley, conditional, mnist]
    regrets = {
        f"{function.__name__}, rounds of {size}": summary(name, function, size)
        for function in functions
        for size in [1, 4]
    }
    return {"trials": CHECKPOINTS[name], "regrets": regrets}


optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")
samplers = {name: measured(name) for name in CHECKPOINTS}
print(json.dumps({"optuna": optuna.__version__, "seeds": SEEDS, "samplers": samplers}, indent=2))
