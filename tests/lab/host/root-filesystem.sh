#!/bin/bash
# root-filesystem.sh OUT SUITE PACKAGES-FILE MIRROR: the Debian packages of the lab machine, installed into OUT.
set -euo pipefail
out=$1 suite=$2 mirror=$4
packages=$(grep -v '^#' "$3" | tr -s ' \n' ',' | sed 's/,$//')
unused=()
for directory in man doc locale i18n info lintian; do unused+=("--dpkgopt=path-exclude=/usr/share/$directory/*"); done
# INITRD=No: the lab makes its own initramfs.
INITRD=No mmdebstrap --quiet --variant=minbase --mode=root --dpkgopt='force-unsafe-io' "${unused[@]}" \
  --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
  --include="$packages" "$suite" "$out" "$mirror"
