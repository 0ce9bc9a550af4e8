"""What check.sh measures: each command runs in a process of its own, with a time limit, and leaves a log. A command that fails or finds no time left is a row
that says so."""

import csv
import json
import os
import random
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import torch

SECONDS = 520
PEER = Path(__file__).resolve().parent.parent / "peer" / "step.py"
CLASSES = 8


class Sizes:
    """Of a GPU, and of a rehearsal on a processor."""

    def __init__(self, gpu):
        self.backbone = "resnet50" if gpu else "convnext_tiny"
        self.trained = "resnet50" if gpu else "squeezenet1_1"
        self.pixels, self.batch = (224, 36) if gpu else (64, 2)
        self.steps = 100 if gpu else 2
        self.pictures = 64 if gpu else 4
        self.each_class = 30 if gpu else 3
        self.training_steps, self.log_every = (200, 10) if gpu else (6, 1)
        self.sweep_steps = 100 if gpu else 2
        self.precisions = ["float32", "TF32", "bf16"] if gpu else ["float32"]


class Check:
    def __init__(self, home, device):
        self.home, self.device = home, device
        self.gpu = device != "cpu"
        self.sizes = Sizes(self.gpu)
        self.end = time.monotonic() + SECONDS
        self.logs = home / "logs"
        self.logs.mkdir(exist_ok=True)
        self.rows = []

    def row(self, *cells):
        self.rows.append(cells)
        print("| " + " | ".join(cells) + " |", flush=True)

    def run(self, name, command, limit, **environment):
        """Standard output of a command; None, and a row, if it went wrong."""
        left = min(limit, self.end - time.monotonic())
        if left < 5:
            self.row(name, "not run: no time left")
            return None
        try:
            done = subprocess.run(command, timeout=left, capture_output=True, text=True, cwd=self.home,
                                  env={**os.environ, **environment})
        except subprocess.TimeoutExpired as late:
            self.log(name, late.stdout, late.stderr)
            self.row(name, f"stopped after {left:.0f} s")
            return None
        self.log(name, done.stdout, done.stderr)
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            self.row(name, f"failed ({done.returncode}): {lines[-1][:200] if lines else 'no message'}")
            return None
        return done.stdout

    def log(self, name, *texts):
        parts = [text.decode(errors="replace") if isinstance(text, bytes) else text or "" for text in texts]
        self.log_of(name).write_text("\n".join(parts))

    def log_of(self, name):
        return self.logs / (name.replace(" ", "-").replace(",", "") + ".log")

    def biwaa(self, name, *arguments, limit=90, **environment):
        return self.run(name, [str(self.home / "biwaa" / "biwaa"), *arguments], limit, **environment)

    def doctor(self):
        text = self.biwaa("doctor", "doctor")
        if text is not None:
            self.row("doctor", "passed; see logs/doctor.log")

    def step(self, precision):
        """One precision: Biwaa with and without a graph, PyTorch with one sweep and with three."""
        sizes = self.sizes
        # Convolutions take TF32 by themselves, in both; the driver's variable forbids it.
        environment = {"NVIDIA_TF32_OVERRIDE": "0"} if precision == "float32" else {}
        numbers = "bf16" if precision == "bf16" else "float32"
        common = ["--backbone", sizes.backbone, "--size", str(sizes.pixels), "--batch-size", str(sizes.batch),
                  "--classes", "31", "--steps", str(sizes.steps), "--precision", numbers, "--device", self.device]
        text = self.biwaa(f"step, {precision}", "bench", *common, "--pictures", str(sizes.pictures), "--cuda-graph",
                          "--json", **environment)
        measured = json.loads(text)["performance"] if text else None
        seconds = measured["step"]["whole"] if measured else None
        graph = measured["step"]["asCudaGraph"] if measured else None
        peers = [self.peer(precision, common, sweeps, environment) for sweeps in (1, 3)]
        self.row(f"step, {precision}, ms", f"Biwaa {self.ms(seconds)}", f"as a CUDA graph {self.ms(graph)}",
                 f"PyTorch, one sweep {self.ms(peers[0])}", f"three sweeps {self.ms(peers[1])}")
        if measured:
            scoring = measured["scoring"]
            self.row(f"ten crops, {precision}, ms a picture", f"all {self.ms(scoring['secondsPerPicture'])}",
                     f"network {self.ms(scoring['networkSecondsPerPicture'])}")

    def peer(self, precision, common, sweeps, environment):
        text = self.run(f"PyTorch, {precision}, {sweeps} sweeps",
                        [sys.executable, str(PEER), *common, "--sweeps", str(sweeps), "--channels-last"], 60, **environment)
        return json.loads(text)["seconds"] if text else None

    @staticmethod
    def ms(seconds):
        return "not measured" if seconds is None else f"{1000 * seconds:.1f}"

    def draw(self):
        """Two domains of noise, in folders by class."""
        noise = random.Random(1)
        for domain in ("first", "second"):
            for label in range(CLASSES):
                folder = self.home / "pictures" / domain / f"class{label}"
                folder.mkdir(parents=True, exist_ok=True)
                for number in range(self.sizes.each_class):
                    (folder / f"{number}.png").write_bytes(png(noise, self.sizes.pixels + 32))

    def training(self):
        """How long a training waits for its data."""
        self.train("training")
        if self.gpu:
            self.train("training, as a CUDA graph", "--cuda-graph")

    def ranks(self):
        """Two ranks: with two GPUs by NCCL, with one through the host."""
        name = "training, two ranks"
        self.train(name, "--ranks", "2", "--device", "cuda" if self.gpu else "cpu")
        if self.gpu and (log := self.log_of(name)).exists():
            said = [line for line in log.read_text().splitlines() if "ranks exchange tensors" in line]
            self.row(name, f"{torch.cuda.device_count()} GPUs", said[0].strip()[:200] if said else "the log does not say by what")

    def train(self, name, *options):
        """A training on noise."""
        sizes = self.sizes
        out = self.home / "runs" / name.replace(" ", "-").replace(",", "")
        device = [] if "--device" in options else ["--device", self.device]
        text = self.biwaa(
            name, "train", "--source", "pictures/first", "--target", "pictures/second", "--backbone", sizes.trained,
            "--weights", "none", "--image-size", str(sizes.pixels), "--method", "biwaa", "--runs", "1", "--batch-size", str(sizes.batch),
            "--iterations", str(sizes.training_steps), "--views", "centre", "--log-every", str(sizes.log_every),
            "--precision", "bf16" if self.gpu else "float32", *device, "--out", str(out), "--overwrite", *options, limit=120)
        if text is not None:
            with open(out / "run-0" / "metrics.csv") as file:
                rows = list(csv.DictReader(file))
            first, last = rows[len(rows) // 2], rows[-1]
            seconds = float(last["seconds"]) - float(first["seconds"])
            waited = sum(float(row["secondsWaited"]) for row in rows[len(rows) // 2 + 1:])
            steps = int(last["iteration"]) - int(first["iteration"])
            self.row(name, f"{1000 * seconds / max(steps, 1):.1f} ms a step",
                     f"waiting for data {100 * waited / max(seconds, 1e-9):.1f} %")

    def sweep(self):
        """Four trainings, so many side by side."""
        recipe = self.home / "recipe.yaml"
        counts = ", ".join([str(self.sizes.each_class)] * CLASSES)
        names = ", ".join(f"class{label}" for label in range(CLASSES))
        recipe.write_text(
            "title: Noise\nmethods: [dann]\nseeds: [1, 2, 3, 4]\n"
            f"settings: {{backbone: {self.sizes.trained}, weights: none, image-size: {self.sizes.pixels}, batch-size: {self.sizes.batch}, "
            f"iterations: {self.sizes.sweep_steps}, views: centre, precision: {'bf16' if self.gpu else 'float32'}}}\n"
            f"tasks: [F2S]\nclasses: [{names}]\ndomains:\n"
            f"  F: {{name: first, folders: [first], counts: [{counts}]}}\n"
            f"  S: {{name: second, folders: [second], counts: [{counts}]}}\npublished: []\n")
        for jobs in (1, 2, 4) if self.gpu else (1, 2):
            name = f"sweep, {jobs} at once"
            start = time.monotonic()
            text = self.biwaa(name, "benchmark", str(recipe), "--root", "pictures", "--jobs", str(jobs), "--devices", self.device,
                              "--out", str(self.home / "runs" / f"sweep-{jobs}"), limit=150)
            if text is not None:
                self.row(name, f"{4 * 3600 / (time.monotonic() - start):.0f} trainings an hour")


def png(noise, size):
    lines = b"".join(b"\0" + noise.randbytes(3 * size) for _ in range(size))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 0)) + chunk(b"IEND", b"")


def main():
    home = Path(sys.argv[1])
    device = sys.argv[2] if len(sys.argv) > 2 else "cuda:0" if torch.cuda.is_available() else "cpu"
    check = Check(home, device)
    print(f"{torch.cuda.get_device_name(0) if check.gpu else 'a rehearsal on the processor'}, PyTorch {torch.__version__}, "
          f"{os.cpu_count()} cores\n")
    check.doctor()
    for precision in check.sizes.precisions:
        check.step(precision)
    check.draw()
    check.training()
    check.ranks()
    check.sweep()
    (home / "table.md").write_text("".join("| " + " | ".join(row) + " |\n" for row in check.rows))
    print(f"\n{SECONDS - (check.end - time.monotonic()):.0f} s; logs in {check.logs}")


if __name__ == "__main__":
    main()
