#!/usr/bin/python3
"""Prints what vit_torch_test.cpp expects: torchvision 0.14's vision transformer on PyTorch 1.13, DINOv2's layer scales
folded into its projections, position embeddings resized by torch.nn.functional.interpolate as each tool does."""
import functools

import torch
import torch.nn.functional as F
from torchvision.models.vision_transformer import VisionTransformer

from formulas import image, named_values, normalised, show


def reach(name, shape):
    if name.endswith(".bias"):
        return 0.0, 0.1
    if len(shape) == 1:
        return 1.0, 0.25
    if len(shape) == 3:
        return 0.0, 0.5
    return 0.0, (3.0 / (torch.Size(shape).numel() / shape[0])) ** 0.5


def weight(name, *shape):
    return named_values(name, shape, *reach(name, shape))


def positions(grid, dim, rows, columns, by):
    values = weight("pos_embed", 1, 1 + grid * grid, dim)
    if rows == grid and columns == grid:
        return values
    square = values[:, 1:].reshape(1, grid, grid, dim).permute(0, 3, 1, 2)
    if by == "dinov2":
        scale = ((rows + 0.1) / grid, (columns + 0.1) / grid)
        square = F.interpolate(square, mode="bicubic", scale_factor=scale)
    else:
        square = F.interpolate(square, size=(rows, columns), mode="bicubic", antialias=True)
    assert square.shape[2:] == (rows, columns)
    return torch.cat([values[:, :1], square.flatten(2).transpose(1, 2)], 1)


def run(dim, heads, depth, grid, height, width, by):
    model = VisionTransformer(grid * 14, 14, depth, heads, dim, 4 * dim, norm_layer=functools.partial(
        torch.nn.LayerNorm, eps=1e-6)).eval()
    state = {"conv_proj.weight": weight("patch_embed.proj.weight", dim, 3, 14, 14),
             "conv_proj.bias": weight("patch_embed.proj.bias", dim),
             "class_token": weight("cls_token", 1, 1, dim),
             "encoder.ln.weight": weight("norm.weight", dim), "encoder.ln.bias": weight("norm.bias", dim)}
    for n in range(depth):
        to, block = f"encoder.layers.encoder_layer_{n}", f"blocks.{n}"
        for ours, theirs in (("norm1", "ln_1"), ("norm2", "ln_2")):
            for part in ("weight", "bias"):
                state[f"{to}.{theirs}.{part}"] = weight(f"{block}.{ours}.{part}", dim)
        state[f"{to}.self_attention.in_proj_weight"] = weight(f"{block}.attn.qkv.weight", 3 * dim, dim)
        state[f"{to}.self_attention.in_proj_bias"] = weight(f"{block}.attn.qkv.bias", 3 * dim)
        state[f"{to}.mlp.0.weight"] = weight(f"{block}.mlp.fc1.weight", 4 * dim, dim)
        state[f"{to}.mlp.0.bias"] = weight(f"{block}.mlp.fc1.bias", 4 * dim)
        for ours, scale, theirs, width_in in (("attn.proj", "ls1", "self_attention.out_proj", dim),
                                              ("mlp.fc2", "ls2", "mlp.3", 4 * dim)):
            gamma = weight(f"{block}.{scale}.gamma", dim)
            state[f"{to}.{theirs}.weight"] = weight(f"{block}.{ours}.weight", dim, width_in) * gamma[:, None]
            state[f"{to}.{theirs}.bias"] = weight(f"{block}.{ours}.bias", dim) * gamma
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and set(missing) == {"encoder.pos_embedding", "heads.head.weight", "heads.head.bias"}

    rows, columns = round(height / 14), round(width / 14)
    pixels = image(height, width)
    if (height, width) != (rows * 14, columns * 14):
        pixels = F.interpolate(pixels, size=(rows * 14, columns * 14), mode="bilinear", antialias=True)
    found = {}
    for n, layer in enumerate(model.encoder.layers):
        layer.register_forward_hook(lambda _, __, out, n=n: found.__setitem__(f"blocks.{n}", out))
    with torch.no_grad():
        tokens = model.conv_proj(normalised(pixels)).flatten(2).transpose(1, 2)
        tokens = torch.cat([model.class_token, tokens], 1)
        model.encoder.pos_embedding = torch.nn.Parameter(positions(grid, dim, rows, columns, by))
        found["norm"] = model.encoder(tokens)
    print(f'{{{{{dim}, {heads}, {depth}, 14, {grid}}}, {height}, {width}, "{by}", {{')
    for name in ("blocks.0", "norm"):
        show(name, found[name][0, 1:].T.reshape(dim, rows, columns))
    print("}},")


for height, width, by in ((70, 70, "dinov2"), (42, 56, "dinov2"), (42, 56, "timm"), (100, 75, "dinov2")):
    run(24, 3, 2, 5, height, width, by)
for height, width in ((224, 224), (518, 518), (224, 308)):
    for by in ("dinov2", "timm"):
        if by == "dinov2" or height != 518:
            run(8, 2, 1, 37, height, width, by)
