#!/bin/sh
# The tables of CLIP's scores in docs/results.md: methods and chains on the twelve tasks of office-home-clip, one seed.
# Usage: scripts/results-office-home-clip.sh DATA OUT
#   DATA     folder with rn50_*.npy, vit_*.npy and labels_*.npy
# THREADS, JOBS and SEEDS: compute threads of a training (1), trainings side by side (1), seeds (42).
set -eu
data=$1 out=$2
biwaa="$(dirname "$0")/../biwaa"

# sweep NAME METHODS [FLAGS]
sweep() {
    name=$1 methods=$2
    shift 2
    echo "== $name: $*"
    "$biwaa" benchmark office-home-clip --root "$data" --methods "$methods" --seeds "${SEEDS:-42}" --runs "${RUNS:-3}" \
        --discriminator-width 256 --iterations 500 --ramp 2000 --prior-horizon 50 \
        --threads "${THREADS:-1}" --jobs "${JOBS:-1}" --out "$out/$name" --resume "$@" 2>"$out/$name.log"
}

mkdir -p "$out"
sweep methods source-only,dann,cdan,mcc,mstn,bnm,mmd,coral,biwaa
sweep expand mstn,bnm,mcc,biwaa --between-runs expand
# A teacher scores one target: the tasks that share it are one sweep. One run, to which half of the target is added.
RUNS=1
guided() {
    sweep "guided-$1" mstn --tasks "$2" --between-runs expand --guide "$data/vit_$1.npy"
}
guided Art C2A,P2A,R2A
guided Clipart A2C,P2C,R2C
guided Product A2P,C2P,R2P
guided RealWorld A2R,C2R,P2R
