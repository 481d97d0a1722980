#!/bin/bash
# coturn's client against a TURN server on loopback, mode after mode, with an echoing peer of its own.
#
#   turnutils.sh PORT USER PASSWORD MODE…
#
# One line a mode: "MODE ok", or "MODE failed: …". The client's exit status says nothing: with every packet lost it still
# ends with 0. So a mode is passed when it got something and lost nothing.
set -u
port=$1 user=$2 password=$3
shift 3
log=$(mktemp) || exit 1
turnutils_peer -L 127.0.0.1 -L ::1 -p 3480 </dev/null >/dev/null 2>&1 &
peer=$!
trap 'kill $peer 2>/dev/null; wait $peer 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 1' TERM INT HUP
sleep 0.3

arguments_of() {
  case $1 in
    indication) echo "-X -c -s -e 127.0.0.1" ;;
    channel) echo "-X -c -e 127.0.0.1" ;;
    padded) echo "-X -c -D -l 101 -e 127.0.0.1" ;;
    unfragmented) echo "-X -c -g -e 127.0.0.1" ;;
    between-clients) echo "-X -c -y" ;;
    between-clients-indication) echo "-X -c -y -s" ;;
    even-port) echo "-X -e 127.0.0.1" ;;
    v6) echo "-x -c -e ::1" ;;
    v6-indication) echo "-x -c -s -e ::1" ;;
    dual) echo "-Z -e 127.0.0.1" ;;
    many) echo "-X -c -m 5 -n 50 -l 1200 -z 5 -e 127.0.0.1" ;;
    extra) echo "-X -c -G -e 127.0.0.1" ;;
    wrong-password | unknown-user) echo "-X -c -e 127.0.0.1" ;;
  esac
}

for mode in "$@"; do
  who=(-u "$user" -w "$password") want=ok
  case $mode in
    wrong-password) who=(-u "$user" -w "not-$password") want=refused ;;
    unknown-user) who=(-u nobody -w "$password") want=refused ;;
  esac
  # shellcheck disable=SC2046 # arguments are words
  timeout -k 1 60 turnutils_uclient -p "$port" -n 5 -m 1 -l 100 "${who[@]}" $(arguments_of "$mode") 127.0.0.1 \
    </dev/null >"$log" 2>&1
  status=$?
  lost=$(sed -n 's/.*Total lost packets \([0-9]*\).*/\1/p' "$log" | tail -n 1)
  got=$(sed -n 's/.*tot_recv_msgs=\([0-9]*\).*/\1/p' "$log" | tail -n 1)
  result=refused
  if [ $status = 0 ] && [ "${lost:-1}" = 0 ] && [ "${got:-0}" -gt 0 ]; then result=ok; fi
  if [ $result = $want ]; then
    echo "$mode ok"
  else
    echo "$mode failed: status $status, received ${got:-0}, lost ${lost:--}: $(grep -iE 'error|cannot' "$log" | tail -n 1)"
  fi
done
