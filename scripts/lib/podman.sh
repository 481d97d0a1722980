# shellcheck shell=bash
# shellcheck disable=SC2154 # $root, $program and $scratch are of those who source this
# Containers without a registry: the base is made by debootstrap, the program is this machine's.

podman_compose_version=1.6.0
base_name=localhost/fzsh-base
compose_home=$root/out/compose
missing_packages=()

# cannot REASON: nothing is wrong, and nothing can be done here.
cannot() {
  echo "skipped: $1"
  exit 77
}

need_podman() {
  ((EUID == 0)) || cannot 'containers of this file need root'
  [[ -c /dev/net/tun ]] || cannot 'there is no /dev/net/tun'
  local command
  for command in podman:podman runc:runc netavark:netavark debootstrap:debootstrap catatonit:catatonit nft:nftables iptables:iptables; do
    PATH=$PATH:/usr/lib/podman command -v "${command%:*}" >/dev/null || missing_packages+=("${command#*:}")
  done
  if ((${#missing_packages[@]})); then
    install_packages "${missing_packages[@]}" aardvark-dns || cannot "not installed: ${missing_packages[*]} ($why)"
  fi
  [[ -x $compose_home/bin/podman-compose ]] || {
    say "installing podman-compose $podman_compose_version into ${compose_home#"$root"/}"
    python3 -m venv --clear "$compose_home" >/dev/null 2>&1 &&
      "$compose_home/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 --timeout 30 \
        "podman-compose==$podman_compose_version" >/dev/null 2>&1 || cannot 'podman-compose could not be installed'
  }
}

# configure_podman FOLDER: limits that every kernel grants, and the runtime that takes whatever control groups there are.
configure_podman() {
  cat >"$1/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
CONF
  export CONTAINERS_CONF=$1/containers.conf
}

composed() { (cd "$root" && PATH=$compose_home/bin:$PATH podman-compose "$@"); }

# The mirror that this machine's own packages come from.
debian_mirror() {
  grep -rhoE '^(deb|URIs:).*https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
    grep -oE 'https?://[^ ]+' | head -n 1
}

ensure_base() {
  local mirror
  [[ -z ${FZSH_BASE:-} ]] || return 0
  export FZSH_BASE=$base_name
  ! podman image exists "$base_name" || return 0
  mirror=$(debian_mirror)
  say "a base image by debootstrap, from ${mirror:=http://deb.debian.org/debian}"
  timeout 240 debootstrap --variant=minbase bookworm "$scratch/base" "$mirror" >"$scratch/debootstrap.log" 2>&1 ||
    cannot "debootstrap found no mirror: $(tail -n 1 "$scratch/debootstrap.log")"
  tar -C "$scratch/base" -c . | podman import - "$base_name" >/dev/null 2>&1
  rm -rf "$scratch/base"
}

# Whether this machine has what a container of the file wants: a network of its own, rights over it, a tunnel device.
try_container() {
  local network=fzsh-try-$$ said status=0
  said=$(podman network create --internal "$network" 2>&1 && podman run --rm --network "$network" --cap-add NET_ADMIN \
    --device /dev/net/tun "$FZSH_BASE" true 2>&1) || status=$?
  podman network rm -f "$network" >/dev/null 2>&1 || true
  ((status == 0)) || cannot "no container runs here: $(tail -n 1 <<<"$said")"
}

build_image() {
  local given=${FZSH_PROGRAM:-}
  local own_base=${FZSH_BASE:-}
  ensure_base
  try_container
  [[ -n $given ]] || { ensure_program && given=$program; }
  # Whoever names a base knows what is in it.
  [[ -n $own_base ]] || ! ldd "$given" | grep -q libswiftCore || fail "$given needs libraries that no image has" 'give FZSH_PROGRAM an optimised one'
  say 'the image fzsh'
  mkdir -p "$scratch/context"
  cp -L "$given" "$scratch/context/fzsh"
  cp -R "$root/scripts" "$scratch/context/scripts"
  # With the machine's own network: where no bridge leads outside, this does.
  podman build --network host --target prebuilt --build-arg "BASE=$FZSH_BASE" --tag fzsh \
    --file "$root/scripts/Dockerfile" "$scratch/context" >"$scratch/build.log" 2>&1 ||
    { tail -n 20 "$scratch/build.log" >&2 && return 1; }
}

# The verbs of scripts/netns, done by containers that are up.
contained() {
  local verb=$1
  shift
  case $verb in
    up | down) ;;
    exec) podman exec "fzsh_$1_1" "${@:2}" ;;
    logs) podman logs "fzsh_$1_1" 2>&1 ;;
    kill) if [[ $1 == -s ]]; then podman kill --signal "$2" "fzsh_$3_1"; else podman kill "fzsh_$1_1"; fi >/dev/null ;;
    stop | start | restart) podman "$verb" "fzsh_$1_1" >/dev/null ;;
    *) fail "containers cannot $verb" ;;
  esac
}

# Until every container that can say so is well, for a minute.
await_healthy() {
  local tries service
  for service in portal relay-1 relay-2 gateway client; do
    for ((tries = 0; tries < 120; tries++)); do
      ! podman healthcheck run "fzsh_${service}_1" >/dev/null 2>&1 || continue 2
      sleep 0.5
    done
    composed logs "$service" >&2
    fail "the container of $service is not well within a minute"
  done
}
