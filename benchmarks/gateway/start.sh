#!/bin/sh
# Wall and CPU seconds from the start of `gambeson serve` on one core until it says that it is ready, and by thread what the CPU went to.
# usage: start.sh SERVE.YAML [PORT of its data plane, 8080] [times, 3]    in the repository's root, after `./gambeson --version` has built it
set -eu
settings=$1 port=${2:-8080}
for _ in $(seq "${3:-3}"); do
  begin=$(date +%s.%N)
  taskset -c 0 ./gambeson serve --config "$settings" >/dev/null &
  server=$!
  until curl -fs -o /dev/null "http://127.0.0.1:$port/v2/health/ready"; do
    kill -0 $server # it has ended: its message stands above
    sleep 0.05
  done
  end=$(date +%s.%N)
  awk -v b="$begin" -v e="$end" '{ printf "wall %.1f s, CPU %.1f s:", e - b, ($14 + $15) / 100 }' "/proc/$server/stat"
  for thread in "/proc/$server/task"/*; do
    awk -v n="$(cat "$thread/comm")" '{ if ($14 + $15 > 9) printf " %s %.2f", n, ($14 + $15) / 100 }' "$thread/stat"
  done
  echo
  kill $server
  wait $server || true
done
