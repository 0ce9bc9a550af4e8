#!/bin/sh
# All tasks of DomainNet (40 classes) with the paper's numbers: scripts/train_domainNet.sh --root DIR --weights resnet50.safetensors
exec "$(dirname "$0")/../biwaa" benchmark domainnet "$@"
