#!/bin/sh
# Builds and runs the JMH benchmarks; arguments are JMH's own.
# Usage: scripts/benchmarks.sh                                        all, about 3 minutes
#        scripts/benchmarks.sh SemanticMatching -p classes=31         some
#        scripts/benchmarks.sh -h                                     JMH's options
set -eu
bench=$(cd "$(dirname "$0")/../bench" && pwd)
(cd "$bench/.." && mvn -q -B -pl bench -am -DskipTests -Dspotless.check.skip=true package) >&2

# As the launcher does: what is measured should be what people run.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}" MALLOC_MMAP_MAX_="${MALLOC_MMAP_MAX_:-0}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-8589934592}"
export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0}"
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"

if [ -n "${JAVA_HOME:-}" ]; then java="$JAVA_HOME/bin/java"; else java=java; fi
exec "$java" -cp "$bench/target/classes:$(cat "$bench/target/class-path")" io.github.biwaa.bench.Benchmarks "$@"
