#!/bin/sh
# The Office-Caltech-10 tables of docs/results.md, on features of a frozen network: all methods on the six tasks between amazon, dslr and webcam,
# then the ablations of BIWAA on A2W and D2A; three seeds.
# Usage: scripts/results-office-caltech10.sh DATA WEIGHTS OUT
#   DATA     folder with amazon/, dslr/ and webcam/, each with a folder per class
#   WEIGHTS  squeezenet1_0.safetensors, or those of BACKBONE
# BACKBONE is the network (squeezenet1_0); THREADS and JOBS say how much of the machine to use: compute threads of a training (1), trainings side by side (1).
set -eu
data=$1 weights=$2 out=$3
biwaa="$(dirname "$0")/../biwaa"

# sweep NAME TASKS METHODS [FLAGS]
sweep() {
    name=$1 tasks=$2 methods=$3
    shift 3
    echo "== $name: $*"
    "$biwaa" benchmark office-caltech10 --root "$data" --tasks "$tasks" --methods "$methods" --seeds 42,43,44 --runs 3 \
        --backbone "${BACKBONE:-squeezenet1_0}" --weights "$weights" --freeze backbone --iterations 300 --ramp 2500 --prior-horizon 30 \
        --threads "${THREADS:-1}" --jobs "${JOBS:-1}" --out "$out/$name" --resume "$@" 2>"$out/$name.log"
}

mkdir -p "$out"
sweep methods A2D,A2W,D2A,D2W,W2A,W2D source-only,dann,cdan,cdan-e,mstn,mcc,biwaa
sweep weighting-none A2W,D2A biwaa --weighting none
sweep weighting-source A2W,D2A biwaa --weighting source
sweep weighting-target A2W,D2A biwaa --weighting target
sweep lambda-1 A2W,D2A biwaa --lambda 1
sweep no-semantic-matching A2W,D2A biwaa --no-semantic-matching
sweep no-balance-source A2W,D2A biwaa --no-balance-source
sweep no-align-target A2W,D2A biwaa --no-align-target
sweep no-blend-prior A2W,D2A biwaa --no-blend-prior
