#!/usr/bin/env bash
# A shell on a resource host over SSH: by both families, and a session that goes on while its access is lost and found again.
. "$(dirname "$0")/lib.sh"
only_in_namespaces
[[ -x /usr/sbin/sshd ]] || skip 'sshd is not installed (openssh-server)'
own_folder
bring_up

ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/user"
cp "$work/user.pub" "$work/authorized"
chmod 600 "$work/authorized"
cat >"$work/sshd_config" <<END
HostKey $work/host
AuthorizedKeysFile $work/authorized
PidFile $work/sshd.pid
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
END
# A node's /run is its own.
town exec httpbin sh -c "mkdir -p /run/sshd && exec /usr/sbin/sshd -f '$work/sshd_config' -E '$work/sshd.log'"
end() {
  local ended=$?
  set +e
  kill "$(cat "$work/sshd.pid")" || cat "$work/sshd.log" >&2
  # `finish` looks at the status with which the script ended.
  (exit "$ended")
  finish
}
trap end EXIT
for address in 172.20.0.100 172:20::100; do echo "$address $(cut -d ' ' -f 1,2 "$work/host.pub")"; done >"$work/known"

# at ADDRESS COMMAND: what a shell there says.
at() {
  client ssh -q -F none -i "$work/user" -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=yes \
    -o UserKnownHostsFile="$work/known" -o ServerAliveInterval=1 -o ServerAliveCountMax=20 "root@$1" "$2"
}

expect_words ' 172.20.0.100 22' at 172.20.0.100 "echo \$SSH_CONNECTION"
expect_words ' 172:20::100 22' at 172:20::100 "echo \$SSH_CONNECTION"
head -c 5000000 /dev/urandom >"$work/sent"
at 172.20.0.100 cat <"$work/sent" >"$work/came"
cmp "$work/sent" "$work/came"

# What is said while the gateway has lost the access is carried by TCP until the client has asked for it again; it asks when
# it sends something, as SSH does every second here: where the server alone speaks, nobody is told of a refusal.
# shellcheck disable=SC2016 # the shell at the other end has the variable
at 172.20.0.100 'for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 1; done' >"$work/said" &
session=$!
sleep 2
before=$(told 'authorization\.added' gateway)
reject_access 'MyCorp Network'
wait "$session"
(($(grep -c '^line' "$work/said") == 8)) || { cat "$work/said" >&2 && exit 1; }
(($(told 'authorization\.added' gateway) > before)) || { echo 'nobody asked for the access again' >&2 && exit 1; }
