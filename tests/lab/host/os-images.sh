#!/bin/bash
# os-images.sh TREE VERSION-1 VERSION-2 REGISTRY OUT: builds the lab's images from an ostree tree and pushes them.
#   os:1   what the machine boots first          os:2    one layer more: another kernel's initramfs, a file added, one removed
#   app:1  an image that is no operating system  arm:1   an operating system (in name) for another architecture
# OUT gets os-1.manifest and os-1.config, as the registry holds them.
set -euo pipefail
tree=$(realpath "$1") first=$2 second=$3 registry=$4 out=$(realpath "$5")
work=$out/images
mkdir "$work"
# podman wants this path to be short. The mount is this script's alone, like all the mounts podman makes.
mount -t tmpfs tmpfs /mnt
podman_here() { podman --root "$work/store" --runroot /mnt/podman "$@" 2> >(grep -v -e 'CNI config' -e '^$' >&2); }
build() { podman_here build -q --isolation=chroot "$@" >/dev/null; }
push() { podman_here push -q --tls-verify=false "localhost/$1" "docker://$registry/$1"; }

# In an image /etc is /etc, as real ones have it; whoever imports it maps it to /usr/etc. ADD keeps owners, COPY would not.
mkdir "$work/1" "$work/2" "$work/app"
tar -C "$tree" --numeric-owner --sort=name --xattrs --xattrs-include='*' \
  --transform='flags=rSH;s,^\./usr/etc\(/\|$\),./etc\1,' -cf "$work/1/tree.tar" .
build -t localhost/os:1 -f - "$work/1" <<END
FROM scratch
ADD tree.tar /
LABEL ostree.bootable=1 containers.bootc=1 org.opencontainers.image.version=$first
END
rm "$work/1/tree.tar"

# Another initramfs is another boot checksum: a second kernel and initramfs in /boot, as after a real update.
kernel=$(ls "$tree/usr/lib/modules")
cp "$tree/usr/lib/modules/$kernel/initramfs.img" "$work/2/initramfs.img"
truncate -s %4 "$work/2/initramfs.img"
(cd "$tree/usr/lib" && echo os-release | cpio -o -H newc --quiet) >>"$work/2/initramfs.img"
sed "s/$first/$second/g; s/^VERSION_ID=.*/VERSION_ID=${second%%.*}/" "$tree/usr/lib/os-release" >"$work/2/os-release"
build -t localhost/os:2 -f - "$work/2" <<END
FROM localhost/os:1
COPY os-release /usr/lib/os-release
COPY initramfs.img /usr/lib/modules/$kernel/initramfs.img
RUN echo added-in-2 >/usr/share/added-in-2 && rm -f /usr/bin/less && echo "from image 2" >/etc/motd
LABEL org.opencontainers.image.version=$second
END

cp "$tree/usr/bin/busybox" "$work/app/busybox"
build -t localhost/app:1 -f - "$work/app" <<END
FROM scratch
COPY busybox /bin/busybox
CMD ["/bin/busybox", "true"]
END
build -t localhost/arm:1 --arch arm64 -f - "$work/app" <<END
FROM scratch
COPY busybox /bin/busybox
LABEL ostree.bootable=1 containers.bootc=1 org.opencontainers.image.version=$first
END

for image in os:1 os:2 app:1 arm:1; do push "$image"; done
skopeo inspect --tls-verify=false --raw "docker://$registry/os:1" >"$out/os-1.manifest"
skopeo inspect --tls-verify=false --config --raw "docker://$registry/os:1" >"$out/os-1.config"
umount -R "$work/store/overlay" 2>/dev/null || :
rm -rf "$work"
