#!/usr/bin/env python3
"""One training step of BIWAA written plainly in PyTorch, for comparison with `biwaa bench`.

The mathematics are those of docs/method.md. --sweeps 1 is the step written well: weights of the features in closed form and one backward sweep.
--sweeps 3 asks autograd for the gradients that the weights need, through the whole network, as the published reference does: three sweeps.
Pictures are noise. Needs torch, and torchvision for ResNet-50; nothing of Biwaa. Prints a line of JSON. On a GPU nothing waits for it until the end of the steps.
"""

import argparse
import json
import math
import resource
import statistics
import time

import torch
import torch.nn.functional as F

from networks import NETWORKS

FEATURES = 256
LAMBDA = 10.0


class Reverse(torch.autograd.Function):
    """The identity; its gradient is multiplied by -coefficient."""

    @staticmethod
    def forward(context, values, coefficient):
        context.coefficient = coefficient
        return values.view_as(values)

    @staticmethod
    def backward(context, gradient):
        return -context.coefficient * gradient, None


def ramp(iteration):
    return 2 / (1 + math.exp(-10 * iteration / 20000)) - 1


class Network(torch.nn.Module):
    def __init__(self, backbone, size, classes):
        super().__init__()
        make, width = NETWORKS[backbone]
        self.backbone = make(size)
        self.bottleneck = torch.nn.Linear(width, FEATURES)
        self.classifier = torch.nn.Linear(FEATURES, classes)
        self.discriminator = torch.nn.Sequential(
            torch.nn.Linear(FEATURES, 1024), torch.nn.ReLU(inplace=True), torch.nn.Dropout(0.5),
            torch.nn.Linear(1024, 1024), torch.nn.ReLU(inplace=True), torch.nn.Dropout(0.5),
            torch.nn.Linear(1024, 1))

    def features(self, images):
        return self.bottleneck(self.backbone(images))


def closed_form_weights(logits, labels, matrix):
    """lambda v / |v| with v = (q - onehot) W, q the softmax over the other classes."""
    others = logits.detach().scatter(1, labels[:, None], -math.inf).softmax(1)
    v = others.scatter_add(1, labels[:, None], torch.full_like(labels[:, None], -1, dtype=others.dtype)) @ matrix.detach()
    return LAMBDA * F.normalize(v, dim=1)


def updated_centroids(old, features, labels):
    one_hot = F.one_hot(labels, old.shape[0]).to(features.dtype)
    counts = one_hot.sum(0)
    means = one_hot.t() @ features / counts.clamp(min=1)[:, None]
    return torch.where(counts[:, None] > 0, 0.7 * old + 0.3 * means, old)


def separation(a, b):
    classes = a.shape[0]
    cosines = F.normalize(a, dim=1, eps=1e-12) @ F.normalize(b, dim=1, eps=1e-12).t()
    return (cosines * (1 - torch.eye(classes, device=a.device))).sum() / (classes - 1) ** 2


class Step:
    def __init__(self, options):
        classes, batch, device = options.classes, options.batch_size, options.device
        self.sweeps, self.device, self.precision = options.sweeps, device, options.precision
        self.network = Network(options.backbone, options.size, classes).to(device)
        if options.channels_last:
            self.network = self.network.to(memory_format=torch.channels_last)
        heads = [p for n, p in self.network.named_parameters() if not n.startswith("backbone.")]
        self.optimizer = torch.optim.SGD(
            [{"params": self.network.backbone.parameters()}, {"params": heads, "lr": 0.01}],
            lr=0.001, momentum=0.9, nesterov=True, weight_decay=1e-3)
        self.centroids = [torch.zeros(classes, FEATURES, device=device), torch.zeros(classes, FEATURES, device=device)]
        self.table = torch.full((batch, classes), -1.0, device=device)
        self.iteration = 0

    def pseudo_labels(self, logits):
        predictions = logits.detach().softmax(1)
        if self.iteration > 0:
            predictions = 0.9 * predictions + 0.1 * self.table
        self.table = predictions
        return predictions.argmax(1)

    def weights(self, features, logits, labels):
        if self.sweeps == 1:
            return closed_form_weights(logits, labels, self.network.classifier.weight)
        features.retain_grad()
        F.cross_entropy(logits, labels).backward(retain_graph=True)
        gradient = features.grad.clone()
        features.grad = None
        return LAMBDA * gradient / gradient.norm(dim=1, keepdim=True)

    def features(self, images):
        with torch.autocast(self.device.split(":")[0], dtype=torch.bfloat16, enabled=self.precision == "bf16"):
            features = self.network.features(images)
        return features.float()

    def run(self, source, labels, target):
        network, i = self.network, self.iteration
        source_features, target_features = self.features(source), self.features(target)
        source_logits, target_logits = network.classifier(source_features), network.classifier(target_features)
        target_labels = self.pseudo_labels(target_logits)
        source_weights = self.weights(source_features, source_logits, labels)
        target_weights = self.weights(target_features, target_logits, target_labels)
        self.optimizer.zero_grad()
        weighted = torch.cat([source_weights * source_features, target_weights * target_features])
        domains = torch.cat([torch.ones(len(source)), torch.zeros(len(target))]).to(self.device, non_blocking=True)
        domain = F.binary_cross_entropy_with_logits(
            network.discriminator(Reverse.apply(weighted, ramp(i + 1))).squeeze(1), domains)
        ours = [updated_centroids(self.centroids[0], source_features, labels),
                updated_centroids(self.centroids[1], target_features, target_labels)]
        self.centroids = [c.detach() for c in ours]
        matching = ((ours[0] - ours[1]) ** 2).sum(1).mean() + separation(ours[0], ours[1]) + separation(ours[1], ours[1])
        total = F.cross_entropy(source_logits, labels) + domain + ramp(i) * matching + separation(ours[0], ours[0])
        total.backward()
        self.optimizer.step()
        self.iteration += 1
        return total.detach()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--backbone", default="resnet50", choices=NETWORKS)
    arguments.add_argument("--batch-size", type=int, default=36)
    arguments.add_argument("--classes", type=int, default=31)
    arguments.add_argument("--steps", type=int, default=3, help="measured, after one that is not")
    arguments.add_argument("--sweeps", type=int, default=1, choices=[1, 3])
    arguments.add_argument("--channels-last", action="store_true")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--size", type=int, default=224)
    arguments.add_argument("--precision", default="float32", choices=["float32", "bf16"])
    arguments.add_argument("--device", default="cpu", help="cpu or cuda:0")
    arguments.add_argument("--tf32", action="store_true", help="matrix products and convolutions of float32 in TF32, on a GPU")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    if options.tf32:
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    step = Step(options)
    shape = (options.batch_size, 3, options.size, options.size)
    source, target = torch.randn(shape).to(options.device), torch.randn(shape).to(options.device)
    if options.channels_last:
        source, target = (x.contiguous(memory_format=torch.channels_last) for x in (source, target))
    labels = (torch.arange(options.batch_size) % options.classes).to(options.device)
    on_cpu = options.device == "cpu"
    seconds = []
    for i in range(options.steps + 1):
        if i == 1 and not on_cpu:
            torch.cuda.synchronize()
            first = time.perf_counter()
        start = time.perf_counter()
        loss = step.run(source, labels, target)
        if i > 0:
            seconds.append(time.perf_counter() - start)
    if not on_cpu:
        torch.cuda.synchronize()
        seconds = [(time.perf_counter() - first) / options.steps]
    print(json.dumps({
        "torch": torch.__version__, **vars(options), "seconds": statistics.median(seconds), "loss": loss.item(),
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
