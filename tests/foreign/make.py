"""Makes the files of this folder that README.md says, in the folder that it is run in."""
import os, sys, json, math, time, datetime
os.environ["KERAS_BACKEND"] = "jax"
import numpy as np
import optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)

def objective(trial):
    lr = trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True)
    opt = trial.suggest_categorical("optimizer", ["sgd", "adam"])
    units = trial.suggest_int("units", 16, 128)
    mom = trial.suggest_float("momentum", 0.0, 0.9) if opt == "sgd" else 0.5
    trial.set_user_attr("note", "a, b")
    score = 0.98 - 0.03 * abs(math.log10(lr) + 2) - 0.0002 * abs(units - 96) - 0.02 * abs(mom - 0.5)
    trial.report(score, 1)
    if trial.number % 7 == 5:
        raise optuna.TrialPruned()
    if trial.number == 9:
        raise ValueError("no")
    return score
study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=24, catch=(ValueError,))
study.trials_dataframe().to_csv("optuna.csv", index=False)
study.trials_dataframe().head(3).to_csv("optuna_index.csv")
study.trials_dataframe(multi_index=True).head(3).to_csv("optuna_multi_index.csv")
two = optuna.create_study(directions=["maximize", "minimize"], sampler=optuna.samplers.RandomSampler(seed=1))
two.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_float("y", 0, 1)), n_trials=3)
two.trials_dataframe().to_csv("optuna_two.csv", index=False)

import keras, keras_tuner
x = np.random.default_rng(0).normal(size=(256, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int64")
def build(hp):
    model = keras.Sequential([keras.layers.Input((8,)), keras.layers.Dense(hp.Int("units", 4, 16, step=4), activation=hp.Choice("activation", ["relu", "tanh"])), keras.layers.Dense(2, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(hp.Float("learning_rate", 1e-3, 1e-1, sampling="log")), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
keras.utils.set_random_seed(1)
tuner = keras_tuner.RandomSearch(build, objective="val_accuracy", max_trials=4, executions_per_trial=2, seed=3, directory="kt", project_name="digits", overwrite=True)
tuner.search(x, y, epochs=3, validation_split=0.25, verbose=0)
hb = keras_tuner.Hyperband(build, objective="val_loss", max_epochs=3, factor=3, seed=3, directory="kt", project_name="bands", overwrite=True)
hb.search(x, y, validation_split=0.25, verbose=0)
model = build(keras_tuner.HyperParameters())
history = model.fit(x, y, epochs=5, validation_split=0.25, verbose=0, callbacks=[keras.callbacks.CSVLogger("csv_logger.csv"), keras.callbacks.CSVLogger("csv_logger_semicolon.csv", separator=";"), keras.callbacks.ReduceLROnPlateau(patience=1)])
json.dump(history.history, open("history.json", "w"))
model = build(keras_tuner.HyperParameters())
model.compile(optimizer=keras.optimizers.SGD(1e30), loss="mse", metrics=["mae"])
history = model.fit(x, np.eye(2)[y], epochs=2, verbose=0)
json.dump(history.history, open("history_nan.json", "w"))
