#!/bin/bash
# ostree-tree.sh TREE VERSION GUEST: turns a Debian root file system into an ostree tree, in place.
set -euo pipefail
tree=$(realpath "$1") version=$2 guest=$(realpath "$3")
kernel=$(ls "$tree/usr/lib/modules")
modules=$tree/usr/lib/modules/$kernel

add_user() {
  chroot "$tree" groupadd -g 1000 core
  chroot "$tree" useradd -u 1000 -g 1000 -M -d /var/home/core -s /bin/bash core
  grep -q ^core: "$tree/etc/subuid" || echo core:100000:65536 >>"$tree/etc/subuid"
  grep -q ^core: "$tree/etc/subgid" || echo core:100000:65536 >>"$tree/etc/subgid"
  sed -i 's#:/root:#:/var/roothome:#' "$tree/etc/passwd"
}

add_files() {
  cp -R --no-preserve=all "$guest/root/." "$tree/"
  find "$guest/root" -type f -perm /u+x -printf '%P\n' | while read -r file; do chmod 755 "$tree/$file"; done
  chmod 440 "$tree/etc/sudoers.d/core"
  sed -i "s/@VERSION@/$version/g; s/@MAJOR@/${version%%.*}/g" "$tree/usr/lib/os-release"
  ln -sf ../usr/lib/os-release "$tree/etc/os-release"
  rm -f "$tree"/etc/ssh/ssh_host_* "$tree/etc/resolv.conf" "$tree/var/lib/dbus/machine-id"
  : >"$tree/etc/resolv.conf"
  : >"$tree/etc/machine-id"
  : >"$tree/etc/default/locale"
}

# Emulated, a boot with all of these takes twice as long.
quiet_boot() {
  local units=$tree/etc/systemd/system unit generator
  chroot "$tree" systemctl -q enable systemd-networkd.service podman-machine-ready.service
  chroot "$tree" systemctl -q disable systemd-networkd-wait-online.service || true
  mkdir -p "$units/ssh.service.wants" "$tree/etc/systemd/system-generators" "$tree/etc/systemd/user-generators"
  ln -sf /etc/systemd/system/sshd-keygen.service "$units/ssh.service.wants/sshd-keygen.service"
  while read -r unit; do
    rm -f "$units"/*.wants/"$unit"
    ln -sf /dev/null "$units/$unit"
  done <"$guest/masked-units"
  mkdir -p "$tree/etc/systemd/user"
  while read -r unit; do ln -sf /dev/null "$tree/etc/systemd/user/$unit"; done <"$guest/masked-user-units"
  while read -r generator; do ln -sf /dev/null "$tree/etc/systemd/system-generators/$generator"; done <"$guest/masked-generators"
  ln -sf /dev/null "$tree/etc/systemd/user-generators/systemd-xdg-autostart-generator"
}

# Smaller is faster everywhere: import, export, pull.
drop_unused() {
  rm -rf "$tree"/usr/libexec/podman/podman-testing "$tree"/usr/lib/podman/netavark-dhcp-proxy-client \
    "$tree"/usr/lib/udev/hwdb* "$tree"/usr/lib/x86_64-linux-gnu/gconv "$tree"/var/cache/* "$tree"/var/lib/apt
}

keep_modules() {
  local file module
  find "$modules/kernel" -name '*.ko*' -printf '%P\n' | while read -r file; do
    while read -r module; do
      case $file in "$module"/* | "$module".ko*) continue 2 ;; esac
    done <"$guest/kernel-modules"
    rm "$modules/kernel/$file"
  done
  # Unpacking them in the guest would cost emulated CPU time.
  find "$modules" -name '*.ko.xz' -print0 | xargs -0 -r unxz
  mv "$tree"/boot/vmlinuz-* "$modules/vmlinuz"
  rm -rf "$tree"/boot/* "$tree"/vmlinuz* "$tree"/initrd*
  chroot "$tree" depmod "$kernel"
}

make_initramfs() {
  local work library number=0 module
  work=$(mktemp -d)
  mkdir -p "$work"/{bin,proc,sys,dev,run,sysroot,modules,usr/lib/ostree,usr/lib/x86_64-linux-gnu,usr/lib64}
  ln -s usr/lib "$work/lib"
  ln -s usr/lib64 "$work/lib64"
  install -m 755 "$guest/initramfs-init" "$work/init"
  cp "$tree/usr/bin/busybox" "$work/bin/busybox"
  # ostree reads prepare-root.conf of the initramfs, not of the deployment.
  cp "$tree/usr/lib/ostree/ostree-prepare-root" "$tree/usr/lib/ostree/prepare-root.conf" "$work/usr/lib/ostree/"
  chroot "$tree" ldd /usr/lib/ostree/ostree-prepare-root | grep -o '/lib[^ ]*' |
    while read -r library; do cp -L "$tree$library" "$work$library"; done
  for module in drivers/block/virtio_blk net/core/failover drivers/net/net_failover drivers/net/virtio_net drivers/char/hw_random/virtio-rng; do
    number=$((number + 1))
    cp "$modules/kernel/$module.ko" "$work/modules/$number-$(basename $module).ko"
  done
  (cd "$work" && find . -print0 | cpio --null -o -H newc --quiet) | zstd -q -3 >"$modules/initramfs.img"
  rm -rf "$work"
}

# https://ostreedev.github.io/ostree/adapting-existing/
lay_out() {
  rm -rf "$tree"/{home,root,opt,srv,mnt,media,run,dev,proc,sys,tmp,usr/local}
  mkdir -p "$tree"/{run,dev,proc,sys,tmp,sysroot,boot,usr/lib/sysimage}
  chmod 1777 "$tree/tmp"
  ln -s var/home "$tree/home"
  ln -s var/roothome "$tree/root"
  ln -s var/opt "$tree/opt"
  ln -s var/srv "$tree/srv"
  ln -s var/mnt "$tree/mnt"
  ln -s run/media "$tree/media"
  ln -s sysroot/ostree "$tree/ostree"
  ln -s ../var/usrlocal "$tree/usr/local"
  cp -a "$tree/var/lib/dpkg" "$tree/usr/lib/sysimage/dpkg"
  rm -rf "$tree/var"
  mkdir "$tree/var"
  mv "$tree/etc" "$tree/usr/etc"
}

add_user
add_files
quiet_boot
drop_unused
keep_modules
make_initramfs
lay_out
