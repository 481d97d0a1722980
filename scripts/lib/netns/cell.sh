#!/usr/bin/env bash
# The first process of a cell, within its namespaces: /etc, /var/lib and /run are its own and go with it; the rest is the
# machine's. It takes in orphans until it is killed.
#   cell.sh HOSTNAME FOLDER [VOLUME PATH]…     FOLDER/etc holds what stands in /etc; touches FOLDER/ready
set -eu
name=$1 folder=$2
shift 2
hostname "$name"
# Volumes are named by the machine's paths, which may lie below what is covered.
volumes=()
while (($#)); do
  mkdir -p "$1"
  exec {place}<"$1"
  volumes+=("/proc/self/fd/$place" "$2")
  shift 2
done
layers=$(mktemp -d)
mount -t tmpfs -o mode=755 cell "$layers"
for covered in etc var/lib; do
  mkdir -p "$layers/$covered/upper" "$layers/$covered/work"
  mount -t overlay -o "lowerdir=/$covered,upperdir=$layers/$covered/upper,workdir=$layers/$covered/work" cell "/$covered"
done
# What was a link to /run, as systemd-resolved has it, becomes a file.
rm -f /etc/resolv.conf
cp "$folder"/etc/* /etc/
mkdir -p /var/lib/fzsh
mount -t tmpfs -o mode=755 cell /run
for ((i = 0; i < ${#volumes[@]}; i += 2)); do
  mkdir -p "${volumes[i + 1]}"
  mount --bind "${volumes[i]}" "${volumes[i + 1]}"
done
touch "$folder/ready"
while :; do
  sleep 3600 &
  wait $!
done
