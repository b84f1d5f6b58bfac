"""Runs studies' scripts with a Keras and tuners that only remember; a JSON list of studies in.

A study has a script for each tuner, the Keras scripts of its runs, and what it searches; the scripts have to
train what the Keras scripts train. Neither Keras nor a tuner need be there.
"""

import ast
import contextlib
import io
import json
import sys

from stub_keras import Keras
from stub_tuners import STUBS, Tuning


def run(script, modules):
    assert_imports_are_used(script)
    keras = Keras()
    modules = {"keras": keras, **modules}
    sys.modules.update(modules)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    finally:
        for name in modules:
            del sys.modules[name]
    return keras.trained


def assert_imports_are_used(script):
    tree = ast.parse(script)
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    imported = {alias.name for node in imports for alias in node.names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert imported <= used, imported - used


KERAS_RUNS = {}


def keras_run(script):
    """What a Keras script trains; many studies share some."""
    if script not in KERAS_RUNS:
        [KERAS_RUNS[script]] = run(script, {})
    return KERAS_RUNS[script]


def check(study, name, script):
    tuning = Tuning(study["feed"])
    trained = run(script, STUBS[name](tuning))
    expected = [keras_run(keras) for keras in study["runs"]]
    # A grid's order is the tuner's.
    assert sorted(map(repr, trained)) == sorted(map(repr, expected)), difference(trained, expected)
    if study["space"] is not None:
        space = tuning.space
        assert space == study["space"], (space, study["space"])
    if study["feed"] is not None or tuning.tries is not None:
        assert tuning.tries == study["settings"], tuning.tries
    assert set(tuning.scores) == {0.5}


def difference(trained, expected):
    trained, expected = set(map(repr, trained)), set(map(repr, expected))
    only = [sorted(trained - expected)[:1], sorted(expected - trained)[:1]]
    return f"trained: {only[0]}\nexpected: {only[1]}"


wrong = 0
for study in json.load(sys.stdin):
    for name, script in study["scripts"].items():
        try:
            check(study, name, script)
        except Exception as error:
            wrong += 1
            if wrong <= 3:
                print(f"{study['name']}, {name}: {type(error).__name__}: {error}\n{script}", file=sys.stderr)
sys.exit(f"{wrong} scripts are wrong" if wrong else 0)
