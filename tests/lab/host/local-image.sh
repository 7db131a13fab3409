#!/bin/bash
# local-image.sh TREE VAR REGISTRY VERSION-1 VERSION: fills the storage of the rootless user core, in the /var of a machine's
# disk, with the image localhost/my-os:3: os:1 and a file more. The tree's own podman does it, as core, with the tree as root:
# emulated, inside the machine, the same takes minutes.
set -euo pipefail
tree=$(realpath "$1") var=$(realpath "$2") registry=$3 first=$4 version=$5

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
install -d -m 755 "$var/home" "$tree/run/user" "$tree/run/old"
install -d -m 1777 "$var/tmp"
install -d -m 700 -o 1000 -g 1000 "$var/home/core" "$tree/run/user/1000" "$tree/tmp/build"
sed "s/$first/$version/g; s/^VERSION_ID=.*/VERSION_ID=${version%%.*}/" "$tree/usr/lib/os-release" >"$tree/tmp/build/os-release"
cat >"$tree/tmp/build/Containerfile" <<END
FROM $registry/os:1
COPY os-release /usr/lib/os-release
LABEL org.opencontainers.image.version=$version
END

build_as_core() {
  local as_core=(setpriv --reuid=1000 --regid=1000 --init-groups env -i PATH=/usr/bin:/usr/sbin HOME=/var/home/core USER=core
    XDG_RUNTIME_DIR=/run/user/1000 PODMAN_IGNORE_CGROUPSV1_WARNING=yes podman)
  "${as_core[@]}" pull -q --tls-verify=false "$registry/os:1" >/dev/null
  "${as_core[@]}" build -q --isolation=chroot --pull=never -t localhost/my-os:3 /tmp/build >/dev/null
  "${as_core[@]}" untag "$registry/os:1"
}

# Not chroot: a process in one may not make a user namespace (user_namespaces(7)).
cd "$tree"
pivot_root . run/old
cd /
umount -l /run/old
build_as_core
