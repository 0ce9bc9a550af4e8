#!/usr/bin/env python3
"""DANN, CDAN and MCC written plainly in PyTorch, and by Biwaa, on the same features: accuracy and time side by side.

    bench/peer/heads.py DATA WEIGHTS OUT [--seeds 42,43,44]

DATA has a folder per domain, each with a folder per class; WEIGHTS is squeezenet1_0.safetensors. `biwaa embed` writes the features of each domain once
(the centre view). Bottleneck, classifier and discriminator are then trained on them by both, by the formulas of docs/method.md: the same initial
distributions, samplers, schedules and optimizer. Random numbers differ, so accuracies agree up to the spread over seeds. Needs torch and numpy; nothing of
Biwaa but its command. One compute thread each, one training at a time. Trainings that OUT holds already are not repeated.
"""

import argparse
import itertools
import json
import math
import pathlib
import statistics
import subprocess
import time

import numpy
import torch
import torch.nn.functional as F

BIWAA = pathlib.Path(__file__).resolve().parents[2] / "biwaa"
METHODS = ["dann", "cdan", "mcc"]
BATCH, BOTTLENECK, HIDDEN = 36, 256, 256
ITERATIONS, RAMP, RATE = 300, 2500, 0.001
SUITABLE_NORM = 15


class Reverse(torch.autograd.Function):
    """The identity; its gradient is multiplied by -coefficient."""

    @staticmethod
    def forward(context, values, coefficient):
        context.coefficient = coefficient
        return values.view_as(values)

    @staticmethod
    def backward(context, gradient):
        return -context.coefficient * gradient, None


def linear(inputs, outputs):
    layer = torch.nn.Linear(inputs, outputs)
    torch.nn.init.xavier_normal_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    return layer


def discriminator(inputs):
    return torch.nn.Sequential(
        linear(inputs, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.5),
        linear(HIDDEN, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.5), linear(HIDDEN, 1))


def uniform(size, random):
    while True:
        order = random.permutation(size)
        for batch in range(max(1, size // BATCH)):
            yield order[batch * BATCH:(batch + 1) * BATCH]


def balanced(labels, random):
    """Each pass visits every class once, in a fresh order; the smallest class ends a round."""
    lists = [numpy.flatnonzero(labels == k) for k in range(labels.max() + 1)]
    length = min(map(len, lists)) * len(lists) // BATCH
    while True:
        lists = [random.permutation(each) for each in lists]
        passes = math.ceil(length * BATCH / len(lists))
        drawn = [lists[k][number] for number in range(passes) for k in random.permutation(len(lists))]
        for batch in range(length):
            yield numpy.array(drawn[batch * BATCH:(batch + 1) * BATCH])


def adversarial(head, inputs, coefficient):
    logits = head(Reverse.apply(inputs, coefficient)).squeeze(1)
    domain = torch.zeros(len(logits))
    domain[:len(logits) // 2] = 1
    return F.binary_cross_entropy_with_logits(logits, domain)


def confusion(logits):
    y = (logits / 2.5).softmax(1)
    entropy = -(y * (logits / 2.5).log_softmax(1)).sum(1).detach()
    weight = 1 + torch.exp(-entropy)
    c = y.t() @ (y * (weight / weight.mean())[:, None])
    shares = c / c.sum(1, keepdim=True)
    return (shares.sum() - shares.trace()) / len(c)


def peer(method, source, labels, target, truth, seed):
    """Returns accuracy and seconds of training and scoring."""
    torch.manual_seed(seed)
    random = numpy.random.default_rng(seed)
    scale = float(f"{SUITABLE_NORM / numpy.linalg.norm(source.astype(numpy.float64), axis=1).mean():.3g}")
    source, target = torch.tensor(source) * scale, torch.tensor(target) * scale
    classes = int(labels.max()) + 1
    bottleneck, classifier = linear(source.shape[1], BOTTLENECK), linear(BOTTLENECK, classes)
    head = {"dann": lambda: discriminator(BOTTLENECK), "cdan": lambda: discriminator(BOTTLENECK * classes),
            "mcc": torch.nn.Identity}[method]()
    parameters = [*bottleneck.parameters(), *classifier.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=0.9, weight_decay=0.001, nesterov=True)
    own, other = balanced(labels, random), uniform(len(target), random)
    y = torch.tensor(labels)
    begun = time.perf_counter()
    for i in range(ITERATIONS):
        optimizer.param_groups[0]["lr"] = 10 * RATE * (1 + 0.001 * i) ** -0.75
        rows = next(own)
        f = bottleneck(torch.cat([source[rows], target[next(other)]]))
        z = classifier(f)
        loss = F.cross_entropy(z[:BATCH], y[rows])
        coefficient = 2 / (1 + math.exp(-10 * (i + 1) / RAMP)) - 1
        if method == "dann":
            loss = loss + adversarial(head, f, coefficient)
        elif method == "cdan":
            p = z.softmax(1).detach()
            loss = loss + adversarial(head, (p[:, :, None] * f[:, None, :]).flatten(1), coefficient)
        else:
            loss = loss + confusion(z[BATCH:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        predicted = classifier(bottleneck(target)).argmax(1).numpy()
    return float((predicted == truth).mean()), time.perf_counter() - begun


def biwaa(*arguments):
    done = subprocess.run([BIWAA, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


def embed(data, weights, domain, out):
    file = out / f"{domain}.npy"
    if not file.exists():
        biwaa("embed", "--images", data / domain, "--backbone", "squeezenet1_0", "--weights", weights, "--out", file,
              "--labels-out", out / f"{domain}-labels.npy", "--threads", 1, "--overwrite")
    return numpy.load(file), numpy.load(out / f"{domain}-labels.npy").astype(numpy.int64)


def ours(method, source, target, seed, out):
    run = out / f"{method}-{source}-{target}-{seed}"
    summary = run / "summary.json"
    if not summary.exists():
        biwaa("train", "--source", out / f"{source}.npy", "--source-labels", out / f"{source}-labels.npy", "--target",
              out / f"{target}.npy", "--target-labels", out / f"{target}-labels.npy", "--method", method, "--iterations",
              ITERATIONS, "--ramp", RAMP, "--discriminator-width", HIDDEN, "--seed", seed, "--threads", 1, "--out", run,
              "--overwrite")
    last = json.loads(summary.read_text())["runs"][-1]
    return last["targetAccuracy"], last["seconds"]


def row(name, results):
    """Percent: mean over tasks of the mean over seeds; the spread of the seeds' means; the median time."""
    accuracies = numpy.array([[accuracy for accuracy, _ in task] for task in results])
    means = 100 * accuracies.mean(0)
    spread = means.std(ddof=1) if len(means) > 1 else math.nan
    seconds = statistics.median(taken for task in results for _, taken in task)
    print(f"| {name} | {means.mean():.1f} | {spread:.1f} | {seconds:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seeds", default="42,43,44")
    arguments = parser.parse_args()
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    domains = sorted(folder.name for folder in arguments.data.iterdir() if folder.is_dir())
    data = {domain: embed(arguments.data, arguments.weights, domain, arguments.out) for domain in domains}
    tasks = list(itertools.permutations(domains, 2))
    print(f"{len(tasks)} tasks, seeds {arguments.seeds}, PyTorch {torch.__version__}, one thread\n")
    print("| | accuracy | spread over seeds | seconds a training |\n|---|---|---|---|")
    for method in METHODS:
        row(f"{method}, PyTorch", [[peer(method, *data[s], *data[t], seed) for seed in seeds] for s, t in tasks])
        row(f"{method}, Biwaa", [[ours(method, s, t, seed, arguments.out) for seed in seeds] for s, t in tasks])


if __name__ == "__main__":
    main()
