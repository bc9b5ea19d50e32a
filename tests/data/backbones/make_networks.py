#!/usr/bin/python3
"""Prints what network_torch_test.cpp expects: torchvision 0.14's networks in eval mode on PyTorch 1.13."""
import torch
import torchvision

from formulas import fill_network, image, normalised, show

LAYERS = {"mobilenet_v2": ("features.6", "features.18"), "resnet18": ("layer2", "layer4"),
          "resnet50": ("layer1", "layer2", "layer3", "layer4"), "wide_resnet50_2": ("layer1", "layer2", "layer3")}

for arch, layers in LAYERS.items():
    model = getattr(torchvision.models, arch)().eval()
    fill_network(model)
    found = {}
    for name in layers:
        model.get_submodule(name).register_forward_hook(lambda _, __, out, name=name: found.__setitem__(name, out))
    with torch.no_grad():
        model(normalised(image(40, 48)))
    print(arch)
    for name in layers:
        show(name, found[name][0])
