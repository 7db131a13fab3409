# From an image to an ostree commit, as ostree-ext does it for rpm-ostree and bootc: shared by both stand-ins.
# Whoever sources this defines `fail TEXT`, which says TEXT and does not return.

source /usr/libexec/lab/image-commit.bash

WORK=$LAB_REPOSITORY/tmp/lab-pull

# parse_image_reference SCHEME TRANSPORT:REST: sets SIGNED (empty or yes), TRANSPORT, NAME, SOURCE (in skopeo's words).
# Grammar and texts: ostree-ext, container/mod.rs.
parse_image_reference() {
  local scheme=$1 text=$2
  [[ $text == *:* ]] || fail "Missing ':' in $text"
  TRANSPORT=${text%%:*} NAME=${text#*:}
  case $TRANSPORT in
    docker) [[ $NAME == //* ]] || fail "Missing // in docker:// in $text" ;;&
    docker | registry) TRANSPORT=registry NAME=${NAME#//} SOURCE=docker://$NAME ;;
    oci | oci-archive | docker-archive | containers-storage | dir | docker-daemon) SOURCE=$TRANSPORT:$NAME ;;
    *) fail "Unknown transport '$TRANSPORT'" ;;
  esac
  [[ -n $NAME ]] || fail "Invalid empty name in $text"
  SOURCE=${SOURCE/#docker:\/\/\/\//docker:\/\/}
  SIGNED=
  if [[ $scheme == ostree-image-signed ]]; then SIGNED=yes; fi
}

# The reference as status and messages show it.
shown_reference() {
  if [[ $SIGNED && $TRANSPORT == registry ]]; then echo "ostree-image-signed:docker://$NAME"
  elif [[ $SIGNED ]]; then echo "ostree-image-signed:$TRANSPORT:$NAME"
  elif [[ $TRANSPORT == registry ]]; then echo "ostree-unverified-registry:$NAME"
  else echo "ostree-unverified-image:$TRANSPORT:$NAME"; fi
}

require_signature_policy() {
  [[ $SIGNED ]] || return 0
  if [[ $(jq -r '.default[0].type' /etc/containers/policy.json) == insecureAcceptAnything ]]; then
    fail 'containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage'
  fi
}

# /sysroot is read-only: works in a mount namespace of its own where it is not, as ostree's own commands do.
enter_writable_sysroot() {
  [[ ${LAB_WRITABLE:-} ]] || LAB_WRITABLE=yes exec unshare -m --propagation private -- "$0" "$@"
  mount -o remount,rw /sysroot
}

open_work() {
  rm -rf "$WORK"
  mkdir -p "$WORK/blobs/sha256"
  chown -R nobody:nogroup "$WORK"
}

# Everything but a local storage is read by an unprivileged user (rpm-ostree, default_container_pull_config).
run_skopeo() {
  local auth=()
  if [[ -r /etc/ostree/auth.json ]]; then
    install -m 644 /etc/ostree/auth.json "$WORK/auth.json"
    auth=("REGISTRY_AUTH_FILE=$WORK/auth.json")
  fi
  if [[ $TRANSPORT == containers-storage ]]; then skopeo "$@"
  else
    setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$WORK" XDG_RUNTIME_DIR="$WORK" "${auth[@]}" skopeo "$@"
  fi 2>"$WORK/errors"
}

# What skopeo said, without its log's frame.
skopeo_error() {
  local text
  text=$(sed -n 's/.*level=fatal msg=//p' "$WORK/errors" | tail -1)
  if [[ $text == \"* ]]; then text=$(jq -r . <<<"$text"); fi
  text=${text#Error parsing image name \"*\": }
  echo "${text:-$(tail -1 "$WORK/errors")}"
}

ostree_error() { sed -n 's/^error: //p' "$WORK/errors" | tail -1; }

own_architecture() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac; }

# Reads the manifest and the configuration, and refuses what cannot be booted here. Sets DIGEST.
open_image() {
  local opening='Creating importer: failed to invoke method OpenImage: failed to invoke method OpenImage: ' instance
  run_skopeo inspect --raw "$SOURCE" >"$WORK/manifest" || fail "$opening$(skopeo_error)"
  instance=$(jq -r --arg architecture "$(own_architecture)" \
    'first(.manifests[]? | select(.platform.architecture == $architecture) | .digest) // ""' "$WORK/manifest")
  if [[ $instance && $TRANSPORT == registry ]]; then
    SOURCE=$(sed -E 's/(@sha256:[0-9a-f]+|:[^:/]+)$//' <<<"$SOURCE")@$instance
    run_skopeo inspect --raw "$SOURCE" >"$WORK/manifest" || fail "$opening$(skopeo_error)"
  fi
  run_skopeo inspect --config --raw "$SOURCE" >"$WORK/config" || fail "$opening$(skopeo_error)"
  DIGEST=$(manifest_digest "$WORK/manifest")
}

require_bootable() {
  local architecture
  architecture=$(jq -r '.architecture' "$WORK/config")
  [[ $architecture == "$(own_architecture)" ]] || fail "Image has architecture $architecture; expected $(own_architecture)"
  jq -e '.config.Labels["ostree.bootable"]' "$WORK/config" >/dev/null || fail 'Target image does not have ostree.bootable label'
}

is_stored() { ostree rev-parse --repo="$LAB_REPOSITORY" "$1" >/dev/null 2>&1; }

# Sets LAYERS, DIFFS, SIZES (of all layers) and NEEDED (the numbers of those not stored yet).
list_layers() {
  local number
  mapfile -t LAYERS < <(jq -r '.layers[].digest' "$WORK/manifest")
  mapfile -t SIZES < <(jq -r '.layers[].size' "$WORK/manifest")
  mapfile -t DIFFS < <(jq -r '.rootfs.diff_ids[]' "$WORK/config")
  NEEDED=()
  for number in "${!LAYERS[@]}"; do
    is_stored "$(layer_reference "${DIFFS[number]}")" || NEEDED+=("$number")
  done
}

# The base is made of chunks of an ostree commit, what was added to it is not. Here the base is the first layer.
layer_kind() { if [[ $1 == 0 ]]; then echo 'ostree chunk'; else echo layer; fi; }

# size_text BYTES: as GLib's g_format_size writes it, with a no-break space.
size_text() {
  awk -v bytes="$1" 'BEGIN {
    if (bytes < 1000) { print bytes " bytes"; exit }
    split("kB MB GB", units); for (n = 1; (bytes /= 1000) >= 999.95 && n < 3; n++); printf "%.1f\302\240%s\n", bytes, units[n] }'
}

sum_of() {
  local total=0 number
  for number in "$@"; do total=$((total + SIZES[number])); done
  echo $total
}

# copy_layer NUMBER: fetches that layer only; prints the file. skopeo copies whole images, but leaves out a blob that is
# there already: a sparse file stands for every other layer.
copy_layer() {
  local number=$1 other options=() image=$WORK/image
  rm -rf "$image" "$WORK"/blobs/sha256/*
  for other in "${!LAYERS[@]}"; do
    [[ ${DIFFS[other]} == "${DIFFS[number]}" ]] && continue
    truncate -s "${SIZES[other]}" "$WORK/blobs/sha256/${LAYERS[other]#sha256:}" "$WORK/blobs/sha256/${DIFFS[other]#sha256:}"
  done
  # Uncompressed in a storage; the fastest there is for the way.
  [[ $TRANSPORT == containers-storage ]] && options=(--dest-compress-format zstd --dest-compress-level 1)
  run_skopeo copy --quiet "${options[@]}" --dest-shared-blob-dir "$WORK/blobs" "$SOURCE" "oci:$image:layer"
}

copied_file() {
  local manifest
  manifest=$(jq -r '.manifests[0].digest' "$WORK/image/index.json")
  echo "$WORK/blobs/sha256/$(jq -r ".layers[$1].digest" "$WORK/blobs/sha256/${manifest#sha256:}" | cut -d: -f2)"
}

# import_layer NUMBER: fetches a layer and commits it.
import_layer() {
  copy_layer "$1" || fail "Importing: Parsing layer blob ${LAYERS[$1]}: $(skopeo_error)"
  ostree commit --repo="$LAB_REPOSITORY" --no-bindings --branch="$(layer_reference "${DIFFS[$1]}")" --tree=tar="$(copied_file "$1")" \
    --tar-autocreate-parents --tar-pathname-filter='^(\./)?etc(/.*)?$,usr/etc\2' -s "layer ${LAYERS[$1]}" >/dev/null 2>"$WORK/errors" ||
    fail "Importing: Parsing layer blob ${LAYERS[$1]}: $(ostree_error)"
  rm -rf "$WORK"/blobs/sha256/*
}

# Puts the layers on one another and commits the result. Inside the repository: a hard link to /var would be EXDEV.
merge_layers() {
  local merged=$WORK/merged diff
  rm -rf "$merged"
  for diff in "${DIFFS[@]}"; do
    ostree checkout --repo="$LAB_REPOSITORY" -H --union --whiteouts "$(layer_reference "$diff")" "$merged" 2>"$WORK/errors" ||
      fail "Importing: $(ostree_error)"
  done
  commit_image "$WORK/manifest" "$WORK/config" --tree=dir="$merged" --link-checkout-speedup >"$WORK/commit" 2>"$WORK/errors" ||
    fail "Importing: $(ostree_error)"
  rm -rf "$merged"
}

# stage_image REFERENCE: a staged deployment of DIGEST, which becomes the first one at shutdown.
stage_image() {
  write_origin "$WORK/origin" "$1" "$WORK/manifest" "$WORK/config"
  ostree admin deploy --stage --os="$LAB_STATEROOT" --origin-file="$WORK/origin" "$(image_reference "$DIGEST")" >/dev/null 2>"$WORK/errors" ||
    fail "$(ostree_error)"
}
