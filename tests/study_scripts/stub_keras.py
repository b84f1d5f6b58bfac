"""A Keras that trains nothing and remembers what it was asked for.

What is asked for is kept in one form however it was written: arguments that have Keras' own default are left
out, and what goes by a name goes by its name.
"""

import ast
import pathlib
import types


def tables():
    """Keras' defaults as the test of "Copy as Keras" has them, read without running it."""
    path = pathlib.Path(__file__).parents[1] / "keras_code" / "read_back.py"
    tree = ast.parse(path.read_text())
    tree.body = [node for node in tree.body if isinstance(node, ast.Assign)]
    names = {}
    exec(compile(tree, str(path), "exec"), names)
    return types.SimpleNamespace(**names)


KERAS = tables()
# The form has 0, or 1, where Keras has None; to Keras a number is something else.
OFF = [
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "ema_overwrite_frequency",
    "gradient_accumulation_steps",
    "loss_scale_factor",
]
ALL_OPTIMIZERS = {**KERAS.ALL_OPTIMIZERS, **dict.fromkeys(OFF)}


def constant(value):
    """An initializer as it is kept."""
    return ("Constant", (value,), ())


REDUCED = {"reduction": "sum_over_batch_size"}
DEFAULTS = {
    **{name: {**ALL_OPTIMIZERS, **own} for name, own in KERAS.OPTIMIZERS.items()},
    **{name: own for name, (_, own) in KERAS.SCHEDULES.items()},
    **{name: own for name, (_, own) in KERAS.CALLBACKS.items()},
    **{name: own for name, (_, own) in KERAS.INITIALIZERS.items()},
    **{name: own for name, (_, own) in KERAS.CONSTRAINTS.items()},
    "BatchNormalization": {
        **KERAS.BATCH_NORM,
        "renorm": False,
        "renorm_momentum": 0.99,
        # Zeros and ones.
        **{f"{name}_initializer": constant(0.0) for name in ("beta", "moving_mean")},
        **{f"{name}_initializer": constant(1.0) for name in ("gamma", "moving_variance")},
    },
    "Dense": {
        "use_bias": True,
        "kernel_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
    },
    **{name: REDUCED for name in KERAS.LOSSES},
    "CategoricalCrossentropy": {"from_logits": False, "label_smoothing": 0.0, **REDUCED},
    "relu": {"negative_slope": 0.0, "threshold": 0.0},
    "leaky_relu": {"negative_slope": 0.2},
    "elu": {"alpha": 1.0},
    "gelu": {"approximate": False},
    "fit": {"shuffle": True, "callbacks": ()},
}
NAMES = {
    **{name: own for name, (own, _) in KERAS.INITIALIZERS.items()},
    **KERAS.LOSSES,
}


def plain(value):
    """A value that can be compared."""
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, plain(item)) for key, item in value.items())
    if callable(value):
        called = value("x")
        return called[0] if called == (called[0], ("x",), ()) else called
    if isinstance(value, (bool, str, type(None))):
        return value
    return value.key() if isinstance(value, Array) else float(value)


def asked(name, arguments, named):
    defaults = {key: plain(value) for key, value in DEFAULTS.get(name, {}).items()}
    named = {key: plain(value) for key, value in named.items()}
    said = {
        key: value
        for key, value in named.items()
        if value is not None and not (key in defaults and value == defaults[key])
    }
    if not arguments and not said and name in NAMES:
        return NAMES[name]
    return (name, plain(arguments), tuple(sorted(said.items())))


class Asked(types.ModuleType):
    """A module whose every function says what it was asked."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **named: asked(name, arguments, named)


class Array:
    def __init__(self, name, images=None, steps=()):
        self.name, self.images, self.steps = name, images, steps

    def __getitem__(self, part):
        assert part.start is None and part.step is None and self.images is None
        return Array(self.name, None if part.stop == 60000 else part.stop, self.steps)

    def then(self, *step):
        return Array(self.name, self.images, (*self.steps, step))

    def reshape(self, *shape):
        return self.then("reshape", *shape)

    def astype(self, kind):
        return self.then("astype", kind)

    def __truediv__(self, number):
        return self.then("/", number)

    def key(self):
        return (self.name, self.images, self.steps)


class Callback:
    pass


class Keras(types.ModuleType):
    """The module, and what has been trained with it."""

    def __init__(self):
        super().__init__("keras")
        self.trained, self.seed = [], None
        for name in (
            "activations callbacks constraints initializers layers losses optimizers regularizers"
        ).split():
            setattr(self, name, Asked(name))
        self.optimizers.schedules = Asked("schedules")
        self.callbacks.Callback = Callback
        self.datasets = types.SimpleNamespace(mnist=types.SimpleNamespace(load_data=load_data))
        self.utils = types.SimpleNamespace(
            set_random_seed=self.set_random_seed,
            to_categorical=lambda array, classes: array.then("one-hot", classes),
        )

    def set_random_seed(self, seed):
        self.seed = seed

    def Input(self, **named):
        return asked("Input", (), named)

    def Sequential(self, layers=()):
        return Model(self, layers)


def load_data():
    return (Array("x_train"), Array("y_train")), (Array("x_test"), Array("y_test"))


class Model:
    def __init__(self, keras, layers):
        self.keras, self.layers = keras, list(layers)

    def add(self, layer):
        self.layers.append(layer)

    def compile(self, **named):
        self.compiled = asked("compile", (), named)

    def fit(self, *arguments, **named):
        watching = named.pop("callbacks", [])
        own = [callback for callback in watching if isinstance(callback, Callback)]
        named["callbacks"] = [callback for callback in watching if callback not in own]
        named.pop("verbose", None)
        fit = asked("fit", arguments, named)
        seed, self.keras.seed = self.keras.seed, None
        assert seed is not None, "each run has a seed of its own"
        self.keras.trained.append((seed, plain(self.layers), self.compiled, fit))
        for callback in own:
            callback.on_epoch_end(0, {"val_accuracy": 0.5})
        # Where the best weights are restored, any epoch may be the one that counts.
        restores = "restore_best_weights" in repr(watching)
        history = {"val_accuracy": [0.5 if restores else 0.25, 0.5]}
        history.update({name: [2.0, 1.0] for name in ("loss", "accuracy", "val_loss")})
        return types.SimpleNamespace(history=history)
