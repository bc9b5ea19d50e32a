#!/usr/bin/python3
"""Prints how far bfloat16 takes torchvision 0.14's networks from float on PyTorch 1.13, which network_torch_test.cpp
compares with: |bfloat16 - float| / |float| of a layer's map, batch normalisation folded in float before rounding.

Of random weights: there the errors of single roundings average out, and another order of adding up (try weights that
differ by 3e-7) changes the number by up to 5 %. With the weights of make_networks.py it changes by a factor of two."""
import copy

import torch
import torchvision

from formulas import fill_network, image, named_random_values, normalised

LAYERS = {"mobilenet_v2": ("features.6", "features.13"), "resnet18": ("layer3",), "resnet50": ("layer3",)}


def fold(model):
    convolution = None
    for module in model.modules():  # each batch normalisation comes right after its convolution
        if isinstance(module, torch.nn.Conv2d):
            convolution = module
        elif isinstance(module, torch.nn.BatchNorm2d):
            scale = module.weight / (module.running_var + module.eps).sqrt()
            convolution.weight.mul_(scale.reshape(-1, 1, 1, 1))
            convolution.bias = torch.nn.Parameter(module.bias - module.running_mean * scale)
            module.forward = lambda x: x
    return model


def features(model, layers, x):
    found = {}
    for name in layers:
        model.get_submodule(name).register_forward_hook(
            lambda _, __, out, name=name: found.__setitem__(name, out.double().clone()))
    model(x)
    return found


with torch.no_grad():
    for arch, layers in LAYERS.items():
        model = getattr(torchvision.models, arch)().eval()
        fill_network(model, named_random_values)
        x = normalised(image(96, 96))
        exact = features(copy.deepcopy(model), layers, x)
        folded = features(fold(copy.deepcopy(model)), layers, x)
        last = {"dtype": torch.bfloat16, "memory_format": torch.channels_last}
        rounded = features(fold(model).to(**last), layers, x.to(**last))
        for name in layers:
            assert (folded[name] - exact[name]).norm() < 1e-4 * exact[name].norm()
            print(f'{{"{arch}", "{name}", {(rounded[name] - exact[name]).norm() / exact[name].norm():.3g}}},')
