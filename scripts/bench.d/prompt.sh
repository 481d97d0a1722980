# shellcheck shell=bash
# shellcheck disable=SC2154 # $program, $root and $runs are of scripts/bench
# What a person waits for at the prompt, and a build machine for many seeds: 30 ms, 16 ms, and 5 s on two cores.

say 'prompt ready: fzsh on a terminal'
figures=$(python3 "$root/scripts/lib/prompt_ready.py" "$runs" "$program")
IFS=$'\t' read -r ready best <<<"$figures"
rows+=("| prompt ready: \`fzsh\` on a terminal, to its first prompt | $ready | $best | | |")

all_runs=$runs
((runs <= 5)) || runs=5
row 'scenario over 200 seeds: `fzsh test create-flow-from-icmp-error.fzs --seeds 200`' \
  "$program" test scripts/scenarios/create-flow-from-icmp-error.fzs --seeds 200
runs=$all_runs

swift_build -c release --static-swift-stdlib --product Benchmarks >&2
mapfile -t -O ${#inside[@]} inside < <("$root/.build/release/Benchmarks" 'at the prompt')
