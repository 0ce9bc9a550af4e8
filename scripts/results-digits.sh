#!/bin/sh
# The digits table of docs/results.md: both directions, six methods, three seeds, LeNet from scratch.
# Usage: scripts/results-digits.sh DATA OUT
#   DATA     folder with mnist/ and usps/, each with a folder per digit
set -eu
data=$1 out=$2
biwaa="$(dirname "$0")/../biwaa"
mkdir -p "$out"
for seed in 42 43 44; do
    for task in mnist-usps usps-mnist; do
        for method in source-only dann cdan mcc mstn biwaa; do
            "$biwaa" train --source "$data/${task%-*}" --target "$data/${task#*-}" --backbone lenet --lr 0.01 \
                --threads "${THREADS:-2}" --method "$method" --runs 3 --iterations 1000 --seed "$seed" \
                --out "$out/$task-$method-$seed" --overwrite 2>"$out/$task-$method-$seed.log" ||
                { cat "$out/$task-$method-$seed.log" >&2; exit 1; }
            echo "$task $method $seed $(grep -o '"targetAccuracy"[^,]*' "$out/$task-$method-$seed/summary.json" | tr '\n' ' ')"
        done
    done
done
