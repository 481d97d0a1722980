# shellcheck shell=bash
# shellcheck disable=SC2154 # $root is of those who source this
# System packages: what is needed is probed for by its effect, so that hand-built libraries and other distributions count too.

# package, kind of probe, what to look for
build_needs='
git             command git
ca-certificates file    /etc/ssl/certs/ca-certificates.crt
pkg-config      command pkg-config
g++             glob    /usr/lib/gcc/*/*/libstdc++.so
libc6-dev       glob    /usr/include/stdio.h
libncurses-dev  glob    /usr/include/ncurses.h
libedit-dev     library libedit
libsodium-dev   library libsodium
libyaml-dev     library yaml-0.1
libpcap-dev     library libpcap
libssl-dev      library libcrypto
libwebsockets-dev library libwebsockets
libsqlite3-dev  library sqlite3
'

# Only the tests against independent implementations use these; without them those tests skip themselves.
interop_needs='
wireguard-go    command wireguard-go
wireguard-tools command wg
iproute2        command ip
iputils-ping    command ping
tcpdump         command tcpdump
tshark          command tshark
curl            command curl
bind9-dnsutils  command dig
dnsmasq-base    command dnsmasq
nftables        command nft
iperf3          command iperf3
netcat-openbsd  command nc
procps          command sysctl
python3-yaml    python  yaml
coturn          command turnserver
chromium        command chromium
openssl         command openssl
python3         command python3
python3-venv    python  ensurepip
'

is_present() { # KIND WHAT
  case $1 in
    command) PATH=$PATH:/usr/sbin:/sbin command -v "$2" >/dev/null ;;
    library) command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
    file) [[ -e $2 ]] ;;
    python) python3 -c "import $2" 2>/dev/null ;;
    glob) compgen -G "$2" >/dev/null ;;
  esac
}

# missing_of TABLE: the packages whose probe finds nothing, on one line.
missing_of() {
  local package kind what
  local -a missing=()
  while read -r package kind what; do
    [[ -z $package ]] || is_present "$kind" "$what" || missing+=("$package")
  done <<<"$1"
  printf '%s' "${missing[*]}"
}

# install_packages PACKAGE…: installs, or returns 1 with the reason in $why. Never waits for an answer nobody can give.
install_packages() {
  local -a become=()
  why='this machine has no apt-get'
  command -v apt-get >/dev/null || return 1
  if ((EUID != 0)); then
    why='you are not root, and there is no sudo'
    command -v sudo >/dev/null || return 1
    become=(sudo)
    at_terminal || become+=(-n)
  fi
  become+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o Acquire::http::Timeout=30)
  local log
  log=$(mktemp) || return 1
  say "installing system packages: $*"
  # The package lists of a new machine are empty, those of an old one stale: fetch them when the first attempt fails.
  if "${become[@]}" install --no-install-recommends "$@" </dev/null >"$log" 2>&1 ||
    { "${become[@]}" -o APT::Update::Error-Mode=any update </dev/null >>"$log" 2>&1 &&
      "${become[@]}" install --no-install-recommends "$@" </dev/null >>"$log" 2>&1; }; then
    rm -f "$log"
    return 0
  fi
  # The cause before its consequences: a host that cannot be reached, then what apt or sudo said last.
  why=$(grep -E 'Temporary failure|Could not (resolve|connect)|Unable to connect' "$log" | head -n 1)
  why=${why:-$(grep -E '^(E:|sudo:)' "$log" | tail -n 1)}
  why=${why:-$(tail -n 1 "$log")}
  rm -f "$log"
  return 1
}

need_build_packages() {
  local missing
  missing=$(missing_of "$build_needs")
  [[ -n $missing ]] || return 0
  # shellcheck disable=SC2086 # package names are words
  install_packages $missing ||
    fail "missing system packages: $missing ($why)" \
      "run as root: apt-get update && apt-get install -y $missing"
  missing=$(missing_of "$build_needs")
  [[ -z $missing ]] || fail "installed, and yet not found: $missing" "check PATH and PKG_CONFIG_PATH"
}

want_interop_packages() {
  local missing
  missing=$(missing_of "$interop_needs")
  [[ -n $missing ]] || return 0
  # shellcheck disable=SC2086
  install_packages $missing ||
    warn "tests against other implementations will skip themselves: $missing could not be installed ($why)"
}

# Python packages in a folder of the clone, each of one version: what they do is compared with what we do.
scapy_version=2.8.0
aioice_version=0.13.0
websockets_version=17.4
phxsocket_version=0.1.5

has_own_python_peers() {
  [[ $("$root/.venv/bin/python" -c 'import scapy; print(scapy.__version__)' 2>/dev/null) == "$scapy_version" ]] &&
    [[ $("$root/.venv/bin/python" -c 'import aioice; print(aioice.__version__)' 2>/dev/null) == "$aioice_version" ]] &&
    [[ $("$root/.venv/bin/python" -c 'import websockets; print(websockets.__version__)' 2>/dev/null) == "$websockets_version" ]] &&
    [[ $("$root/.venv/bin/python" -c 'from importlib.metadata import version; print(version("phxsocket"))' 2>/dev/null) == "$phxsocket_version" ]]
}

want_python_peers() {
  local log
  has_own_python_peers && return 0
  log=$(mktemp) || return 0
  say "installing Scapy $scapy_version, aioice $aioice_version, websockets $websockets_version and phxsocket $phxsocket_version into .venv"
  if python3 -m venv --clear "$root/.venv" </dev/null >"$log" 2>&1 &&
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 --timeout 30 \
      "scapy==$scapy_version" "aioice==$aioice_version" "websockets==$websockets_version" "phxsocket==$phxsocket_version" </dev/null >>"$log" 2>&1 && has_own_python_peers; then
    # Built under sudo: what was installed belongs to whoever owns the clone.
    if ((EUID == 0)) && [[ -n ${SUDO_UID:-} ]]; then chown -R --reference="$root" "$root/.venv"; fi
  else
    rm -rf "$root/.venv"
    warn "tests against Scapy, aioice, websockets and phxsocket will skip themselves: they could not be installed ($(tail -n 1 "$log"))"
  fi
  rm -f "$log"
}
