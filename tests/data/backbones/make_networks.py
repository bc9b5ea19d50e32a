#!/usr/bin/python3
"""Prints what network_torch_test.cpp expects: torchvision 0.14's networks in eval mode on PyTorch 1.13."""
import torch
import torchvision

from formulas import image, named_values, normalised, show

LAYERS = {"mobilenet_v2": ("features.6", "features.18"), "resnet18": ("layer2", "layer4"),
          "resnet50": ("layer1", "layer2", "layer3", "layer4"), "wide_resnet50_2": ("layer1", "layer2", "layer3")}

for arch, layers in LAYERS.items():
    model = getattr(torchvision.models, arch)().eval()
    state = model.state_dict()
    for name, values in state.items():
        shape, part = tuple(values.shape), name.rsplit(".", 1)[1]
        if len(shape) == 4:
            centre, reach = 0.0, (6.0 / (shape[1] * shape[2] * shape[3])) ** 0.5
        elif len(shape) == 1:
            centre, reach = {"weight": (1.0, 0.25), "bias": (0.0, 0.1), "running_mean": (0.0, 0.1),
                             "running_var": (1.0, 0.5)}[part]
        else:
            continue
        values.copy_(named_values(name, shape, centre, reach))
    found = {}
    for name in layers:
        model.get_submodule(name).register_forward_hook(lambda _, __, out, name=name: found.__setitem__(name, out))
    with torch.no_grad():
        model(normalised(image(40, 48)))
    print(arch)
    for name in layers:
        show(name, found[name][0])
