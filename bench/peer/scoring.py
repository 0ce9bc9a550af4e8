#!/usr/bin/env python3
"""Ten crops of pictures through ResNet-50 in plain PyTorch, for comparison with `biwaa bench`: the network's share alone, crops at hand.

Needs torch and torchvision; nothing of Biwaa. Prints a line of JSON.
"""

import argparse
import json
import statistics
import time

import torch
import torchvision


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--batch-size", type=int, default=32, help="crops per pass")
    arguments.add_argument("--passes", type=int, default=3, help="measured, after one that is not")
    arguments.add_argument("--channels-last", action="store_true")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    network = torchvision.models.resnet50().eval()
    crops = torch.randn(options.batch_size, 3, 224, 224)
    if options.channels_last:
        network = network.to(memory_format=torch.channels_last)
        crops = crops.contiguous(memory_format=torch.channels_last)
    seconds = []
    with torch.no_grad():
        for i in range(options.passes + 1):
            start = time.perf_counter()
            network(crops).softmax(1)
            if i > 0:
                seconds.append(time.perf_counter() - start)
    print(json.dumps({"torch": torch.__version__, **vars(options), "secondsPerPicture": 10 * statistics.median(seconds) / options.batch_size}))


if __name__ == "__main__":
    main()
