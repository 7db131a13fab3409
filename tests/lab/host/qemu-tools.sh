#!/bin/bash
# qemu-tools.sh OUT SUITE MIRROR: QEMU of a Debian suite, unpacked into OUT without installing it (older ones emulate slower).
set -euo pipefail
out=$1 suite=$2 mirror=$3
mmdebstrap --quiet --variant=extract --mode=root --aptopt='APT::Install-Recommends "false"' \
  --include=qemu-system-x86,seabios,qemu-utils "$suite" "$out/files" "$mirror"
rm -rf "$out/files"/{var,dev,proc,sys,usr/share/doc,usr/share/locale}
# Its own loader and libraries, so that it runs on any distribution.
cat >"$out/run" <<'RUN'
#!/bin/sh
# run PROGRAM WORD...: runs a program of the unpacked QEMU.
here=$(dirname "$(readlink -f "$0")")/files
libraries=$here/usr/lib/x86_64-linux-gnu
program=$1
shift
export QEMU_MODULE_DIR="$libraries/qemu"
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$here/usr/bin/$program" "$@"
RUN
chmod +x "$out/run"
