"""What the package `cmaes` makes of generations that are told: `python cma_es.py > cma_es.json`.

The points are those of the test in `src/analysis/cma_es/state.rs`, the best of each generation first.
"""

import json

import numpy
from cmaes import CMA


def told(axes, size, generations):
    optimizer = CMA(mean=numpy.full(axes, 0.5), sigma=1 / 6, population_size=size)
    for generation in range(generations):
        place = lambda at, axis: (0.37 * (at + 1) * (axis + 1) + 0.11 * generation) % 1
        points = [[place(at, axis) for axis in range(axes)] for at in range(size)]
        optimizer.tell([(numpy.array(point), float(at)) for at, point in enumerate(points)])
    return {
        "axes": axes,
        "size": size,
        "generations": generations,
        "mean": list(optimizer.mean),
        "sigma": optimizer._sigma,
        "covariance": [list(row) for row in optimizer._C],
        "path": list(optimizer._pc),
        "sigma_path": list(optimizer._p_sigma),
    }


print(json.dumps([told(1, 4, 3), told(2, 6, 2), told(3, 7, 1), told(3, 8, 4), told(6, 12, 5)], indent=1))
