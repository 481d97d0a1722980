# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # $tunnel, $recording, $program and $root are of scripts/bench
# A tunnel between live nodes beside one of wireguard-go: the same link, the same applications, one after the other.

if ((EUID != 0)) || [[ ! -c /dev/net/tun ]]; then
  warn 'the live tunnel is left out: it needs root and /dev/net/tun'
elif ! command -v iperf3 >/dev/null || ! command -v wireguard-go >/dev/null || ! command -v wg >/dev/null; then
  warn 'the live tunnel is left out: iperf3 or wireguard-go is not installed (apt-get install -y iperf3 wireguard-go wireguard-tools)'
else
  say 'a live tunnel, and wireguard-go: ping and iperf3 through both, about two minutes'
  mapfile -t tunnel < <(python3 "$root/scripts/lib/tunnel_rates.py" "$program" 5 2)
  say 'the same live tunnel with both ends recording'
  mapfile -t recording < <(python3 "$root/scripts/lib/tunnel_rates.py" "$program" 3 2 recording)
fi
