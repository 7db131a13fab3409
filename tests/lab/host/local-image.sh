#!/bin/bash
# local-image.sh TREE VAR REGISTRY VERSION-1 VERSION ROOT-VERSION: fills the storages in the /var of a machine's disk: that of
# the rootless user core with localhost/my-os:3, root's with localhost/root-os:1. Each is os:1 and a file more. The tree's own
# podman does it, with the tree as root: emulated, inside the machine, the same takes minutes.
set -euo pipefail
tree=$(realpath "$1") var=$(realpath "$2") registry=$3 first=$4 version=$5 root_version=$6

if [[ ! ${IN_NAMESPACE:-} ]]; then
  # An ostree tree has no /etc; it gets one only as long as this takes.
  mkdir "$tree/etc"
  trap 'rmdir "$tree/etc"' EXIT
  IN_NAMESPACE=yes unshare -m --propagation private -- "$0" "$@"
  exit
fi

mount --bind "$tree" "$tree"
mount --bind "$tree/usr/etc" "$tree/etc"
mount --bind "$var" "$tree/var"
mount -t proc proc "$tree/proc"
mount --rbind /sys "$tree/sys"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/run"
mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
install -d -m 755 "$var/home" "$var/lib" "$tree/run/user" "$tree/run/old" "$tree/tmp/build-root"
install -d -m 700 "$var/roothome"
install -d -m 1777 "$var/tmp"
install -d -m 700 -o 1000 -g 1000 "$var/home/core" "$tree/run/user/1000" "$tree/tmp/build"

# prepare DIRECTORY VERSION: what `podman build` needs.
prepare() {
  sed "s/$first/$2/g; s/^VERSION_ID=.*/VERSION_ID=${2%%.*}/" "$tree/usr/lib/os-release" >"$1/os-release"
  cat >"$1/Containerfile" <<END
FROM $registry/os:1
COPY os-release /usr/lib/os-release
LABEL org.opencontainers.image.version=$2
END
}
prepare "$tree/tmp/build" "$version"
prepare "$tree/tmp/build-root" "$root_version"

# build DIRECTORY NAME COMMAND...: the image, in the storage of whoever COMMAND is.
build() {
  local directory=$1 name=$2
  shift 2
  local own_podman=("$@" env -i PATH=/usr/bin:/usr/sbin PODMAN_IGNORE_CGROUPSV1_WARNING=yes "${environment[@]}" podman)
  "${own_podman[@]}" pull -q --tls-verify=false "$registry/os:1" >/dev/null
  "${own_podman[@]}" build -q --isolation=chroot --pull=never -t "$name" "$directory" >/dev/null
  "${own_podman[@]}" untag "$registry/os:1"
}

# Not chroot: a process in one may not make a user namespace (user_namespaces(7)).
cd "$tree"
pivot_root . run/old
cd /
umount -l /run/old
environment=(HOME=/var/home/core USER=core XDG_RUNTIME_DIR=/run/user/1000)
build /tmp/build localhost/my-os:3 setpriv --reuid=1000 --regid=1000 --init-groups
environment=(HOME=/var/roothome USER=root)
build /tmp/build-root localhost/root-os:1
