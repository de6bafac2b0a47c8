#!/usr/bin/env bash
# Compares './sfcalls run' on the sample with that of another checkout, run alternately: wall and processor
# seconds from the command to its end, and the medians of the pairs' ratios. Both checkouts must be built.
#
#   benchmarks/compare-run.sh OTHER_CHECKOUT [PAIRS]     # 5 pairs unless said otherwise
set -euo pipefail

[[ $# -ge 1 && -x $1/sfcalls ]] || {
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
other=$(cd "$1" && pwd)
pairs=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { # checkout; prints wall and processor seconds
  local TIMEFORMAT='%R %U %S' seconds
  seconds=$({ time "$1/sfcalls" run --data "$work/data" --kafka-port 0 --registry-port 0 --controller-port 0 \
    >"$work/out" 2>"$work/err"; } 2>&1) || {
    cat "$work/out" "$work/err" >&2
    exit 1
  }
  awk '{ printf "%.1f %.1f\n", $1, $2 + $3 }' <<<"$seconds"
}

echo "one run of each first, which may keep class archives"
measure "$other" >/dev/null
measure "$here" >/dev/null
printf '%-6s %12s %12s %8s %12s %12s %8s\n' pair 'other, s' 'this, s' ratio 'other, CPU s' 'this, CPU s' ratio
for ((pair = 1; pair <= pairs; pair++)); do
  theirs=$(measure "$other")
  ours=$(measure "$here")
  awk -v pair="$pair" '{ printf "%-6s %12.1f %12.1f %8.2f %12.1f %12.1f %8.2f\n", pair, $1, $3, $3 / $1, $2, $4, $4 / $2 }' \
    <<<"$theirs $ours" | tee -a "$work/pairs"
done
median() { awk -v column="$1" '{ print $column }' "$work/pairs" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
printf '%-6s %12s %12s %8s %12s %12s %8s\n' median "$(median 2)" "$(median 3)" "$(median 4)" "$(median 5)" "$(median 6)" "$(median 7)"
