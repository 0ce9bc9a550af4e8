#!/bin/sh
# All tasks of Office-31 with the paper's numbers: scripts/train_office31.sh --root DIR --weights resnet50.safetensors
exec "$(dirname "$0")/../biwaa" benchmark office31 "$@"
