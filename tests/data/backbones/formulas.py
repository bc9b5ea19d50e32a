"""Weights and images by formula, as in tests/support/patterns.h."""
import numpy
import torch


def code_of(name):
    return sum((i + 1) * ord(letter) for i, letter in enumerate(name))


def named_random_values(name, shape, centre, reach):
    raw = numpy.random.RandomState(code_of(name))._bit_generator.random_raw(int(numpy.prod(shape)))
    return torch.from_numpy((centre + (raw * 2.0**-32 - 0.5) * 2.0 * reach).astype(numpy.float32)).reshape(shape)


def named_values(name, shape, centre, reach):
    code = code_of(name)
    i = numpy.arange(int(numpy.prod(shape)), dtype=numpy.int64)
    unit = ((i * 7919 + code * 104729) % 20011) / 20011.0
    return torch.from_numpy((centre + (unit - 0.5) * 2.0 * reach).astype(numpy.float32)).reshape(shape)


def fill_network(model, values_of=named_values):
    """A torchvision network's weights, as network_torch_test.cpp writes them."""
    for name, values in model.state_dict().items():
        shape, part = tuple(values.shape), name.rsplit(".", 1)[1]
        if len(shape) == 4:
            centre, reach = 0.0, (6.0 / (shape[1] * shape[2] * shape[3])) ** 0.5
        elif len(shape) == 1:
            centre, reach = {"weight": (1.0, 0.25), "bias": (0.0, 0.1), "running_mean": (0.0, 0.1),
                             "running_var": (1.0, 0.5)}[part]
        else:
            continue
        values.copy_(values_of(name, shape, centre, reach))


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
