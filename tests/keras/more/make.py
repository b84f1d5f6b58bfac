"""Computes the runs of this folder with Keras, in the format that ../cases/README.md describes.

    pip install keras==3.15.1 jax safetensors
    python make.py MNIST_FOLDER      # the folder of the shards, public/mnist
"""

import copy
import gzip
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras
import numpy as np
from safetensors.numpy import load_file, save_file

HERE = Path(__file__).parent
CASES = HERE.parent / "cases"
TRAIN, VALIDATION = 512, 256

BASE = {
    "hidden_units": [16, 12],
    "activation": {"name": "relu"},
    "output_activation": {"name": "softmax"},
    "loss": "categorical_crossentropy",
    "from_logits": False,
    "label_smoothing": 0.0,
    "optimizer": {"name": "SGD", "learning_rate": 0.1},
    "learning_rate_schedule": None,
    "reduce_lr_on_plateau": None,
    "kernel_regularizer": None,
    "bias_regularizer": None,
    "activity_regularizer": None,
    "kernel_constraint": None,
    "penalty_layers": "hidden",
    "batch_norm": None,
    "epochs": 4,
    "batch_size": 100,
    "shuffle": False,
    "early_stopping": None,
}


LOSSES = {
    "kl_divergence": keras.losses.KLDivergence,
    "mean_squared_error": keras.losses.MeanSquaredError,
    "mean_absolute_error": keras.losses.MeanAbsoluteError,
    "categorical_hinge": keras.losses.CategoricalHinge,
}


def shard(folder, name, count):
    plain = gzip.decompress((Path(folder) / name).read_bytes())
    images = (len(plain)) // 785
    labels = np.frombuffer(plain[:images], np.uint8)[:count]
    pixels = np.frombuffer(plain[images:], np.uint8).reshape(images, 784)[:count]
    x = pixels.astype(np.float32) / np.float32(255)
    return x, np.eye(10, dtype=np.float32)[labels]


def made(module, config):
    """An object from {"name": ..., arguments} or {"class_name": ..., "config": arguments}, or None."""
    if config is None:
        return None
    name, arguments = class_and_arguments(config)
    return getattr(module, name)(**arguments)


def class_and_arguments(config):
    if "class_name" in config:
        return config["class_name"], dict(config["config"])
    return config["name"], {key: value for key, value in config.items() if key != "name"}


def activation(config):
    arguments = {key: value for key, value in config.items() if key != "name"}
    function = getattr(keras.activations, config["name"])
    return lambda x: function(x, **arguments)


def carries(layers, at, hidden):
    if at == hidden:
        return layers == "all"
    return layers != "hidden_after_first" or at > 0


def build(h):
    model = keras.Sequential([keras.Input((784,))])
    hidden, norm = len(h["hidden_units"]), h["batch_norm"]
    for at, units in enumerate(h["hidden_units"] + [10]):
        is_output = at == hidden
        act = activation(h["output_activation" if is_output else "activation"])
        use_bias = h.get("use_bias", True)
        penalized = carries(h["penalty_layers"], at, hidden)
        regularizer = lambda key: made(keras.regularizers, h[key]) if penalized else None
        before = norm and norm["position"] == "before_activation" and not is_output
        model.add(
            keras.layers.Dense(
                units,
                name=f"dense_{at}",
                activation=None if before else act,
                kernel_regularizer=regularizer("kernel_regularizer"),
                bias_regularizer=regularizer("bias_regularizer"),
                activity_regularizer=regularizer("activity_regularizer"),
                kernel_constraint=made(keras.constraints, h["kernel_constraint"]) if penalized else None,
                bias_constraint=made(keras.constraints, h.get("bias_constraint")) if penalized else None,
                use_bias=use_bias,
            )
        )
        if norm and not is_output:
            modules = {"regularizer": keras.regularizers, "constraint": keras.constraints}
            fields = {
                key: made(modules[key.split("_")[1]], value) if isinstance(value, dict) and "name" in value else value
                for key, value in norm.items() if key != "position"
            }
            model.add(keras.layers.BatchNormalization(**fields))
            if before:
                model.add(keras.layers.Activation(act))
    return model


def variables(model):
    dense = [it for it in model.layers if isinstance(it, keras.layers.Dense)]
    norms = [it for it in model.layers if isinstance(it, keras.layers.BatchNormalization)]
    named = {}
    for kind, layers in (("dense", dense), ("batch_norm", norms)):
        for at, layer in enumerate(layers):
            for variable in layer.variables:
                if variable.name in ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"):
                    named[f"{kind}_{at}.{variable.name}"] = variable
    return named


class Steps(keras.callbacks.Callback):
    """The loss and the learning rate of every step; losses are unravelled from the epoch's running mean."""

    def __init__(self, batch_size):
        super().__init__()
        self.batch_size, self.losses, self.rates = batch_size, [], []

    def on_epoch_begin(self, epoch, logs=None):
        self.total, self.seen = 0.0, 0

    def on_train_batch_begin(self, batch, logs=None):
        self.rates.append(float(self.model.optimizer.learning_rate))

    def on_train_batch_end(self, batch, logs=None):
        size = min(self.batch_size, TRAIN - self.seen)
        total = np.float64(logs["loss"]) * (self.seen + size)
        self.losses.append(float((total - self.total) / size))
        self.total, self.seen = total, self.seen + size


def one(case, data, changes, init):
    h = copy.deepcopy(BASE)
    h.update(changes)
    name, optimizer = class_and_arguments(h["optimizer"])
    rate = optimizer.get("learning_rate")
    if h["learning_rate_schedule"]:
        optimizer["learning_rate"] = made(keras.optimizers.schedules, h["learning_rate_schedule"])
    optimizer = getattr(keras.optimizers, name)(**optimizer)
    config = optimizer.get_config()
    config.pop("name")
    if h["learning_rate_schedule"]:
        config["learning_rate"] = None
    else:
        config["learning_rate"] = config["learning_rate"] if rate is None else rate
    by_class = "class_name" in h["optimizer"]
    h["optimizer"] = {"class_name": name, "config": config} if by_class else {"name": name, **config}

    keras.backend.clear_session()
    model = build(h)
    loss = h["loss"]
    reduction = h.get("reduction", "sum_over_batch_size")
    if isinstance(loss, dict):
        # All that matters of the loss stands in it.
        del h["from_logits"], h["label_smoothing"]
        loss = made(keras.losses, loss)
        # Huber's own configuration leaves its delta out.
        fields = {**loss.get_config(), **class_and_arguments(h["loss"])[1]}
        fields.pop("name")
        by_class = "class_name" in h["loss"]
        name = type(loss).__name__
        h["loss"] = {"class_name": name, "config": fields} if by_class else {"name": name, **fields}
    elif loss == "categorical_crossentropy":
        loss = keras.losses.CategoricalCrossentropy(h["from_logits"], h["label_smoothing"], reduction=reduction)
    elif "reduction" in h:
        loss = LOSSES[loss](reduction=reduction)
    model.compile(optimizer, loss, metrics=["accuracy"], run_eagerly=False)
    initial = load_file(CASES / init)
    named = variables(model)
    for key, variable in named.items():
        variable.assign(initial[key])

    (x, y), (val_x, val_y) = data
    steps = Steps(h["batch_size"])
    callbacks = [steps]
    if h.get("swap_ema_weights"):
        callbacks.append(keras.callbacks.SwapEMAWeights())
    stopping = None
    if h["reduce_lr_on_plateau"]:
        callbacks.append(keras.callbacks.ReduceLROnPlateau(**h["reduce_lr_on_plateau"]))
    if h["early_stopping"]:
        stopping = keras.callbacks.EarlyStopping(**h["early_stopping"])
        callbacks.append(stopping)

    history = model.fit(
        x, y, batch_size=h["batch_size"], epochs=h["epochs"], shuffle=False,
        validation_data=(val_x, val_y), validation_batch_size=h["batch_size"],
        callbacks=callbacks, verbose=0,
    ).history
    expected = {
        "history": {key: [float(np.float32(v)) for v in history[key]]
                    for key in ("loss", "accuracy", "val_loss", "val_accuracy")},
        "epochs_run": len(history["loss"]),
        "final_evaluation": {},
        "step_losses": steps.losses,
        "learning_rates": steps.rates,
    }
    final = model.evaluate(val_x, val_y, batch_size=h["batch_size"], verbose=0, return_dict=True)
    expected["final_evaluation"] = {"val_loss": final["loss"], "val_accuracy": final["accuracy"]}
    if stopping:
        expected["stopped_epoch"] = stopping.stopped_epoch or None
        expected["best_epoch"] = stopping.best_epoch
    (HERE / "final").mkdir(exist_ok=True)
    weights = f"final/{case}.safetensors"
    save_file({key: np.array(v.value, np.float32) for key, v in named.items()}, HERE / weights)
    return {
        "id": case,
        "what_it_checks": "a field or a combination that ../cases leaves out",
        "hyperparameters": h,
        "init": f"../cases/{init}",
        "expected": expected,
        "final_weights": weights,
    }


PLAIN = "init-784-16-12-10.safetensors"
NORMS = "init-784-16-12-10-bn.safetensors"
FLAT = "init-784-10.safetensors"


def of_class(name, **config):
    """An optimizer or a loss as Keras writes it down."""
    return {"class_name": name, "config": config}


def norm(position, **fields):
    base = {"momentum": 0.9, "epsilon": 0.01, "center": True, "scale": True}
    return {"position": position, **base, **fields}


def runs():
    """id, changes to the base, initial weights."""
    for name in ("mish", "hard_sigmoid", "softsign", "selu", "elu", "gelu"):
        arguments = {"elu": {"alpha": 0.5}, "gelu": {"approximate": True}}.get(name, {})
        yield f"activation-{name}", {"activation": {"name": name, **arguments}}, PLAIN
    yield "gelu-exact", {"activation": {"name": "gelu"}}, PLAIN
    bent = {"name": "relu", "negative_slope": 0.1, "max_value": 1.0, "threshold": 0.05}
    yield "activation-relu-bent", {"activation": bent}, PLAIN
    yield "activation-relu-6", {"activation": {"name": "relu", "negative_slope": 0.2, "max_value": 6}}, PLAIN
    for name, loss in (("tanh", "mean_squared_error"), ("hard_sigmoid", "kl_divergence"),
                       ("softsign", "categorical_hinge"), ("relu", "mean_absolute_error"),
                       ("sigmoid", "categorical_crossentropy")):
        yield f"output-{name}", {"output_activation": {"name": name}, "loss": loss}, PLAIN
    yield "logits-smoothed", {"output_activation": {"name": "linear"}, "from_logits": True,
                              "label_smoothing": 0.2}, PLAIN
    yield "softmax-twice", {"from_logits": True}, PLAIN
    yield "smoothing-renormalised", {"output_activation": {"name": "softplus"}, "label_smoothing": 0.3}, PLAIN

    schedules = {
        "exponential-staircase": {"name": "ExponentialDecay", "initial_learning_rate": 0.2, "decay_steps": 5,
                                  "decay_rate": 0.6, "staircase": True},
        "inverse-time-staircase": {"name": "InverseTimeDecay", "initial_learning_rate": 0.2, "decay_steps": 5,
                                   "decay_rate": 1.5, "staircase": True},
        "polynomial-cycle": {"name": "PolynomialDecay", "initial_learning_rate": 0.2, "decay_steps": 8,
                             "end_learning_rate": 0.01, "power": 2.0, "cycle": True},
        "polynomial-root": {"name": "PolynomialDecay", "initial_learning_rate": 0.2, "decay_steps": 16,
                            "end_learning_rate": 0.05, "power": 0.5, "cycle": False},
        "cosine-warmup-at-once": {"name": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 9,
                                  "alpha": 0.2, "warmup_target": 0.2, "warmup_steps": 0},
        "cosine-warmup-from": {"name": "CosineDecay", "initial_learning_rate": 0.05, "decay_steps": 9,
                               "alpha": 0.0, "warmup_target": 0.2, "warmup_steps": 7},
        "restarts": {"name": "CosineDecayRestarts", "initial_learning_rate": 0.2, "first_decay_steps": 3,
                     "t_mul": 2.0, "m_mul": 0.8, "alpha": 0.1},
        "restarts-even": {"name": "CosineDecayRestarts", "initial_learning_rate": 0.2, "first_decay_steps": 5,
                          "t_mul": 1.0, "m_mul": 0.7, "alpha": 0.0},
        "restarts-odd": {"name": "CosineDecayRestarts", "initial_learning_rate": 0.2, "first_decay_steps": 2,
                         "t_mul": 1.5, "m_mul": 1.0, "alpha": 0.0},
        "restarts-tripled": {"name": "CosineDecayRestarts", "initial_learning_rate": 0.2, "first_decay_steps": 1,
                             "t_mul": 3.0, "m_mul": 1.0, "alpha": 0.0},
    }
    for name, schedule in schedules.items():
        # Steps by which float32 divides exactly: compiled code multiplies by the reciprocal instead, and a
        # quotient that should be whole may be a hair more.
        yield f"schedule-{name}", {"learning_rate_schedule": schedule,
                                   "optimizer": {"name": "SGD", "momentum": 0.5}}, PLAIN

    everywhere = {"penalty_layers": "all"}
    yield "bias-l1-all", {**everywhere, "bias_regularizer": {"name": "L1", "l1": 0.05}}, PLAIN
    yield "bias-l1-l2-after-first", {"penalty_layers": "hidden_after_first",
                                     "bias_regularizer": {"name": "L1L2", "l1": 0.02, "l2": 0.1}}, PLAIN
    yield "activity-l1-l2-all", {**everywhere,
                                 "activity_regularizer": {"name": "L1L2", "l1": 0.002, "l2": 0.01}}, PLAIN
    yield "activity-logits-all", {**everywhere, "output_activation": {"name": "linear"}, "from_logits": True,
                                  "activity_regularizer": {"name": "L2", "l2": 0.01}}, PLAIN
    yield "activity-norm-before", {"batch_norm": norm("before_activation"),
                                   "activity_regularizer": {"name": "L2", "l2": 0.01}}, NORMS
    yield "activity-norm-after", {"batch_norm": norm("after_activation"),
                                  "activity_regularizer": {"name": "L1", "l1": 0.01}}, NORMS
    yield "flat-l2-all", {**everywhere, "hidden_units": [], "kernel_constraint": None,
                          "kernel_regularizer": {"name": "L1L2", "l1": 0.001, "l2": 0.01}}, FLAT

    for name, constraint in {
        "max-norm-inputs": {"name": "MaxNorm", "max_value": 0.5, "axis": 1},
        "unit-norm-whole": {"name": "UnitNorm", "axis": [0, 1]},
        "min-max-half": {"name": "MinMaxNorm", "min_value": 0.8, "max_value": 1.2, "rate": 0.5, "axis": 0},
        "min-max-inputs": {"name": "MinMaxNorm", "min_value": 0.3, "max_value": 0.5, "rate": 0.7, "axis": 1},
    }.items():
        yield f"constraint-{name}", {**everywhere, "kernel_constraint": constraint}, PLAIN

    yield "norm-without-center", {"batch_norm": norm("before_activation", center=False)}, NORMS
    yield "norm-without-scale", {"batch_norm": norm("after_activation", scale=False)}, NORMS
    yield "norm-bare-adam", {"batch_norm": norm("before_activation", center=False, scale=False),
                             "optimizer": {"name": "Adam", "epsilon": 1e-3}}, NORMS

    l1_l2 = {"name": "L1L2", "l1": 0.02, "l2": 0.05}
    yield "norm-penalties", {"batch_norm": norm("before_activation", gamma_regularizer=l1_l2,
                                                beta_regularizer={"name": "L2", "l2": 0.1})}, NORMS
    yield "norm-constraints", {"batch_norm": norm(
        "after_activation", gamma_constraint={"name": "MaxNorm", "max_value": 2.5, "axis": 0},
        beta_constraint={"name": "NonNeg"})}, NORMS
    yield "norm-constraint-rates", {"batch_norm": norm(
        "before_activation", gamma_constraint={"name": "MinMaxNorm", "min_value": 2.0, "max_value": 3.0, "rate": 0.5},
        beta_constraint={"name": "UnitNorm"})}, NORMS
    yield "norm-renorm", {"batch_norm": norm("before_activation", renorm=True, renorm_momentum=0.8)}, NORMS
    yield "norm-renorm-clipped", {"batch_norm": norm(
        "after_activation", renorm=True, renorm_momentum=0.5,
        renorm_clipping={"rmin": 0.6, "rmax": 1.5, "dmax": 0.4})}, NORMS
    yield "norm-renorm-bare", {"batch_norm": norm("before_activation", renorm=True, renorm_momentum=0.8, scale=False,
                                                  center=False, renorm_clipping={"dmax": 0.5})}, NORMS
    for name, bound in {
        "max-norm": {"name": "MaxNorm", "max_value": 0.05, "axis": 0},
        "unit-norm": {"name": "UnitNorm", "axis": 0},
        "min-max": {"name": "MinMaxNorm", "min_value": 0.2, "max_value": 0.3, "rate": 0.5, "axis": 0},
        "non-neg": {"name": "NonNeg"},
    }.items():
        yield f"bias-constraint-{name}", {**everywhere, "bias_constraint": bound}, PLAIN
    yield "bias-constraint-after-first", {"penalty_layers": "hidden_after_first",
                                          "bias_constraint": {"name": "UnitNorm", "axis": 0},
                                          "kernel_constraint": {"name": "MaxNorm", "max_value": 0.5, "axis": 0}}, PLAIN
    yield "no-bias", {"use_bias": False, "kernel_regularizer": l1_l2}, PLAIN
    summed = {"reduction": "sum", "optimizer": {"name": "SGD", "learning_rate": 0.001}}
    for loss in ("categorical_crossentropy", *LOSSES):
        yield f"sum-{loss.replace('_', '-')}", {**summed, "loss": loss}, PLAIN
    yield "sum-penalties", {**summed, "activity_regularizer": l1_l2, "kernel_regularizer": l1_l2,
                            "label_smoothing": 0.1}, PLAIN

    rates = {"SGD": 0.1, "RMSprop": 0.002, "Adagrad": 0.05, "Adadelta": 0.5, "Nadam": 0.003, "Adamax": 0.003,
             "Lion": 0.0005, "AdamW": 0.003}
    for name, rate in rates.items():
        yield f"decay-clip-{name.lower()}", {
            "optimizer": {"name": name, "learning_rate": rate, "weight_decay": 0.02, "clipnorm": 0.5},
            "kernel_regularizer": {"name": "L2", "l2": 0.005}}, PLAIN
    yield "nadam-odd-betas", {"optimizer": {"name": "Nadam", "learning_rate": 0.003, "beta_1": 0.5, "beta_2": 0.9,
                                            "epsilon": 1e-3}}, PLAIN
    yield "adamax-odd-betas", {"optimizer": {"name": "Adamax", "learning_rate": 0.003, "beta_1": 0.7,
                                             "beta_2": 0.6, "epsilon": 1e-2}}, PLAIN
    yield "rmsprop-all", {"optimizer": {"name": "RMSprop", "learning_rate": 0.002, "rho": 0.7, "momentum": 0.5,
                                        "centered": True, "epsilon": 1e-3, "global_clipnorm": 0.5}}, PLAIN
    yield "adamw-amsgrad-ema", {"optimizer": {"name": "AdamW", "learning_rate": 0.003, "amsgrad": True,
                                              "beta_2": 0.9, "use_ema": True, "ema_momentum": 0.8,
                                              "ema_overwrite_frequency": 4}}, PLAIN
    yield "ema-constraint", {"optimizer": {"name": "SGD", "learning_rate": 0.2, "use_ema": True,
                                           "ema_momentum": 0.6, "ema_overwrite_frequency": 5},
                             "kernel_constraint": {"name": "MaxNorm", "max_value": 0.9, "axis": 0}}, PLAIN
    yield "ema-norm", {"batch_norm": norm("after_activation"),
                       "optimizer": {"name": "SGD", "learning_rate": 0.1, "use_ema": True,
                                     "ema_momentum": 0.8}}, NORMS
    averaged = {"use_ema": True, "ema_momentum": 0.8}
    swapped = {"swap_ema_weights": True}
    yield "ema-swapped", {**swapped, "optimizer": {"name": "SGD", "learning_rate": 0.3, **averaged}}, PLAIN
    yield "ema-swapped-overwrite", {**swapped, "optimizer": {"name": "Adam", "learning_rate": 0.005, **averaged,
                                                             "ema_overwrite_frequency": 5}}, PLAIN
    yield "ema-swapped-norm", {**swapped, "batch_norm": norm("after_activation"),
                               "optimizer": {"name": "SGD", "learning_rate": 0.1, **averaged},
                               "kernel_regularizer": {"name": "L2", "l2": 0.01}}, NORMS
    yield "clipvalue-l1", {"optimizer": {"name": "SGD", "learning_rate": 0.5, "clipvalue": 0.005,
                                         "momentum": 0.9, "nesterov": True},
                           "kernel_regularizer": {"name": "L1", "l1": 0.001}}, PLAIN

    stop = {"monitor": "val_loss", "min_delta": 0.0, "patience": 2, "mode": "auto", "baseline": None,
            "restore_best_weights": False, "start_from_epoch": 0}
    overfit = {"optimizer": {"name": "SGD", "learning_rate": 0.6}, "epochs": 8}
    for name, fields in {
        "late": {"start_from_epoch": 3, "patience": 1, "min_delta": 5.0, "restore_best_weights": True},
        "mode-max": {"mode": "max", "patience": 2, "restore_best_weights": True},
        "mode-min-accuracy": {"monitor": "accuracy", "mode": "min", "patience": 3},
        "training-loss": {"monitor": "loss", "min_delta": 0.2, "patience": 1},
        "baseline-met": {"baseline": 2.2, "min_delta": 0.15, "patience": 2},
        "never-restores": {"monitor": "accuracy", "patience": 8, "restore_best_weights": True},
        "patience-0": {"min_delta": 0.3, "patience": 0},
    }.items():
        yield f"stop-{name}", {**overfit, "early_stopping": {**stop, **fields}}, PLAIN
    yield "stop-ema-swapped", {**swapped, "optimizer": {"name": "SGD", "learning_rate": 0.6, **averaged}, "epochs": 6,
                               "early_stopping": {**stop, "monitor": "val_accuracy", "patience": 1,
                                                  "restore_best_weights": True}}, PLAIN
    yield "stop-ema-restore", {"optimizer": {"name": "SGD", "learning_rate": 0.6, "use_ema": True,
                                             "ema_momentum": 0.9}, "epochs": 6,
                               "early_stopping": {**stop, "min_delta": 0.4, "restore_best_weights": True}}, PLAIN
    plateau = {"monitor": "val_loss", "factor": 0.5, "patience": 1, "mode": "auto", "min_delta": 0.4,
               "cooldown": 0, "min_lr": 0.0}
    for name, fields in {
        "cooldown": {"cooldown": 2},
        "min-lr": {"min_lr": 0.2, "patience": 0, "min_delta": 5.0},
        "accuracy": {"monitor": "accuracy", "min_delta": 0.2, "factor": 0.3},
        "and-stop": {"min_delta": 0.5},
    }.items():
        also = {"early_stopping": {**stop, "min_delta": 0.5, "patience": 3}} if name == "and-stop" else {}
        yield f"plateau-{name}", {**overfit, **also, "reduce_lr_on_plateau": {**plateau, **fields}}, PLAIN

    yield from losses_of_pixels()
    yield from newer_optimizers()
    yield from accumulated_gradients()
    yield from scaled_losses()
    # A rate of this size is of use where steps are small for another reason.
    yield "rate-of-hundreds", {"optimizer": {"name": "SGD", "learning_rate": 500.0, "clipvalue": 1e-5}}, PLAIN


def losses_of_pixels():
    """Losses whose outputs count each for itself."""
    sigmoid, linear = {"name": "sigmoid"}, {"name": "linear"}
    fast = {"optimizer": {"name": "SGD", "learning_rate": 5.0}}
    yield "huber", {"loss": of_class("Huber"), **fast}, PLAIN
    yield "huber-small-delta", {"loss": {"name": "Huber", "delta": 0.15}, "output_activation": sigmoid, **fast}, PLAIN
    yield "huber-linear-sum", {"loss": of_class("Huber", delta=0.6, reduction="sum"), "output_activation": linear,
                               "optimizer": {"name": "SGD", "learning_rate": 0.002}}, PLAIN
    yield "binary-crossentropy", {"loss": of_class("BinaryCrossentropy"), **fast}, PLAIN
    yield "binary-crossentropy-sigmoid", {
        "loss": {"name": "BinaryCrossentropy", "label_smoothing": 0.2}, "output_activation": sigmoid,
        "optimizer": {"name": "SGD", "learning_rate": 1.0}}, PLAIN
    yield "binary-crossentropy-logits", {
        "loss": of_class("BinaryCrossentropy", from_logits=True), "output_activation": linear,
        "optimizer": {"name": "SGD", "learning_rate": 1.0}}, PLAIN
    # Outputs above 1 are clipped; near 0 a gradient would be as large as rounding is small.
    yield "binary-crossentropy-clipped", {
        "loss": of_class("BinaryCrossentropy", label_smoothing=0.1), "output_activation": {"name": "softplus"}}, PLAIN
    yield "binary-crossentropy-sum", {
        "loss": of_class("BinaryCrossentropy", from_logits=True, label_smoothing=0.3, reduction="sum"),
        "output_activation": linear, "optimizer": {"name": "SGD", "learning_rate": 0.005}}, PLAIN


def newer_optimizers():
    decay_and_clip = {"weight_decay": 0.02, "clipnorm": 0.5}
    averaged = {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 5}
    l2 = {"kernel_regularizer": {"name": "L2", "l2": 0.005}}
    schedule = {"name": "ExponentialDecay", "initial_learning_rate": 0.2, "decay_steps": 8, "decay_rate": 0.5,
                "staircase": False}

    yield "adafactor", {"optimizer": of_class("Adafactor", learning_rate=0.05)}, PLAIN
    yield "adafactor-fields", {"optimizer": of_class(
        "Adafactor", learning_rate=0.4, beta_2_decay=-0.5, epsilon_1=1e-6, epsilon_2=0.1, clip_threshold=0.6,
        relative_step=False)}, PLAIN
    yield "adafactor-schedule", {"optimizer": of_class("Adafactor"), "learning_rate_schedule": schedule}, PLAIN
    yield "adafactor-decay-clip", {"optimizer": of_class("Adafactor", learning_rate=0.05, **decay_and_clip), **l2}, PLAIN
    yield "adafactor-norm-ema", {"optimizer": of_class("Adafactor", learning_rate=0.05, epsilon_1=1e-8, **averaged),
                                 "batch_norm": norm("after_activation")}, NORMS

    # It begins again from weights near 0, from which a network with hidden layers hardly gets away.
    flat = {"hidden_units": []}
    yield "ftrl", {"optimizer": of_class("Ftrl", learning_rate=0.05)}, PLAIN
    yield "ftrl-flat", {"optimizer": of_class("Ftrl", learning_rate=0.2), **flat}, FLAT
    yield "ftrl-fields", {"optimizer": of_class(
        "Ftrl", learning_rate=0.2, learning_rate_power=-0.7, initial_accumulator_value=0.5,
        l1_regularization_strength=0.02, l2_regularization_strength=0.05,
        l2_shrinkage_regularization_strength=0.03, beta=0.2), **flat}, FLAT
    yield "ftrl-fixed-rate", {"optimizer": of_class("Ftrl", learning_rate=0.1, learning_rate_power=0.0), **flat}, FLAT
    yield "ftrl-schedule", {"optimizer": of_class("Ftrl", beta=0.1, l1_regularization_strength=0.01),
                            "learning_rate_schedule": schedule, **flat}, FLAT
    yield "ftrl-decay-clip", {"optimizer": of_class("Ftrl", learning_rate=0.3, **decay_and_clip), **flat,
                              "kernel_regularizer": {"name": "L2", "l2": 0.005}, "penalty_layers": "all"}, FLAT

    yield "lamb", {"optimizer": of_class("Lamb", learning_rate=0.01)}, PLAIN
    yield "lamb-fields", {"optimizer": of_class("Lamb", learning_rate=0.02, beta_1=0.7, beta_2=0.9, epsilon=1e-3,
                                                **averaged)}, PLAIN
    yield "lamb-decay-clip", {"optimizer": of_class("Lamb", learning_rate=0.01, **decay_and_clip), **l2}, PLAIN
    # A step of noise is as long as any other, so no bias may be without effect.
    yield "lamb-norm", {"optimizer": of_class("Lamb", learning_rate=0.01, epsilon=1e-3),
                        "batch_norm": norm("after_activation")}, NORMS

    yield "muon", {"optimizer": of_class("Muon", learning_rate=0.01)}, PLAIN
    yield "muon-fields", {"optimizer": of_class(
        "Muon", learning_rate=0.02, adam_beta_1=0.8, adam_beta_2=0.95, epsilon=1e-4, muon_a=3.0, muon_b=-3.2,
        muon_c=1.2, adam_lr_ratio=0.3, momentum=0.8, ns_steps=3, nesterov=False, weight_decay=0.1,
        adam_weight_decay=0.02, rms_rate=None)}, PLAIN
    yield "muon-output-excluded", {"optimizer": of_class("Muon", learning_rate=0.01, exclude_layers=["dense_2"])}, PLAIN
    yield "muon-without-decay", {"optimizer": of_class(
        "Muon", learning_rate=0.01, weight_decay=None, adam_weight_decay=0.5, clipnorm=0.5, **averaged)}, PLAIN
    yield "muon-norm-schedule", {"optimizer": of_class("Muon", epsilon=1e-3, adam_weight_decay=None),
                                 "learning_rate_schedule": {**schedule, "initial_learning_rate": 0.02},
                                 "batch_norm": norm("before_activation")}, NORMS
    yield "muon-flat", {"optimizer": of_class("Muon", learning_rate=0.02, rms_rate=0.5), "hidden_units": []}, FLAT


def accumulated_gradients():
    """An epoch has 6 batches, the last of which is smaller; with 5 an update takes in batches of two epochs."""
    def accumulate(optimizer, steps=3, **fields):
        return {"optimizer": {"name": optimizer, "gradient_accumulation_steps": steps, **fields}}

    schedule = {"name": "ExponentialDecay", "initial_learning_rate": 0.4, "decay_steps": 8, "decay_rate": 0.5,
                "staircase": False}
    yield "accumulate", accumulate("SGD", learning_rate=0.3), PLAIN
    yield "accumulate-across-epochs", accumulate("SGD", 5, learning_rate=0.3, momentum=0.9, nesterov=True), PLAIN
    yield "accumulate-never", accumulate("SGD", 25, learning_rate=0.3, use_ema=True), PLAIN
    yield "accumulate-clipnorm", accumulate("Adam", learning_rate=0.01, clipnorm=0.2, weight_decay=0.1), PLAIN
    yield "accumulate-global-clipnorm", accumulate("RMSprop", 2, learning_rate=0.005, global_clipnorm=0.3,
                                                   momentum=0.5, centered=True), PLAIN
    yield "accumulate-clipvalue", accumulate("Nadam", 4, learning_rate=0.01, clipvalue=0.002), PLAIN
    yield "accumulate-ema", accumulate("SGD", 3, learning_rate=0.5, use_ema=True, ema_momentum=0.7), PLAIN
    yield "accumulate-ema-overwrite", accumulate("AdamW", 3, learning_rate=0.01, epsilon=1e-3, use_ema=True, ema_momentum=0.7,
                                                 ema_overwrite_frequency=2), PLAIN
    yield "accumulate-schedule", {**accumulate("SGD", 4), "learning_rate_schedule": schedule}, PLAIN
    yield "accumulate-constraint", {
        **accumulate("SGD", 4, learning_rate=0.5, use_ema=True, ema_momentum=0.6),
        "kernel_constraint": {"name": "MinMaxNorm", "min_value": 0.5, "max_value": 0.8, "rate": 0.3, "axis": 0}}, PLAIN
    yield "accumulate-norm-penalties", {
        **accumulate("SGD", 3, learning_rate=0.3), "batch_norm": norm("before_activation"),
        "activity_regularizer": {"name": "L2", "l2": 0.01}, "kernel_regularizer": {"name": "L1", "l1": 0.001}}, NORMS
    yield "accumulate-muon", accumulate("Muon", 2, learning_rate=0.01), PLAIN
    yield "accumulate-adafactor", accumulate("Adafactor", 2, learning_rate=0.1), PLAIN


def scaled_losses():
    yield "loss-scale", {"optimizer": {"name": "SGD", "learning_rate": 0.1, "loss_scale_factor": 1024.0}}, PLAIN
    yield "loss-scale-clip", {
        "optimizer": {"name": "Adam", "learning_rate": 0.01, "loss_scale_factor": 0.3, "global_clipnorm": 0.2},
        "kernel_regularizer": {"name": "L2", "l2": 0.01}}, PLAIN
    yield "loss-scale-accumulate", {
        "optimizer": {"name": "SGD", "learning_rate": 0.3, "loss_scale_factor": 100.0, "clipvalue": 0.01,
                      "gradient_accumulation_steps": 3}}, PLAIN


def main(folder):
    """With words after the folder only the cases whose ids contain one of them are made anew."""
    data = shard(folder, "train-0.bin.gz", TRAIN), shard(folder, "test.bin.gz", VALIDATION)
    selected = sys.argv[2:]
    before = {}
    if selected and (HERE / "cases.json").exists():
        before = {case["id"]: case for case in json.loads((HERE / "cases.json").read_text())["cases"]}
    cases = []
    for case, changes, init in runs():
        if selected and not any(word in case for word in selected):
            cases.extend(before[key] for key in [case] if key in before)
            continue
        print(case, flush=True)
        cases.append(one(case, data, changes, init))
    base = json.loads((CASES / "cases.json").read_text())
    made_with = {**base["made_with"], "keras": keras.__version__, "numpy": np.__version__}
    counts = {key: base["data"][key] for key in ("scaling", "train_count", "validation_count")}
    text = json.dumps({"format": 1, "set": "more", "made_with": made_with, "data": counts,
                       "tolerance": base["tolerance"], "cases": cases}, indent=0)
    (HERE / "cases.json").write_text(text + "\n")


main(sys.argv[1])
