"""Cuts the reference's golden files (A1-A3, A5, A7, A8) down to what the tests in this repository compare.

    python3 trim.py FOLDER_OF_GOLDEN_FILES ../resources/golden

Arrays are left out or kept as they are. Of some large ones only every n-th entry in row order is kept, under the name `<array>@<n>`; n is odd,
so that every column is met. The numbers themselves never change.
"""

import json
import struct
import sys
from pathlib import Path

SIZES = {"F64": 8, "F32": 4, "I64": 8, "I32": 4, "U8": 1}


def read(path):
    """The arrays of a safetensors file: name -> (type, shape, bytes)."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    start = 8 + length
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = (entry["dtype"], entry["shape"], data[start + begin : start + end])
    return arrays


def write(path, arrays):
    header, offset = {}, 0
    for name, (dtype, shape, data) in arrays.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data for _, _, data in arrays.values()))


def thin(arrays, stride, above):
    """Keeps every stride-th entry of arrays with more entries than `above`."""
    kept = {}
    for name, (dtype, shape, data) in arrays.items():
        size = SIZES[dtype]
        if len(data) // size <= above:
            kept[name] = (dtype, shape, data)
        else:
            chosen = b"".join(data[i : i + size] for i in range(0, len(data), size * stride))
            kept[f"{name}@{stride}"] = (dtype, [len(chosen) // size], chosen)
    return kept


def keep(arrays, wanted):
    return {name: array for name, array in arrays.items() if wanted(name)}


def a1(name):
    return not name.endswith("/weighted") and "/grad" not in name and name != "f32/factor1/weights"


def a2(name):
    return "gradsum" not in name and not name.startswith("f32/grad/") and not (
        name.startswith("f32/iter") and "5000" not in name
    )


def a3(name):
    if "grad_sm/" in name or name.endswith("grad_ss/Xt"):
        return False
    return not (name.startswith("f32/") and ("_new" in name or "grad_ss" in name))


def a5_trace(name):
    return not name.startswith(("grad_iter0/", "grad_checksum", "t_loss", "weighted_features", "weight_decay"))


def a5_trace_float32(name):
    return not name.startswith(("mask", "t_loss", "outputs_target_sm"))


def main(source, destination):
    def convert(name, wanted=lambda name: True, stride=1, above=1 << 60):
        arrays = thin(keep(read(source / f"{name}.safetensors"), wanted), stride, above)
        write(destination / f"{name}.safetensors", arrays)

    destination.mkdir(parents=True, exist_ok=True)
    convert("a1_weighting", a1)
    convert("a1_weighting_confident", a1)
    convert("a2_adversarial_small", a2)
    convert("a2_schedules")
    convert("a3_semantic_matching", a3)
    convert("a5_inputs_source")
    convert("a5_inputs_target")
    convert("a5_tinybottleneck_init")
    for case in ("A_run0", "B_run1", "C_run1_iter230"):
        convert(f"a5_tinybottleneck_{case}_trace", a5_trace, 7, 4096)
        convert(f"a5_tinybottleneck_{case}_trace_f32", a5_trace_float32, 7, 4096)
        convert(f"a5_tinybottleneck_{case}_final", lambda name: name.startswith("final/"), 7, 4096)
    convert("a7_lr_schedule")
    convert("a8_previous_runs")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
