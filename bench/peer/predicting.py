#!/usr/bin/env python3
"""Pictures a second from JPEG files through a network in PyTorch, read by a DataLoader, for comparison with `biwaa predict` and `biwaa embed`.

    bench/peer/predicting.py FOLDER [--backbone resnet50] [--workers 2]

Every picture below FOLDER is decoded by Pillow, resized to 256 x 256 and cut in the centre by torchvision's transforms, and scored once, without a cache.
The time of starting Python and of the first batch is left out. Weights are random. Needs torch and torchvision; nothing of Biwaa. Prints a line of JSON.
"""

import argparse
import json
import pathlib
import time

import torch
import torchvision
from PIL import Image
from torchvision import transforms


class Files(torch.utils.data.Dataset):
    def __init__(self, folder):
        self.files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".jpg", ".jpeg"))
        self.transform = transforms.Compose([
            transforms.Resize((256, 256)), transforms.CenterCrop(224), transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, number):
        with Image.open(self.files[number]) as image:
            return self.transform(image.convert("RGB"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--backbone", default="resnet50", help="a function of torchvision.models")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    network = getattr(torchvision.models, options.backbone)().eval().to(memory_format=layout)
    files = Files(options.folder)
    loader = torch.utils.data.DataLoader(files, batch_size=options.batch_size, num_workers=options.workers)
    begun, done = None, 0
    with torch.no_grad():
        for images in loader:
            network(images.contiguous(memory_format=layout)).softmax(1).argmax(1)
            if begun is None:
                begun = time.perf_counter()
            else:
                done += len(images)
    seconds = time.perf_counter() - begun
    print(json.dumps({"torch": torch.__version__, "backbone": options.backbone, "workers": options.workers,
                      "channels_last": options.channels_last, "pictures": done, "seconds": round(seconds, 2),
                      "picturesPerSecond": round(done / seconds, 1)}))


if __name__ == "__main__":
    main()
