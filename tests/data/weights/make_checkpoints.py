#!/usr/bin/python3
"""Makes the checkpoints beside it with PyTorch (1.13), and prints the values that tests expect of them."""
import collections
import io
import os
import pickle
import zipfile
from pathlib import Path

import torch

here = Path(__file__).parent


def show(name, tensors):
    for key, value in tensors.items():
        print(name, key, value.dtype, list(value.shape), value.flatten().tolist())


def types():
    values = torch.tensor([1.5, -2.0, 0.0, 3.25])
    tensors = collections.OrderedDict()
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
                  torch.int8, torch.bool):
        tensors[str(dtype).split(".")[1]] = values.to(dtype)
    tensors["uint8"] = torch.tensor([0, 7, 255], dtype=torch.uint8)
    tensors["scalar"] = torch.tensor(7)
    tensors["empty"] = torch.zeros(0, 3)
    return tensors


def views():
    base = torch.arange(12.0).reshape(3, 4)
    tensors = collections.OrderedDict()
    tensors["whole"] = base
    tensors["transposed"] = base.t()
    tensors["columns"] = base[:, 1:3]
    tensors["last_row"] = base[2]
    tensors["permuted"] = torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)
    tensors["expanded"] = torch.tensor([[5.0], [6.0]]).expand(2, 3)
    tensors["parameter"] = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    return tensors


def model():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(2, 1, bias=False), torch.nn.BatchNorm1d(1))


def nested():
    network = model()  # its state_dict() is an OrderedDict with the attribute _metadata
    with torch.no_grad():
        network[0].weight.copy_(torch.tensor([[0.25, -0.5]]))
    state = {"module." + key: value for key, value in network.state_dict().items()}
    state = collections.OrderedDict(state)
    state._metadata = network.state_dict()._metadata
    momentum = {"state": {0: {"step": 3, "exp_avg": torch.tensor([9.0])}}, "param_groups": [{"lr": 0.1, "nesterov": True}]}
    return {"epoch": 12, "state_dict": state, "optimizer": momentum, "best": None, "rate": 1e-3, "big": 1 << 40, "note": "x"}


class Malicious:
    def __reduce__(self):
        return os.system, ("touch goodparts_was_here",)


def big_endian():
    """What a big-endian machine would write: the same archive with every element turned around."""
    buffer = io.BytesIO()
    torch.save({"a": torch.tensor([1.0, -2.5]), "n": torch.tensor([258], dtype=torch.int16)}, buffer)
    source = zipfile.ZipFile(buffer)
    with zipfile.ZipFile(here / "big_endian.pth", "w", zipfile.ZIP_STORED) as out:
        for name in source.namelist():
            data = source.read(name)
            if "/data/" in name:
                size = 4 if len(data) == 8 else 2
                data = b"".join(data[i:i + size][::-1] for i in range(0, len(data), size))
            out.writestr(zipfile.ZipInfo(name), data)
        out.writestr(zipfile.ZipInfo("archive/byteorder"), b"big")


torch.save(types(), here / "types.pth")
torch.save(types(), here / "types_legacy.pth", _use_new_zipfile_serialization=False)
torch.save(views(), here / "views.pth")
torch.save(views(), here / "views_legacy.pth", _use_new_zipfile_serialization=False)
torch.save(nested(), here / "nested.pth")
torch.save({"a": torch.tensor([1.0]), "b": Malicious()}, here / "malicious.pth")
torch.save({"a": torch.tensor([1.0]), "b": Malicious()}, here / "malicious_legacy.pth", _use_new_zipfile_serialization=False)
(here / "no_checkpoint.pkl").write_bytes(pickle.dumps({"a": [1.0, 2.0]}, protocol=2))
big_endian()
show("types", types())
show("views", views())
show("nested", nested()["state_dict"])
