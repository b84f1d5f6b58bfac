"""Reads Keras scripts back: a JSON list of scripts in, a JSON list of settings out.

A script is parsed, not run, so Keras need not be there. What it leaves out has Keras' own default, as the
signatures below have it; settings go by the keys of the form.
"""

import ast
import json
import sys

ADAPTIVE = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
OPTIMIZERS = {
    "SGD": {"momentum": 0.0, "nesterov": False},
    "RMSprop": {"rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "Adagrad": {"initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "Adadelta": {"rho": 0.95, "epsilon": 1e-7},
    "Adam": {**ADAPTIVE, "amsgrad": False},
    "AdamW": {**ADAPTIVE, "amsgrad": False, "weight_decay": 0.004},
    "Nadam": ADAPTIVE,
    "Adamax": ADAPTIVE,
    "Lion": {"beta_1": 0.9, "beta_2": 0.99},
    "Ftrl": {
        "learning_rate_power": -0.5,
        "initial_accumulator_value": 0.1,
        "l1_regularization_strength": 0.0,
        "l2_regularization_strength": 0.0,
        "l2_shrinkage_regularization_strength": 0.0,
        "beta": 0.0,
    },
    "Lamb": ADAPTIVE,
    "Muon": {
        "weight_decay": 0.004,
        "momentum": 0.95,
        "nesterov": True,
        "ns_steps": 5,
        "rms_rate": 0.2,
        "exclude_layers": None,
        "adam_lr_ratio": 1,
        "adam_weight_decay": 0.004,
        "adam_beta_1": 0.9,
        "adam_beta_2": 0.999,
        "muon_a": 3.4445,
        "muon_b": -4.7750,
        "muon_c": 2.0315,
        "epsilon": 1e-7,
    },
    "Adafactor": {"beta_2_decay": -0.8, "clip_threshold": 1.0, "epsilon_1": 1e-30, "epsilon_2": 1e-3},
}
# None and 0 both mean "off" where the form has a number.
ALL_OPTIMIZERS = {
    "weight_decay": 0.0,
    "clipnorm": 0.0,
    "clipvalue": 0.0,
    "global_clipnorm": 0.0,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": 0,
    "gradient_accumulation_steps": 1,
    "loss_scale_factor": 0.0,
}
SCHEDULES = {
    "ExponentialDecay": ("exponential_decay", {"staircase": False}),
    "InverseTimeDecay": ("inverse_time_decay", {"staircase": False}),
    "PiecewiseConstantDecay": ("piecewise_constant_decay", {}),
    "PolynomialDecay": (
        "polynomial_decay",
        {"end_learning_rate": 0.0001, "power": 1.0, "cycle": False},
    ),
    "CosineDecay": (
        "cosine_decay",
        {"alpha": 0.0, "warmup_target": None, "warmup_steps": 0},
    ),
    "CosineDecayRestarts": (
        "cosine_decay_restarts",
        {"t_mul": 2.0, "m_mul": 1.0, "alpha": 0.0},
    ),
}
CALLBACKS = {
    "EarlyStopping": (
        "early_stopping_",
        {
            "monitor": "val_loss",
            "min_delta": 0,
            "patience": 0,
            "mode": "auto",
            "baseline": None,
            "restore_best_weights": False,
            "start_from_epoch": 0,
        },
    ),
    "ReduceLROnPlateau": (
        "reduce_lr_",
        {
            "monitor": "val_loss",
            "factor": 0.1,
            "patience": 10,
            "mode": "auto",
            "min_delta": 0.0001,
            "cooldown": 0,
            "min_lr": 0.0,
        },
    ),
}
BATCH_NORM = {"momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True}
NORM_STARTS = {"gamma": 1.0, "beta": 0.0, "moving_mean": 0.0, "moving_variance": 1.0}
LOSSES = {
    "CategoricalCrossentropy": "categorical_crossentropy",
    "KLDivergence": "kl_divergence",
    "MeanSquaredError": "mean_squared_error",
    "MeanAbsoluteError": "mean_absolute_error",
    "CategoricalHinge": "categorical_hinge",
    "Huber": "huber",
    "BinaryCrossentropy": "binary_crossentropy",
}
INITIALIZERS = {
    "Constant": ("constant", {"value": 0.0}),
    "RandomNormal": ("random_normal", {"mean": 0.0, "stddev": 0.05}),
    "TruncatedNormal": ("truncated_normal", {"mean": 0.0, "stddev": 0.05}),
    "Orthogonal": ("orthogonal", {"gain": 1.0}),
    "VarianceScaling": (
        "variance_scaling",
        {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal"},
    ),
    "RandomUniform": ("random_uniform", {"minval": -0.05, "maxval": 0.05}),
}
CONSTRAINTS = {
    "MaxNorm": ("max_norm", {"max_value": 2, "axis": 0}),
    "UnitNorm": ("unit_norm", {"axis": 0}),
    "MinMaxNorm": (
        "min_max_norm",
        {"min_value": 0.0, "max_value": 1.0, "rate": 1.0, "axis": 0},
    ),
    "NonNeg": ("non_neg", {}),
}
ACTIVATIONS = {
    "relu": {
        "negative_slope": ("relu_negative_slope", 0.0),
        "max_value": ("relu_max_value", None),
        "threshold": ("relu_threshold", 0.0),
    },
    "leaky_relu": {"negative_slope": ("negative_slope", 0.2)},
    "elu": {"alpha": ("elu_alpha", 1.0)},
    "gelu": {"approximate": ("approximate", False)},
}
REGULARIZERS = ["kernel_regularizer", "bias_regularizer", "activity_regularizer"]


class Call:
    """A call as it is written: the last part of its name, and its arguments."""

    def __init__(self, node):
        self.name = dotted(node.func).split(".")[-1]
        self.positional = [literal(argument) for argument in node.args]
        self.named = {keyword.arg: literal(keyword.value) for keyword in node.keywords}

    def over(self, defaults, positional=()):
        """The arguments over Keras' defaults; nothing that Keras does not know."""
        given = {**dict(zip(positional, self.positional)), **self.named}
        assert given.keys() <= defaults.keys(), (self.name, given)
        return {**defaults, **given}


def dotted(node):
    if isinstance(node, ast.Attribute):
        return dotted(node.value) + "." + node.attr
    assert isinstance(node, ast.Name), ast.dump(node)
    return node.id


def literal(node):
    if isinstance(node, ast.Call):
        return Call(node)
    if isinstance(node, ast.List):
        return [literal(item) for item in node.elts]
    if isinstance(node, ast.Name):
        return node
    if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Name):
        return tuple(item.id for item in node.elts)
    return ast.literal_eval(node)


class Script:
    def __init__(self, text):
        self.tree = ast.parse(text)
        self.settings = {}
        # The name of the output layer.
        self.output = None
        self.calls = [
            Call(node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and not is_chained(node)
        ]

    def read(self):
        self.check_names()
        (seed,) = self.the("set_random_seed").positional
        self.settings["seed"] = seed
        self.read_data()
        self.read_activations()
        self.read_layers(self.the("Sequential").positional[0])
        compile_call = self.the("compile").named
        assert compile_call["metrics"] == ["accuracy"]
        self.read_loss(compile_call["loss"])
        self.read_optimizer(compile_call["optimizer"])
        self.read_fit(self.the("fit"))
        return self.settings

    def the(self, name):
        (call,) = [call for call in self.calls if call.name == name]
        return call

    def put(self, prefix, settings):
        for key, value in settings.items():
            value = "" if value is None else value
            before = self.settings.setdefault(prefix + key, value)
            assert before == value, (prefix + key, before, value)

    def check_names(self):
        """Every module that is used is imported, and no other."""
        imported = {
            alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assigned = {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        defined = {
            node.name: node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef)
        }
        used = {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        known = imported | assigned | set(defined) | {"x"}
        assert used <= known, used - known
        assert imported <= used, imported - used

    def read_data(self):
        self.settings["train_images"] = 60000
        slices = [node for node in ast.walk(self.tree) if isinstance(node, ast.Slice)]
        ends = {node.upper.value for node in slices}
        assert len(ends) <= 1 and len(slices) in (0, 2), ends
        for end in ends:
            self.settings["train_images"] = end

    def read_activations(self):
        functions = [
            node for node in self.tree.body if isinstance(node, ast.FunctionDef)
        ]
        for function in functions:
            call = Call(function.body[0].value)
            assert call.name == function.name
            keys = ACTIVATIONS[call.name]
            assert call.named.keys() <= keys.keys(), call.named
            for name, (key, default) in keys.items():
                self.put("", {key: call.named.get(name, default)})

    def activation(self, code):
        """The name of an activation; one by its name has Keras' arguments."""
        if isinstance(code, ast.Name):
            return code.id
        for key, default in ACTIVATIONS.get(code, {}).values():
            self.put("", {key: default})
        return code

    def read_layers(self, layers):
        first, *layers = layers
        assert first.name == "Input" and first.named == {"shape": (784,)}
        *layers, output = layers
        self.put("", {"gaussian_noise": 0.0, "input_dropout": 0.0})
        while layers and layers[0].name != "Dense":
            layer = layers.pop(0)
            if layer.name == "Dropout":
                self.read_dropout("input_", layer)
                continue
            assert layer.name == "GaussianNoise" and not layer.named
            (self.settings["gaussian_noise"],) = layer.positional
        hidden, penalized = [], []
        while layers:
            hidden.append(self.read_block(layers, penalized))
        units = [layer for layer in hidden]
        if units:
            self.settings["hidden_units"] = ", ".join(units)
        self.settings["n_layers"] = len(units)
        self.settings["output_activation"] = self.activation(
            output.named["activation"]
        )
        assert output.positional == [10]
        self.output = output.named.pop("name", None)
        self.read_dense(output, penalized)
        self.read_penalty_layers(penalized)

    def read_block(self, layers, penalized):
        """A hidden layer with what belongs to it."""
        dense = layers.pop(0)
        assert dense.name == "Dense"
        self.read_dense(dense, penalized)
        names = [layer.name for layer in layers]
        position = "off"
        activation = dense.named.get("activation")
        if names[:1] == ["BatchNormalization"]:
            self.read_norm(layers.pop(0))
            position = "after_activation"
            if activation is None:
                position = "before_activation"
                activate = layers.pop(0)
                assert activate.name == "Activation"
                (activation,) = activate.positional
        if layers and layers[0].name == "Dropout":
            self.read_dropout("", layers.pop(0))
        else:
            self.put("", {"dropout": 0.0})
        rate = 0.0
        if layers and layers[0].name == "GaussianDropout":
            layer = layers.pop(0)
            assert not layer.named
            (rate,) = layer.positional
        self.put("", {"gaussian_dropout": rate})
        self.put("", {"batch_norm": position})
        return f"{dense.positional[0]}:{self.activation(activation)}"

    def read_dropout(self, prefix, layer):
        given = layer.over({"rate": None, "noise_shape": None}, ["rate"])
        shape = given["noise_shape"] or (None,)
        shape = "none" if shape == (None,) else ", ".join(map(str, shape)).lower()
        settings = {"dropout": given["rate"], "dropout_noise_shape": shape}
        if prefix:
            self.settings.pop(prefix + "dropout")
        self.put(prefix, settings)

    def read_dense(self, dense, penalized):
        given = dict(dense.named)
        given.pop("activation", None)
        self.put("", {"use_bias": given.pop("use_bias", True)})
        for key, default in (("kernel_", "glorot_uniform"), ("bias_", "zeros")):
            initializer = given.pop(key + "initializer", default)
            if isinstance(initializer, Call):
                name, defaults = INITIALIZERS[initializer.name]
                prefix = key.replace("kernel_", "") + "initializer_"
                self.put(prefix, initializer.over(defaults))
                initializer = name
            self.put("", {key + "initializer": initializer})
        penalties = {name: given.pop(name) for name in REGULARIZERS if name in given}
        kernel = given.pop("kernel_constraint", None)
        bias = given.pop("bias_constraint", None)
        assert not given, given
        for name, regularizer in penalties.items():
            prefix = name.replace("kernel_", "").replace("regularizer", "")
            self.put(prefix, regularizer_of(regularizer))
        self.read_constraint("kernel_constraint", "constraint_", kernel)
        self.read_constraint("bias_constraint", "bias_constraint_", bias)
        constraint = kernel or bias
        penalized.append(bool(penalties or constraint))

    def read_constraint(self, key, prefix, constraint):
        if constraint is None:
            return
        name, defaults = CONSTRAINTS[constraint.name]
        settings = constraint.over(defaults)
        if "axis" in settings:
            axis = settings.pop("axis")
            axis = axis if isinstance(axis, list) else [axis]
            axis = ", ".join(map(str, axis))
            if prefix == "constraint_":
                settings["axis"] = axis
            else:
                assert axis == "0"
        self.put(prefix, settings)
        self.put("", {key: name})

    def read_norm(self, norm):
        given = dict(norm.named)
        for name, default in NORM_STARTS.items():
            start = given.pop(name + "_initializer", None)
            if start is not None:
                assert start.name == "Constant" and not start.named
                (default,) = start.positional
            self.put("batch_norm_", {name + "_initializer": default})
        for name in ("gamma_", "beta_"):
            regularizer = given.pop(name + "regularizer", None)
            if regularizer is not None:
                self.put("batch_norm_" + name, regularizer_of(regularizer))
            key = f"batch_norm_{name}constraint"
            self.read_constraint(key, key + "_", given.pop(name + "constraint", None))
        renorm = {
            "renorm": given.pop("renorm", False),
            "renorm_momentum": given.pop("renorm_momentum", 0.99),
        }
        clipping = given.pop("renorm_clipping", {})
        assert clipping.keys() <= {"rmin", "rmax", "dmax"} and (renorm["renorm"] or not clipping)
        renorm |= {f"renorm_{limit}": clipping.get(limit) for limit in ("rmin", "rmax", "dmax")}
        assert given.keys() <= BATCH_NORM.keys(), given
        self.put("batch_norm_", {**BATCH_NORM, **given, **renorm})

    def read_penalty_layers(self, penalized):
        *hidden, output = penalized
        if output:
            assert all(hidden)
            self.settings["penalty_layers"] = "all"
        elif any(hidden):
            assert all(hidden[1:])
            layers = "hidden" if hidden[0] else "hidden_after_first"
            self.settings["penalty_layers"] = layers

    def read_loss(self, loss):
        if not isinstance(loss, Call):
            self.settings["loss"] = loss
            return
        self.settings["loss"] = LOSSES[loss.name]
        defaults = {"reduction": "sum_over_batch_size"}
        if loss.name in ("CategoricalCrossentropy", "BinaryCrossentropy"):
            defaults |= {"from_logits": False, "label_smoothing": 0.0}
        if loss.name == "Huber":
            defaults |= {"delta": 1.0}
        settings = loss.over(defaults)
        if "delta" in settings:
            settings["huber_delta"] = settings.pop("delta")
        self.settings.update(settings)

    def read_optimizer(self, optimizer):
        self.settings["optimizer"] = optimizer.name.lower()
        defaults = {**ALL_OPTIMIZERS, **OPTIMIZERS[optimizer.name]}
        settings = optimizer.over({"learning_rate": None, **defaults})
        rate = settings.pop("learning_rate")
        if "exclude_layers" in settings:
            excluded = settings.pop("exclude_layers")
            assert excluded in (None, ["output"]) and (excluded is None) == (self.output is None)
            settings["exclude_layers"] = self.output or "none"
        off = {key: 0.0 for key, value in settings.items() if value is None}
        self.settings.update({**settings, **off})
        if isinstance(rate, ast.Name):
            assert rate.id == "learning_rate"
            (assigned,) = [
                node.value
                for node in self.tree.body
                if isinstance(node, ast.Assign)
                and getattr(node.targets[0], "id", "") == rate.id
            ]
            self.read_schedule(Call(assigned))
        else:
            self.settings["learning_rate"] = rate

    def read_schedule(self, schedule):
        name, defaults = SCHEDULES[schedule.name]
        settings = {**defaults, **schedule.named}
        self.settings["lr_schedule"] = name
        if name == "piecewise_constant_decay":
            for key, numbers in settings.items():
                self.settings[key] = ", ".join(map(str, numbers))
            return
        rate = settings.pop("initial_learning_rate")
        if "alpha" in settings:
            settings["cosine_alpha"] = settings.pop("alpha")
        target = settings.pop("warmup_target", None)
        if target is not None:
            self.settings["initial_learning_rate"] = rate
            rate = target
        self.settings["learning_rate"] = rate
        self.settings.update(settings)

    def read_fit(self, fit):
        assert [name.id for name in fit.positional] == ["x_train", "y_train"]
        settings = dict(fit.named)
        for callback in settings.pop("callbacks", []):
            if callback.name == "SwapEMAWeights":
                self.settings["swap_ema_weights"] = True
                continue
            prefix, defaults = CALLBACKS[callback.name]
            self.put(prefix, callback.over(defaults))
            if prefix == "reduce_lr_":
                self.settings["lr_schedule"] = "reduce_lr_on_plateau"
            else:
                self.settings["early_stopping"] = True
        data = settings.pop("validation_data", None)
        assert (data is None) != ("validation_split" not in settings)
        assert data in (None, ("x_test", "y_test"))
        self.settings.update(
            {"validation_split": 0.0, "shuffle": True, "batch_size": 32, **settings}
        )


def is_chained(node):
    """`x_train.reshape(…).astype(…)`: what is called is no name."""
    function = node.func
    while isinstance(function, ast.Attribute):
        function = function.value
    return not isinstance(function, ast.Name)


def regularizer_of(call):
    positional = {"L1": ["l1"], "L2": ["l2"], "L1L2": []}[call.name]
    return call.over({"l1": 0.0, "l2": 0.0}, positional)


print(json.dumps([Script(text).read() for text in json.load(sys.stdin)]))
