"""Twenty drawings and what MNIST's normalization makes of them, for `tests/inside.rs`.

    python tests/inside/drawings.py > tests/inside/drawings.json

Needs numpy. It follows the description at http://yann.lecun.com/exdb/mnist/ and shares nothing with the program: strokes are
drawn by the distance of all pixels at once, and areas are averaged through the integral of the picture, which is linear
between the edges of pixels.
"""

import json

import numpy as np

PAD, RADIUS = 280, 12.0


def arc(cx, cy, rx, ry, begin, end, points=24):
    angles = np.radians(np.linspace(begin, end, points))
    return [[round(cx + rx * np.cos(a), 2), round(cy + ry * np.sin(a), 2)] for a in angles]


DRAWINGS = {
    "0": [arc(140, 140, 60, 90, 0, 360)],
    "0 small": [arc(60, 70, 25, 30, -90, 270)],
    "1": [[[140, 40], [140, 240]]],
    "1 slanted": [[[100, 90], [170, 40], [120, 245]]],
    "2": [arc(140, 90, 50, 50, 180, 400) + [[90, 220], [200, 220]]],
    "2 wide": [arc(140, 120, 100, 40, 190, 390) + [[30, 200], [250, 200]]],
    "3": [arc(130, 90, 50, 45, 200, 450) + arc(130, 185, 60, 50, 270, 510)],
    "3 corner": [arc(235, 235, 30, 15, 200, 450) + arc(235, 262, 30, 14, 270, 510)],
    "4": [[[160, 40], [80, 160], [220, 160]], [[170, 110], [170, 250]]],
    "4 closed": [[[180, 250], [180, 40], [60, 170], [230, 170]]],
    "5": [[[200, 50], [100, 50], [95, 130]] + arc(130, 180, 65, 60, 230, 500)],
    "5 in two": [[[100, 60], [95, 130]] + arc(130, 180, 65, 60, 230, 500), [[100, 60], [210, 52]]],
    "6": [arc(170, 140, 80, 110, 250, 140) + arc(140, 190, 50, 45, 180, 540)],
    "6 thin": [[[150, 30], [110, 130], [100, 200]] + arc(125, 210, 26, 26, 180, 520)],
    "7": [[[70, 50], [210, 50], [120, 250]]],
    "7 crossed": [[[70, 50], [210, 50], [120, 250]], [[110, 150], [200, 150]]],
    "8": [arc(140, 90, 45, 45, 90, 450) + arc(140, 190, 55, 55, -90, 270)],
    "8 flat": [arc(80, 140, 50, 40, 0, 360) + arc(190, 140, 60, 45, 180, 540)],
    "9": [arc(140, 95, 50, 50, 0, 360) + [[190, 95], [175, 250]]],
    "dot": [[[33, 201]]],
}


def segment(points, one, other):
    one, other = np.array(one, float), np.array(other, float)
    along = other - one
    length = along @ along
    share = np.clip(((points - one) @ along) / length, 0, 1) if length else np.zeros(len(points))
    return np.linalg.norm(points - one - share[:, None] * along, axis=1)


def raster(strokes):
    y, x = np.mgrid[0:PAD, 0:PAD] + 0.5
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    nearest = np.full(len(points), np.inf)
    for stroke in strokes:
        for one, other in zip(stroke, stroke[1:] or stroke):
            nearest = np.minimum(nearest, segment(points, one, other))
    return np.clip(RADIUS + 0.5 - nearest, 0, 1).reshape(PAD, PAD)


def averaged(picture, size, axis):
    """Means over `size` even parts along an axis."""
    picture = np.moveaxis(picture, axis, 0)
    whole = np.concatenate([np.zeros((1,) + picture.shape[1:]), np.cumsum(picture, axis=0)])
    edges = np.linspace(0, len(picture), size + 1)
    at = np.minimum(edges.astype(int), len(picture) - 1)
    integral = whole[at] + (edges - at)[:, None] * (whole[at + 1] - whole[at])
    return np.moveaxis(np.diff(integral, axis=0) * size / len(picture), 0, axis)


def normalized(picture):
    rows, columns = np.nonzero(picture.any(axis=1))[0], np.nonzero(picture.any(axis=0))[0]
    cut = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = cut.shape
    scale = 20 / max(height, width)
    high, wide = (max(1, int(np.floor(length * scale + 0.5))) for length in (height, width))
    small = averaged(averaged(cut, high, 0), wide, 1)
    y, x = np.mgrid[0:high, 0:wide] + 0.5
    middle = [(small * at).sum() / small.sum() for at in (y, x)]
    top, left = (
        int(np.clip(np.floor(14 - at + 0.5), 0, 28 - size)) for at, size in zip(middle, (high, wide))
    )
    image = np.zeros((28, 28))
    image[top : top + high, left : left + wide] = small
    return np.floor(image * 255 + 0.5).astype(int)


found = [
    {"name": name, "strokes": strokes, "image": normalized(raster(strokes)).ravel().tolist()}
    for name, strokes in DRAWINGS.items()
]
print("[\n" + ",\n".join(json.dumps(it, separators=(",", ":")) for it in found) + "\n]")
