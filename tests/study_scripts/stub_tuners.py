"""Tuners that try every setting of a grid, or those that they are fed, and remember the search space.

A space is kept in one form for all: `["list", values]`, `["int", low, high, log]` or `["float", low, high, log]`.
"""

import itertools
import types


class Tuning:
    """What a script says of its search, and the settings it is fed where it draws."""

    def __init__(self, feed):
        self.feed, self.space, self.tries, self.scores = feed, {}, None, []

    def settings(self, grid):
        """Those of a grid, or those fed."""
        if grid is None:
            return self.feed
        return [dict(zip(grid, values)) for values in itertools.product(*grid.values())]

    def take(self, name, space, setting):
        assert self.space.setdefault(name, space) == space, name
        if space[0] == "list":
            assert setting[name] in space[1], (name, setting)
        else:
            assert space[1] <= setting[name] <= space[2], (name, setting)
        return setting[name]


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    return made


def make(name):
    """A constructor of which nothing but its name and its arguments is wanted."""
    return lambda *arguments, **named: (name, arguments, named)


def optuna(tuning):
    class Pruned(Exception):
        pass

    class Trial:
        def __init__(self, setting):
            self.setting, self.user_attrs = setting, {}

        def suggest_categorical(self, name, values):
            return tuning.take(name, ["list", list(values)], self.setting)

        def suggest_int(self, name, low, high, log=False):
            return tuning.take(name, ["int", low, high, log], self.setting)

        def suggest_float(self, name, low, high, log=False):
            return tuning.take(name, ["float", low, high, log], self.setting)

        def set_user_attr(self, key, value):
            self.user_attrs[key] = value

        def report(self, value, step):
            assert (value, step) == (0.5, 1)

        def should_prune(self):
            return False

    class Study:
        def __init__(self, direction, sampler, pruner=None):
            assert direction == "maximize"
            name, arguments, _ = sampler
            self.grid = arguments[0] if name == "GridSampler" else None

        def optimize(self, objective, n_trials):
            tuning.tries = n_trials
            self.trials = [Trial(setting) for setting in tuning.settings(self.grid)]
            for trial in self.trials:
                trial.value = objective(trial)
                tuning.scores.append(trial.value)

        def get_trials(self, states):
            return self.trials if states == ["complete"] else []

    samplers = ["GridSampler", "RandomSampler", "QMCSampler", "TPESampler", "GPSampler", "CmaEsSampler"]
    pruners = [
        "MedianPruner",
        "PatientPruner",
        "PercentilePruner",
        "SuccessiveHalvingPruner",
        "ThresholdPruner",
    ]
    states = types.SimpleNamespace(COMPLETE="complete", PRUNED="pruned")
    return {
        "optuna": module(
            "optuna",
            create_study=Study,
            TrialPruned=Pruned,
            samplers=types.SimpleNamespace(**{name: make(name) for name in samplers}),
            pruners=types.SimpleNamespace(**{name: make(name) for name in pruners}),
            trial=types.SimpleNamespace(TrialState=states),
        )
    }


def keras_tuner(tuning):
    class HyperParameters:
        def __init__(self, setting=None):
            self.setting = setting

        def take(self, name, space):
            if self.setting is None:
                tuning.space[name] = space
                return space[1][0] if space[0] == "list" else space[1]
            return tuning.take(name, space, self.setting)

        def Choice(self, name, values):
            assert len({type(value) for value in values}) == 1, values
            assert isinstance(values[0], (bool, int, float, str))
            return self.take(name, ["list", values])

        def Int(self, name, low, high, sampling="linear"):
            return self.take(name, ["int", low, high, sampling == "log"])

        def Float(self, name, low, high, sampling="linear"):
            return self.take(name, ["float", low, high, sampling == "log"])

    class Search:
        def __init__(self, hyperparameters, objective, max_trials, directory, overwrite, seed=None, **own):
            assert own == self.own, own
            assert objective == ("Objective", ("val_accuracy", "max"), {})
            assert self.is_grid == (seed is None)
            tuning.tries = max_trials
            self.oracle = self

        def search(self):
            grid = {name: space[1] for name, space in tuning.space.items()}
            settings = tuning.settings(grid if self.is_grid else None)
            trials = [HyperParameters(setting) for setting in settings]
            self.trials = [types.SimpleNamespace(hyperparameters=one) for one in trials]
            for trial in self.trials:
                trial.score = self.run_trial(trial)["val_accuracy"]
                tuning.scores.append(trial.score)

        def get_best_trials(self, count):
            return self.trials[:count]

    grid = type("GridSearch", (Search,), {"is_grid": True, "own": {}})
    drawn = type("RandomSearch", (Search,), {"is_grid": False, "own": {}})
    bayesian = {"is_grid": False, "own": {"num_initial_points": 10}}
    bayesian = type("BayesianOptimization", (Search,), bayesian)
    return {
        "keras_tuner": module(
            "keras_tuner",
            HyperParameters=HyperParameters,
            Objective=make("Objective"),
            GridSearch=grid,
            RandomSearch=drawn,
            BayesianOptimization=bayesian,
        )
    }


def ray(tuning):
    reports = []

    class Tuner:
        def __init__(self, run, param_space, tune_config):
            (_, _, config) = tune_config
            assert (config["metric"], config["mode"]) == ("val_accuracy", "max")
            if config.get("search_alg", ("",))[0] == "OptunaSearch":
                assert config["max_concurrent_trials"] == 4, config
            self.run, self.kinds = run, {name: kind for name, (kind, _) in param_space.items()}
            tuning.space = {name: space for name, (_, space) in param_space.items()}
            tuning.tries = config.get("num_samples")

        def fit(self):
            grid = {name: space[1] for name, space in tuning.space.items()}
            drawn = set(self.kinds.values()) != {"grid"}
            for setting in tuning.settings(None if drawn else grid):
                names = tuning.space.items()
                config = {name: tuning.take(name, space, setting) for name, space in names}
                self.run(config)
                tuning.scores.append(reports[-1]["val_accuracy"])
                yield types.SimpleNamespace(error=None, config=config, metrics=reports[-1])

    def drawn(kind, low, high, log):
        return ("drawn", [kind, low, high, log])

    tune = module(
        "ray.tune",
        report=reports.append,
        Tuner=Tuner,
        TuneConfig=make("TuneConfig"),
        grid_search=lambda values: ("grid", ["list", values]),
        choice=lambda values: ("drawn", ["list", values]),
        uniform=lambda low, high: drawn("float", low, high, False),
        loguniform=lambda low, high: drawn("float", low, high, True),
        randint=lambda low, high: drawn("int", low, high - 1, False),
        lograndint=lambda low, high: drawn("int", low, high - 1, True),
        schedulers=types.SimpleNamespace(
            ASHAScheduler=make("ASHAScheduler"),
            MedianStoppingRule=make("MedianStoppingRule"),
        ),
    )
    generator = module("basic_variant", BasicVariantGenerator=make("BasicVariantGenerator"))
    search = module("ray.tune.search.optuna", OptunaSearch=make("OptunaSearch"))
    return {
        **optuna(tuning),
        "ray": module("ray", tune=tune),
        "ray.tune.search.optuna": search,
        "ray.tune": tune,
        "ray.tune.search": module("ray.tune.search"),
        "ray.tune.search.basic_variant": generator,
    }


STUBS = {"KerasTuner": keras_tuner, "Optuna": optuna, "Ray Tune": ray}
