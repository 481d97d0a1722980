# shellcheck shell=bash
# shellcheck disable=SC2154 # $root is of those who source this
# docker-compose.yml in network namespaces: scripts/lib/netns, which is Python. Expects $root and $FZSH_PROGRAM.

town() { PYTHONPATH="$root/scripts/lib" PYTHONDONTWRITEBYTECODE=1 "$(town_python)" -m netns "$@"; }

# One that has the YAML parser.
town_python() {
  local python
  for python in /usr/bin/python3 python3; do
    ! "$python" -c 'import yaml' 2>/dev/null || { printf '%s' "$python" && return; }
  done
  return 1
}

# why_no_town: one sentence where this machine cannot, nothing where it can.
why_no_town() {
  local command
  ((EUID == 0)) || { echo "network namespaces need root: sudo $0" && return; }
  [[ -c /dev/net/tun ]] || { echo 'there is no /dev/net/tun: modprobe tun' && return; }
  for command in ip unshare nsenter nft dnsmasq sysctl python3 curl ping dig iperf3; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || { echo "$command is not installed" && return; }
  done
  town_python >/dev/null || { echo 'the YAML parser of Python is not installed: apt-get install -y python3-yaml' && return; }
  unshare --net --mount --pid --fork true 2>/dev/null || echo 'this machine lets nobody have namespaces'
}
