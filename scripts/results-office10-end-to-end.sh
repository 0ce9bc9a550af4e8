#!/bin/sh
# The end-to-end rows of docs/results.md: amazon to webcam, the whole SqueezeNet trained, one seed, one run of each method.
# Usage: scripts/results-office10-end-to-end.sh DATA WEIGHTS OUT
#   DATA     folder with amazon/ and webcam/, each with a folder per class
#   WEIGHTS  squeezenet1_0.safetensors
set -eu
data=$1 weights=$2 out=$3
biwaa="$(dirname "$0")/../biwaa"
mkdir -p "$out"
for method in biwaa source-only dann mstn; do
    "$biwaa" train --source "$data/amazon" --target "$data/webcam" --backbone squeezenet1_0 --weights "$weights" \
        --no-exif-orientation --method "$method" --runs 1 --batch-size 16 --iterations 150 \
        --out "$out/$method" --overwrite 2>"$out/$method.log" || { cat "$out/$method.log" >&2; exit 1; }
    echo "$method $(grep -o '"targetAccuracy"[^,]*' "$out/$method/summary.json")"
done
