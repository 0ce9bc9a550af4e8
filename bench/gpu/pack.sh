#!/bin/sh
# Makes what check.sh needs on a machine that has neither a JDK nor a network: the distribution with a Java runtime of its own, and with libtorch for CUDA
# but without CUDA's own libraries, which PyTorch's packages have there.
# Usage: bench/gpu/pack.sh DIR [MIB]      pieces of at most MIB (60) in DIR; check.sh puts them together again
#        BIWAA_BUILD=  bench/gpu/pack.sh DIR    without CUDA, for a rehearsal on the processor
set -eu
[ $# -ge 1 ] || { echo "usage: pack.sh DIR [MIB]" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
(cd "$root" && mvn -q -B -Pdist ${BIWAA_BUILD--Pcuda} -DskipTests -Dspotless.check.skip=true package) >&2
staging=$(ls -d "$root"/dist/target/biwaa-*/ | head -n 1)
rm -f "$out"/biwaa.tar.*
tar -C "$staging" --exclude='cuda-redist-*.jar' --exclude=./share -cf - . -C "$root" biwaa | split -b "${2:-60}m" - "$out/biwaa.tar."
ls -l "$out" >&2
