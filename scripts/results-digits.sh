#!/bin/sh
# The digits tables of docs/results.md: both directions, LeNet from scratch. Six methods with three seeds, then chains by expansion: three seeds, gsde one.
# Usage: scripts/results-digits.sh DATA OUT
#   DATA     folder with mnist/ and usps/, each with a folder per digit
# THREADS is the number of compute threads of a training (2; the table of expansion has 1).
set -eu
data=$1 out=$2
biwaa="$(dirname "$0")/../biwaa"
mkdir -p "$out"

# digits NAME METHOD SEED [FLAGS]
digits() {
    name=$1 method=$2 seed=$3
    shift 3
    for task in mnist-usps usps-mnist; do
        run="$out/$task-$name-$seed"
        "$biwaa" train --source "$data/${task%-*}" --target "$data/${task#*-}" --backbone lenet --lr 0.01 \
            --threads "${THREADS:-2}" --method "$method" --runs 3 --iterations 1000 --seed "$seed" \
            --out "$run" --overwrite "$@" 2>"$run.log" || { cat "$run.log" >&2; exit 1; }
        echo "$task $name $seed $(grep -o '"targetAccuracy"[^,]*' "$run/summary.json" | tr '\n' ' ')"
    done
}

for seed in 42 43 44; do
    for method in source-only dann cdan mcc mstn biwaa; do
        digits "$method" "$method" "$seed"
    done
done
for seed in 42 43 44; do
    for method in mstn biwaa; do
        THREADS=1 digits "$method-expand" "$method" "$seed" --between-runs expand
    done
done
THREADS=1 digits gsde-expand gsde 42 --between-runs expand
