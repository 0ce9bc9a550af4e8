#!/bin/sh
# Measures Biwaa on a machine with PyTorch (python3), but without a JDK and a network, in less than 9 minutes. Its output is a table for docs/performance.md.
# Usage: bench/gpu/check.sh DIR [DEVICE]     DIR has the pieces that pack.sh made; DEVICE is cuda:0 if there is a GPU, else cpu with sizes for a rehearsal
#        PYTHON=PATH names another python3
# What is left in DIR: the unpacked distribution, logs of every command, and table.md.
set -eu
[ $# -ge 1 ] || { echo "usage: check.sh DIR [DEVICE]" >&2; exit 2; }
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$1" && pwd)
if [ ! -x "$home/biwaa/biwaa" ]; then
    mkdir -p "$home/biwaa"
    cat "$home"/biwaa.tar.* | tar -C "$home/biwaa" -xf -
fi
# PyTorch's packages have cuBLAS, cuDNN and the rest; those of CUDA's run time stand in for the jar that was not brought along.
for folder in $("$python" -c 'import glob, sysconfig; print(*glob.glob(sysconfig.get_path("purelib") + "/nvidia/*/lib"))'); do
    LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" XDG_CACHE_HOME="$home/cache"
exec "$python" "$here/check.py" "$home" ${2:+"$2"}
