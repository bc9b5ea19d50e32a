"""Weights and images by formula, as in tests/support/patterns.h."""
import numpy
import torch


def named_values(name, shape, centre, reach):
    code = sum((i + 1) * ord(letter) for i, letter in enumerate(name))
    i = numpy.arange(int(numpy.prod(shape)), dtype=numpy.int64)
    unit = ((i * 7919 + code * 104729) % 20011) / 20011.0
    return torch.from_numpy((centre + (unit - 0.5) * 2.0 * reach).astype(numpy.float32)).reshape(shape)


def image(height, width):
    i = numpy.arange(3 * height * width, dtype=numpy.int64)
    unit = torch.from_numpy(((i * 631) % 997 / 997.0).astype(numpy.float32)).reshape(1, 3, height, width)
    return unit


def normalised(values):
    mean = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
    return (values - mean) / torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)


def show(layer, features):
    """{"layer", {shape}, mean, root mean square, {values at 1/7, 1/3, 1/2 and 5/6 of the map}}"""
    flat = features.double().flatten()
    n = flat.numel()
    places = ", ".join(f"{flat[i]:.7g}" for i in (n // 7, n // 3, n // 2, 5 * n // 6))
    shape = ", ".join(str(size) for size in features.shape)
    print(f'{{"{layer}", {{{shape}}}, {flat.mean():.7g}, {(flat**2).mean().sqrt():.7g}, {{{places}}}}},')
