# shellcheck shell=bash
# The steps of scripts/test: each is run whatever became of the others, and counted.
# shellcheck disable=SC2154 # the colours, $scratch and $program are of those who source this

passed=0 failed=0 skipped=0
failures=() skips=() closing_line=

# step NAME COMMAND…
step() {
  local name=$1 begun=$SECONDS
  shift
  say "$name"
  # A subshell, so that what fails inside does not end the run.
  if ("$@"); then
    passed=$((passed + 1))
    good "$name: passed ($((SECONDS - begun)) s)"
  else
    failed=$((failed + 1))
    failures+=("$name")
    printf '%s==> %s: failed%s\n' "$red" "$name" "$plain" >&2
  fi
}

skip() { # NAME: what it stands on has failed
  skipped=$((skipped + 1))
  skips+=("$1")
}

succeeded() {
  local name
  for name in "${failures[@]}"; do [[ $name != "$1" ]] || return 1; done
}

check_shell_scripts() {
  local script status=0
  local -a scripts=()
  while IFS= read -r script; do scripts+=("$script"); done < <(grep -rlE '^#(!/usr/bin/env bash| shellcheck shell=bash)' scripts .ci)
  for script in "${scripts[@]}"; do bash -n "$script" || status=1; done
  ! command -v shellcheck >/dev/null || shellcheck --severity=warning "${scripts[@]}" || status=1
  return "$status"
}

# Drops the lines of tests that begin or pass; failures, skips with their reasons, and whole suites stay.
only_results() {
  grep --line-buffered -vE '^(◇ |✔ Test |\[[0-9]+/[0-9]+\]|Test (Suite|Case) |[[:space:]]*Executed 0 tests)' || true
}

# of_tests PATTERN: the names of single tests that the runner reports so.
of_tests() { sed -nE "s/^$1.*/\\1/p" "$scratch/tests.log" | grep -vE '^Test (run with|case passing) ' || true; }

# Those that began and never ended, in one line.
unfinished_tests() {
  comm -23 <(sed -nE 's/^◇ (Test .*) started\.$/\1/p' "$scratch/tests.log" | sort) \
    <(sed -nE 's/^[✔✘] (Test .*) (passed|failed) after .*/\1/p' "$scratch/tests.log" | sort) | head -n 5 | paste -sd ';'
}

# run_tests ARGUMENTS…: counts the tests one by one.
run_tests() {
  local status=0 total begun=$SECONDS
  local -a broken jumped
  say 'tests'
  timeout --kill-after=10 1500 swift test --skip-build "$@" 2>&1 | tee "$scratch/tests.log" | only_results || status=$?
  closing_line=$(grep -E 'Test run with [0-9]+ tests?' "$scratch/tests.log" | tail -n 1) || true
  total=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' <<<"$closing_line")
  total=${total:-0}
  mapfile -t broken < <(of_tests '✘ (Test .*) failed after')
  mapfile -t jumped < <(of_tests '➜ (Test .*) skipped')
  # A crash or a time-out leaves no closing line, and a run may fail outside of any test: that counts as one.
  if ((status != 0 && ${#broken[@]} == 0)); then
    ((status != 124)) || status="124, not done within 25 minutes: $(unfinished_tests)"
    broken=("the test runner ended with status $status")
    total=$((total + 1))
  fi
  passed=$((passed + total - ${#broken[@]} - ${#jumped[@]}))
  failed=$((failed + ${#broken[@]}))
  skipped=$((skipped + ${#jumped[@]}))
  failures+=("${broken[@]}")
  skips+=("${jumped[@]}")
  ((${#broken[@]} > 0)) || good "tests: passed ($((SECONDS - begun)) s)"
}

# Every scenario passes, a second process writes the same trace to the byte, and with the faults that its header names
# it fails. Each counts.
run_scenarios() {
  local name begun=$SECONDS
  step 'the layout of scenarios' "$program" fmt --check scripts/scenarios
  say 'scenarios'
  "$program" test scripts/scenarios --faults --check-determinism --tap "$scratch/scenarios.tap" || true
  passed=$((passed + $(grep -c '^ok ' "$scratch/scenarios.tap" || true)))
  while IFS= read -r name; do
    failed=$((failed + 1))
    failures+=("$name")
  done < <(sed -nE 's/^not ok [0-9]+ - //p' "$scratch/scenarios.tap")
  [[ -s $scratch/scenarios.tap ]] || { failed=$((failed + 1)) && failures+=('scenarios'); }
  # Other seeds than those of the tests.
  step 'explored labs' "$program" explore --seeds 1000 --first 1000
  good "scenarios: done ($((SECONDS - begun)) s)"
}

# The integration scripts: the nodes as processes of their own, real ping, curl and dig through them. Each counts.
run_live() {
  local line begun=$SECONDS
  say 'live nodes in network namespaces'
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in
      'ok '*) passed=$((passed + 1)) ;;
      'not ok '*) failed=$((failed + 1)) && failures+=("scripts/tests: ${line#not ok }") ;;
      'skipped '*) skip "scripts/tests: ${line#skipped }" ;;
    esac
  done < <(FZSH_PROGRAM=$program scripts/tests/all || true)
  good "live nodes: done ($((SECONDS - begun)) s)"
}

# docker-compose.yml as containers, where this machine can have some.
run_containers() {
  local status=0 begun=$SECONDS
  say 'containers of docker-compose.yml'
  FZSH_PROGRAM=$program timeout --kill-after=20 600 scripts/compose >"$scratch/compose.log" 2>&1 || status=$?
  case $status in
    0) passed=$((passed + 1)) && good "containers: passed ($((SECONDS - begun)) s)" ;;
    77) skip "containers of docker-compose.yml: $(grep '^skipped: ' "$scratch/compose.log" | tail -n 1 | cut -d ' ' -f 2-)" ;;
    *)
      failed=$((failed + 1)) && failures+=('containers of docker-compose.yml')
      tail -n 60 "$scratch/compose.log"
      ;;
  esac
}

# The summary, the runner's own closing line, and the count.
close() {
  local name
  echo
  for name in "${failures[@]}"; do printf '%sfailed:%s %s\n' "$red" "$plain" "$name"; done
  for name in "${skips[@]}"; do printf 'not run: %s\n' "$name"; done
  [[ -z $closing_line ]] || printf '%s\n' "$closing_line"
  if ((skipped > 0)); then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  else
    printf '%d passed, %d failed\n' "$passed" "$failed"
  fi
  exit $((failed > 0))
}
