# shellcheck shell=bash
# Building the program once per state of the sources. Expects $root; sets $program.

root=${root:?the script that sources this sets it}
program=$root/.build/release/fzsh
stamp=$root/.build/fzsh.stamp

# A toolchain that sudo's PATH does not name is still a toolchain.
find_swift() {
  local home=${HOME:-} place
  [[ -z ${SUDO_USER:-} ]] || home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  command -v swift >/dev/null && return
  for place in /opt/swift/usr/bin /usr/local/swift/usr/bin /usr/share/swift/usr/bin "$home/.local/share/swiftly/bin"; do
    [[ ! -x $place/swift ]] || { PATH=$PATH:$place && return; }
  done
  fail 'the Swift toolchain is missing: no program "swift" on PATH' \
    'install Swift 6.3 or newer from https://www.swift.org/install/linux/ and put its usr/bin on PATH'
}

# The state of all that the program is built from: deleted, renamed and edited files change it; a checkout that only
# touches times costs one build that finds nothing to do.
source_state() {
  find "$root/Sources" "$root/Package.swift" "$root/scripts/lib/build.sh" -type f \
    -printf '%P %s %T@ %C@\n' | LC_ALL=C sort | sha256sum
}
# Apart, because the build itself writes it.
resolved_state() { sha256sum <"$root/Package.resolved" 2>/dev/null || true; }

is_built() { [[ -x $program && -f $stamp && $(<"$stamp") == "$(source_state)$(resolved_state)" ]]; }

# only_news: drops all but one of the compiler's step lines every ten seconds, and the linker's opinion of a function in
# the static Foundation that nothing here calls; whatever else is said passes.
only_news() {
  local line last=$SECONDS
  while IFS= read -r line; do
    [[ $line != *"use of \`mktemp"* ]] || continue
    if [[ $line == \[* ]]; then
      ((SECONDS - last >= 10)) || continue
      last=$SECONDS
    fi
    printf '%s\n' "$line"
  done
}

# swift_build ARGUMENTS…: with the compiler's own progress on a terminal, with sparse lines elsewhere.
swift_build() {
  if [[ -t 2 ]]; then
    swift build --package-path "$root" "$@" >&2 </dev/null
  else
    swift build --package-path "$root" "$@" 2>&1 </dev/null | only_news >&2
  fi
}

# A step of its own, so that an unreachable network is not mistaken for a broken build.
fetch_packages() {
  say 'fetching the packages that fzsh builds on'
  swift package --package-path "$root" resolve </dev/null 2>&1 | only_news >&2 ||
    fail 'the packages that fzsh builds on cannot be fetched; the message above names the one' \
      'is github.com reachable from here? try: git ls-remote https://github.com/apple/swift-collections HEAD'
}

find_toolchain() {
  local answer
  find_swift
  answer=$(swift --version 2>&1 </dev/null) || fail "$(command -v swift) does not start: ${answer##*$'\n'}"
}

build_release() {
  local state
  find_toolchain
  need_build_packages
  rm -f "$stamp"
  state=$(source_state)
  fetch_packages
  if [[ -x $program ]]; then say 'building fzsh: the sources have changed'; else say 'building fzsh, optimised; the first time takes minutes'; fi
  swift_build -c release --static-swift-stdlib --product fzsh || fail 'the build failed; the messages above say where'
  printf '%s%s' "$state" "$(resolved_state)" >"$stamp"
  # Built under sudo: what was built belongs to whoever owns the clone.
  if ((EUID == 0)) && [[ -n ${SUDO_UID:-} ]]; then chown -R --reference="$root" "$root/.build" "$root/Package.resolved"; fi
}

# ensure_program: $program stands and is of these sources. Two at once build once.
ensure_program() {
  is_built && return
  mkdir -p "$root/.build" 2>/dev/null || true
  [[ -w $root/.build ]] || fail "cannot write to $root/.build" "it belongs to $(stat -c %U "$root"); run as that user, or: sudo $0"
  command -v flock >/dev/null || fail 'flock is missing' 'run as root: apt-get install -y util-linux'
  (
    flock -n 9 || { say 'waiting for another build of this clone' && flock 9; }
    is_built || build_release
  ) 9>"$root/.build/fzsh.lock" || exit
}
