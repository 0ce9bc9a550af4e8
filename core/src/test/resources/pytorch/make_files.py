"""Writes the PyTorch files of this folder. Needs Python with PyTorch (Debian's python3-torch 1.13 was used); run it in this folder.

Each file is written twice: NAME.zip.pth in the format since PyTorch 1.6, NAME.legacy.pth in the one before. Numbers are exact in every type.
"""
import os
import pickle
import struct
import sys
from collections import OrderedDict

import torch
from torch import nn


def counting(*shape, dtype=torch.float32):
    """0, 0.5, 1, 1.5, ..."""
    numel = 1
    for size in shape:
        numel *= size
    return (torch.arange(numel, dtype=torch.float64) / 2).reshape(shape).to(dtype)


def both(name, content):
    torch.save(content, name + ".zip.pth")
    torch.save(content, name + ".legacy.pth", _use_new_zipfile_serialization=False)


def types():
    state = OrderedDict()
    for name in ["float64", "float32", "float16", "bfloat16"]:
        state[name] = (counting(2, 3) - 1).to(getattr(torch, name))
    for name in ["int64", "int32", "int16", "int8"]:
        state[name] = torch.tensor([[1, -2, 3], [4, 5, -128]]).to(getattr(torch, name))
    state["uint8"] = torch.tensor([[1, 2, 3], [4, 5, 255]], dtype=torch.uint8)
    state["bool"] = torch.tensor([[True, False, True], [False, False, True]])
    state["scalar"] = torch.tensor(7)
    state["empty"] = torch.zeros(0, 3)
    return state


def views():
    base = counting(4, 6)
    return {
        "whole": base,
        "transposed": base.t(),
        "row": base[2],
        "column": base[:, 3],
        "block": base[1:3, 2:5],
        "every_second": base[::2, 1::2],
        "again": base,
        "repeated": base[1, :1].expand(3, 2),
        "parameter": nn.Parameter(base[3]),
        "channels_last": counting(1, 2, 2, 3).contiguous(memory_format=torch.channels_last),
    }


def network():
    """With the attributes that a module's state dict has."""
    module = nn.Sequential(OrderedDict(conv=nn.Conv2d(2, 3, 2, bias=False), bn=nn.BatchNorm2d(3)))
    state = module.state_dict()
    for number, tensor in enumerate(state.values()):
        tensor.copy_(counting(*tensor.shape) + number)
    return module, state


def checkpoint(place, state, module):
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
    sum(parameter.sum() for parameter in module.parameters()).backward()
    optimizer.step()
    return {
        "epoch": 90,
        "arch": "tiny",
        place: OrderedDict(("module." + name, tensor) for name, tensor in state.items()),
        "best_acc1": torch.tensor(76.125),
        "best_loss": 0.5,
        "finished": True,
        "seed": None,
        "big": 2**80,
        "optimizer": optimizer.state_dict(),
        "shape": torch.Size([3, 2]),
        "dtype": torch.float32,
    }


class Python2Dict:
    """Pickles as Python 2 pickled an OrderedDict: from a list of pairs."""

    def __init__(self, values):
        self.values = values

    def __reduce__(self):
        return OrderedDict, ([[name, value] for name, value in self.values.items()],)


class Command:
    def __reduce__(self):
        return os.system, ("touch biwaa-was-here",)


class Storage:
    """What PyTorch before 0.4 wrote of a tensor whose storage is a part of another."""

    def __init__(self, *identity):
        self.identity = identity


class Tensor:
    def __init__(self, *arguments):
        self.arguments = arguments

    def __reduce__(self):
        return torch._utils._rebuild_tensor, self.arguments


class OldPickler(pickle._Pickler):
    def persistent_id(self, value):
        return value.identity if isinstance(value, Storage) else None


def parts_of_storages(path):
    with open(path, "wb") as file:
        for header in [0x1950A86A20F9469CFC6C, 1001, dict(protocol_version=1001, little_endian=True, type_sizes={})]:
            pickle.dump(header, file, protocol=2)
        first = Storage("storage", torch.FloatStorage, "11", "cpu", 10, ("12", 2, 6))
        second = Storage("storage", torch.FloatStorage, "11", "cuda:0", 10, None)
        content = {"part": Tensor(first, 1, (2, 2), (2, 1)), "whole": Tensor(second, 0, (10,), (1,))}
        OldPickler(file, protocol=2).dump(content)
        pickle.dump(["11"], file, protocol=2)
        file.write(struct.pack("<q10f", 10, *range(10)))


def main():
    both("types", types())
    both("views", views())
    module, state = network()
    both("network", state)
    both("checkpoint-state_dict", checkpoint("state_dict", state, module))
    both("checkpoint-model", checkpoint("model", state, module))
    both("python2", Python2Dict(types()))
    parts_of_storages("parts.legacy.pth")
    # What is refused.
    # The older format would hold PyTorch's sources too.
    torch.save(module, "whole-model.zip.pth")
    both("command", {"weight": torch.zeros(2), "other": Command()})
    both("no-tensors", {"epoch": 1, "loss": 0.5})
    both("list", [torch.zeros(2)])
    torch.save(state, "protocol4.zip.pth", pickle_protocol=4)
    torch.save({"weight": torch.zeros(3).to_sparse()}, "sparse.zip.pth")
    torch.jit.save(torch.jit.script(nn.Linear(1, 1)), "torchscript.zip.pth")


if __name__ == "__main__":
    sys.setrecursionlimit(10000)
    torch.manual_seed(0)
    main()
