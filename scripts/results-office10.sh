#!/bin/sh
# The office10 table of docs/results.md: four tasks, four methods, three seeds on features of a frozen SqueezeNet.
# Usage: scripts/results-office10.sh DATA WEIGHTS OUT
#   DATA     folder with amazon/, dslr/ and webcam/, each with a folder per class
#   WEIGHTS  squeezenet1_0.safetensors
set -eu
data=$1 weights=$2 out=$3
biwaa="$(dirname "$0")/../biwaa"
mkdir -p "$out"
for task in amazon-webcam amazon-dslr webcam-amazon dslr-amazon; do
    for method in source-only dann mstn biwaa; do
        for seed in 42 43 44; do
            "$biwaa" train --source "$data/${task%-*}" --target "$data/${task#*-}" \
                --backbone squeezenet1_0 --weights "$weights" --freeze backbone --no-exif-orientation \
                --threads "${THREADS:-2}" --method "$method" --runs 3 --iterations 300 --ramp 2500 --seed "$seed" \
                --out "$out/$task-$method-$seed" --overwrite 2>"$out/$task-$method-$seed.log" ||
                { cat "$out/$task-$method-$seed.log" >&2; exit 1; }
            echo "$task $method $seed $(grep -o '"targetAccuracy"[^,]*' "$out/$task-$method-$seed/summary.json" | tr '\n' ' ')"
        done
    done
done
