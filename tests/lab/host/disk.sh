#!/bin/bash
# disk.sh TREE MANIFEST CONFIG REFERENCE RUN-QEMU OUT.qcow2 WORD...: a disk that boots TREE, deployed as if it had been pulled
# as REFERENCE, an image with that manifest and configuration; MBR, extlinux on an ext4 /boot, ext4 root. WORD... goes to
# local-image.sh. Needs root and loop devices.
set -euo pipefail
tree=$(realpath "$1") manifest=$2 config=$3 reference=$4 run_qemu=$5 out=$6
shift 6
here=$(dirname "$(realpath "$0")")
source "$here/../guest/root/usr/libexec/lab/image-commit.bash"
raw=$out.raw mount=$out.mount sectors=524288
mkdir "$mount"

truncate -s 10G "$raw"
printf 'label: dos\nlabel-id: 0xc0de05ee\nstart=2048,size=%d,type=83,bootable\nstart=%d,type=83\n' $sectors $((2048 + sectors)) | sfdisk -q "$raw"
dd if=/usr/lib/EXTLINUX/mbr.bin of="$raw" bs=440 count=1 conv=notrunc status=none
boot_offset=$((2048 * 512)) boot_size=$((sectors * 512))
root_offset=$((boot_offset + boot_size)) root_size=$(($(stat -c %s "$raw") - boot_offset - boot_size))
# syslinux 6.04 reads neither 64bit nor metadata_csum, and replays no journal.
mkfs.ext4 -q -L boot -O ^64bit,^metadata_csum,^has_journal -E offset=$boot_offset "$raw" $((boot_size / 1024))k
mkfs.ext4 -q -L root -E offset=$root_offset,lazy_itable_init=1,lazy_journal_init=1 -m 0 "$raw" $((root_size / 1024))k
# Loop devices that mount(8) makes go with the mount, and the mount with this script's namespace.
mount -o loop,offset=$root_offset,sizelimit=$root_size "$raw" "$mount"
mkdir "$mount/boot"
mount -o loop,offset=$boot_offset,sizelimit=$boot_size "$raw" "$mount/boot"

# /boot is mounted before init-fs, which leaves the link boot -> . that the paths /boot/ostree/... need.
ostree admin init-fs --modern "$mount" 2>/dev/null || ostree admin init-fs "$mount"
ostree config --repo="$mount/ostree/repo" set sysroot.bootloader syslinux
ostree config --repo="$mount/ostree/repo" set sysroot.readonly true
ostree admin os-init --sysroot="$mount" "$LAB_STATEROOT" >/dev/null
# What ostree's syslinux backend expects to find before the first deployment.
mkdir -p "$mount/boot/loader.0" "$mount/boot/syslinux"
ln -s loader.0 "$mount/boot/loader"
printf 'PROMPT 0\nTIMEOUT 1\n' >"$mount/boot/loader.0/syslinux.cfg"
ln -s ../loader/syslinux.cfg "$mount/boot/syslinux/syslinux.cfg"
extlinux --install "$mount/boot/syslinux" 2>/dev/null
cp /usr/lib/syslinux/modules/bios/ldlinux.c32 "$mount/boot/syslinux/"

LAB_REPOSITORY=$mount/ostree/repo
layer=$(layer_reference "$(jq -r '.rootfs.diff_ids[0]' "$config")")
ostree commit --repo="$LAB_REPOSITORY" --no-bindings --branch="$layer" --tree=dir="$tree" -s "first layer" >/dev/null
commit=$(commit_image "$manifest" "$config" --tree=ref="$layer")
write_origin "$mount/origin" "$reference" "$manifest" "$config"
arguments=()
for argument in root=LABEL=root rw console=ttyS0 net.ifnames=0 mitigations=off quiet loglevel=3 systemd.show_status=0 audit=0 \
  lsm=yama random.trust_cpu=on clocksource=acpi_pm tsc=unstable no_timer_check cryptomgr.notests; do arguments+=("--karg=$argument"); done
ostree admin deploy --sysroot="$mount" --os="$LAB_STATEROOT" --origin-file="$mount/origin" "${arguments[@]}" "$commit"
rm "$mount/origin"
"$here/local-image.sh" "$tree" "$mount/ostree/deploy/$LAB_STATEROOT/var" "$@"
sync
umount "$mount/boot" "$mount"
"$run_qemu" qemu-img convert -O qcow2 "$raw" "$out"
rmdir "$mount"
rm "$raw"
