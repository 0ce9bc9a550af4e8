#!/usr/bin/env python3
"""MSTN on a frozen SqueezeNet as one writes it in PyTorch, with torchvision's transforms and a DataLoader: the accuracy on the target over time.

    bench/peer/time_to_accuracy.py SOURCE TARGET WEIGHTS [--minutes 15] [--every 60] [--seed 42]

SOURCE and TARGET have a folder per class; the target's labels are only compared with. WEIGHTS is squeezenet1_0.safetensors. Beside it stands
`biwaa adapt SOURCE TARGET --backbone squeezenet1_0 --weights WEIGHTS --time 15m`. Every step reads, cuts and mirrors 36 + 36 pictures anew and passes them
through the network; only the layers on top learn, by the formulas of docs/method.md. The target is scored by its centre views now and then, which is not
counted. Prints a line of JSON each time: seconds of training, steps, accuracy. Needs torch, torchvision and numpy; nothing of Biwaa.
"""

import argparse
import json
import math
import pathlib
import struct
import time

import numpy
import torch
import torch.nn.functional as F
import torchvision
from torchvision import transforms

from heads import BATCH, BOTTLENECK, HIDDEN, RATE, adversarial, balanced, discriminator, linear

RAMP = 1200
SCALE = 0.05  # of SqueezeNet's features, as docs/method.md has it
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def read_safetensors(file):
    data = file.read_bytes()
    length, = struct.unpack("<Q", data[:8])
    names = json.loads(data[8:8 + length])
    names.pop("__metadata__", None)
    return {name: torch.tensor(numpy.frombuffer(data, numpy.float32, math.prod(each["shape"]),
                                                8 + length + each["data_offsets"][0])).reshape(each["shape"])
            for name, each in names.items()}


class Drawn(torch.utils.data.Sampler):
    """Endless batches of positions."""

    def __init__(self, batches):
        self.batches = batches

    def __iter__(self):
        return self.batches


def shuffled(size, random):
    while True:
        order = random.permutation(size)
        for batch in range(max(1, size // BATCH)):
            yield order[batch * BATCH:(batch + 1) * BATCH]


class Centroids:
    """A centroid per class and domain, [K, d]; gradient flows through the batch's means alone."""

    def __init__(self, classes):
        self.tables = [torch.zeros(classes, BOTTLENECK) for _ in range(2)]

    def distance(self, *domains):
        moved = []
        for number, (features, labels) in enumerate(domains):
            table = self.tables[number].clone()
            for k in labels.unique():
                table[k] = 0.7 * table[k] + 0.3 * features[labels == k].mean(0)
            self.tables[number] = table.detach()
            moved.append(table)
        return (moved[0] - moved[1]).square().sum(1).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--every", type=float, default=60, help="seconds of training between two scores")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--workers", type=int, default=1, help="processes of each of the two loaders")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    layout = torch.channels_last if arguments.channels_last else torch.contiguous_format
    random = numpy.random.default_rng(arguments.seed)

    normalise = [transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)]
    augmented = transforms.Compose([transforms.Resize((256, 256)), transforms.RandomResizedCrop(224),
                                    transforms.RandomHorizontalFlip(), *normalise])
    centre = transforms.Compose([transforms.Resize((256, 256)), transforms.CenterCrop(224), *normalise])
    source = torchvision.datasets.ImageFolder(arguments.source, augmented)
    target = torchvision.datasets.ImageFolder(arguments.target, augmented)
    plain = torchvision.datasets.ImageFolder(arguments.target, centre)
    if source.classes != target.classes:
        raise SystemExit("The folders have other classes.")
    classes = len(source.classes)

    network = torchvision.models.squeezenet1_0()
    state = read_safetensors(arguments.weights)
    missing = network.load_state_dict(state, strict=False)
    if any(not name.startswith("classifier") for name in missing.missing_keys):
        raise SystemExit(f"Weights are missing: {missing.missing_keys}")
    network = network.features.eval().requires_grad_(False).to(memory_format=layout)

    def features(images):
        with torch.no_grad():
            return SCALE * network(images.contiguous(memory_format=layout)).mean((2, 3))

    def loader(dataset, batches):
        return iter(torch.utils.data.DataLoader(dataset, batch_sampler=Drawn(batches), num_workers=arguments.workers,
                                                persistent_workers=True))

    begun = time.perf_counter()
    own = loader(source, balanced(numpy.array(source.targets), random))
    other = loader(target, shuffled(len(target), random))
    bottleneck, classifier, head = linear(512, BOTTLENECK), linear(BOTTLENECK, classes), discriminator(BOTTLENECK)
    centroids = Centroids(classes)
    parameters = [*bottleneck.parameters(), *classifier.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=0.9, weight_decay=0.001, nesterov=True)

    def score():
        right = 0
        for images, labels in torch.utils.data.DataLoader(plain, batch_size=64, num_workers=2):
            with torch.no_grad():
                right += int((classifier(bottleneck(features(images))).argmax(1) == labels).sum())
        return right / len(plain)

    not_counted, due, i = 0.0, arguments.every, 0
    while True:
        images, labels = next(own)
        others, _ = next(other)
        optimizer.param_groups[0]["lr"] = 10 * RATE * (1 + 0.001 * i) ** -0.75
        f = bottleneck(torch.cat([features(images), features(others)]))
        z = classifier(f)
        coefficient = 2 / (1 + math.exp(-10 * (i + 1) / RAMP)) - 1
        loss = F.cross_entropy(z[:BATCH], labels) + adversarial(head, f, coefficient) + coefficient * centroids.distance(
            (f[:BATCH], labels), (f[BATCH:], z[BATCH:].detach().argmax(1)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        i += 1
        seconds = time.perf_counter() - begun - not_counted
        if seconds >= due:
            due += arguments.every
            before = time.perf_counter()
            print(json.dumps({"seconds": round(seconds, 1), "steps": i, "accuracy": round(score(), 4)}), flush=True)
            not_counted += time.perf_counter() - before
            if seconds >= 60 * arguments.minutes:
                return


if __name__ == "__main__":
    main()
