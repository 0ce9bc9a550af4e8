#!/bin/sh
# All tasks of Office-Home with the paper's numbers: scripts/train_officeHome.sh --root DIR --weights resnet50.safetensors
exec "$(dirname "$0")/../biwaa" benchmark office-home "$@"
