#!/bin/sh
# Exports models of random weights and compares what torchvision and PyTorch make of the files with the models themselves.
# Usage: bench/peer/exports.sh [BACKBONE ...]     python3 with torch and torchvision; PYTHON names another one
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- resnet18 resnet50 squeezenet1_0 squeezenet1_1 alexnet vgg11 vgg16_bn
(cd "$home" && mvn -q -B -pl core,bench -DskipTests -Dspotless.check.skip=true package) >&2

if [ -n "${JAVA_HOME:-}" ]; then java="$JAVA_HOME/bin/java"; else java=java; fi
samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT
"$java" --enable-native-access=ALL-UNNAMED -cp "$home/bench/target/classes:$(cat "$home/bench/target/class-path")" \
    io.github.biwaa.bench.ExportedSamples "$samples" "$@"
"${PYTHON:-python3}" "$home/bench/peer/load_exports.py" "$samples"
