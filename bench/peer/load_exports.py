"""Loads what `biwaa export` wrote into torchvision and PyTorch and compares logits with the model's own.

Usage: python3 bench/peer/load_exports.py FOLDER

FOLDER holds what io.github.biwaa.bench.ExportedSamples left; bench/peer/exports.sh runs both. Needs torch and torchvision (1.13 and 0.14 will do)
and no package safetensors: the format is read here.
"""
import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision

TOLERANCE = 1e-5
TYPES = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}


def read_safetensors(path):
    """Tensors by name: 8 bytes with the length of a JSON header, the header, the numbers."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    data = bytearray(content[8 + length :])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def torchvision_network(name, weights):
    """torchvision's own network with as many classes, loaded strictly."""
    last = [key for key in weights if key.endswith(".bias")][-1]
    network = getattr(torchvision.models, name)(num_classes=len(weights[last]))
    network.load_state_dict(weights, strict=True)
    if name.startswith("squeezenet"):
        # torchvision cuts off negative logits of each place before it averages them; a model adapted by Biwaa does not.
        network.classifier[2] = torch.nn.Identity()
    return network.eval()


def difference(expected, found):
    return float((expected - found).abs().max() / expected.abs().max())


def main(folder):
    worst = 0.0
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}; largest difference / largest logit")
    print(f"{'backbone':16}{'bottleneck':>11}{'safetensors':>13}{'torchscript':>13}{'largest logit':>15}")
    for sample in sorted(pathlib.Path(folder).iterdir()):
        name, bottleneck = sample.name.rsplit("-", 1)
        inputs = torch.from_numpy(numpy.load(sample / "inputs.npy"))
        expected = torch.from_numpy(numpy.load(sample / "logits.npy"))
        with torch.no_grad():
            from_weights = difference(expected, torchvision_network(name, read_safetensors(sample / "weights.safetensors"))(inputs))
            script = torch.jit.load(str(sample / "model.pt"))
            script.eval()
            from_script = max(
                difference(expected, script(inputs)),
                difference(expected[:1], script(inputs[:1])),
            )
        worst = max(worst, from_weights, from_script)
        print(f"{name:16}{bottleneck:>11}{from_weights:>13.1e}{from_script:>13.1e}{float(expected.abs().max()):>15.3g}")
    print(f"worst {worst:.1e}, tolerance {TOLERANCE:.0e}: {'equal' if worst <= TOLERANCE else 'NOT EQUAL'}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
