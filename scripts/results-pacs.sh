#!/bin/sh
# The PACS tables of docs/results.md, on features of a frozen SqueezeNet: methods and chains on the twelve tasks, one seed.
# Usage: scripts/results-pacs.sh DATA WEIGHTS OUT
#   DATA     folder with art_painting/, cartoon/, photo/ and sketch/, each with a folder per class
#   WEIGHTS  squeezenet1_0.safetensors
# THREADS, JOBS and SEEDS: compute threads of a training (1), trainings side by side (1), seeds (42).
set -eu
data=$1 weights=$2 out=$3
biwaa="$(dirname "$0")/../biwaa"

# sweep NAME METHODS [FLAGS]
sweep() {
    name=$1 methods=$2
    shift 2
    echo "== $name: $*"
    "$biwaa" benchmark pacs --root "$data" --methods "$methods" --seeds "${SEEDS:-42}" --runs 3 \
        --backbone squeezenet1_0 --weights "$weights" --freeze backbone --views centre --frozen-views 2 \
        --feature-scale 0.02 --discriminator-width 256 --iterations 300 --ramp 2500 --prior-horizon 30 \
        --threads "${THREADS:-1}" --jobs "${JOBS:-1}" --out "$out/$name" --resume "$@" 2>"$out/$name.log"
}

mkdir -p "$out"
sweep methods source-only,dann,cdan,mcc,mstn,bnm,coral,mmd,biwaa,gsde
sweep expand mcc,mstn --between-runs expand
sweep bottlenecks-1 gsde --tasks A2S,C2S --between-runs once --bottlenecks 1
sweep scale-0.04 source-only,dann,cdan,mcc,mstn,bnm,coral,mmd,biwaa,gsde --feature-scale 0.04
