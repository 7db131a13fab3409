# How the lab records an image in ostree: shared by the stand-ins (in the machine) and by disk.sh (which makes the disk).
# One commit a layer, named by its diff id: a layer that was compressed again on the way is known all the same.

LAB_STATEROOT=fedora-coreos
LAB_REPOSITORY=/ostree/repo

layer_reference() { echo "lab/layer/${1#sha256:}"; }
image_reference() { echo "lab/image/${1#sha256:}"; }
manifest_digest() { echo "sha256:$(sha256sum <"$1" | cut -d' ' -f1)"; }

# image_version CONFIG: the label; empty where there is none.
image_version() { jq -r '.config.Labels["org.opencontainers.image.version"] // .config.Labels.version // ""' "$1"; }

# commit_image MANIFEST CONFIG WORD...: `ostree commit` with WORD..., named by the manifest; prints the checksum.
commit_image() {
  local manifest=$1 config=$2 digest
  shift 2
  digest=$(manifest_digest "$manifest")
  ostree commit --repo="$LAB_REPOSITORY" --no-bindings --bootable --branch="$(image_reference "$digest")" \
    --timestamp="@$(date -d "$(jq -r '.created' "$config")" +%s)" \
    --add-metadata-string=version="$(image_version "$config")" --add-metadata-string=ostree.manifest-digest="$digest" "$@"
}

# write_origin FILE REFERENCE MANIFEST CONFIG: a deployment's origin. rpm-ostree's own key, and in [lab] what the real
# tools keep as metadata of the commit.
write_origin() {
  local file=$1 reference=$2 manifest=$3 config=$4
  cat >"$file" <<END
[origin]
container-image-reference=$reference

[lab]
manifest-digest=$(manifest_digest "$manifest")
version=$(image_version "$config")
created=$(jq -r '.created' "$config")
manifest=$(base64 -w0 "$manifest")
config=$(base64 -w0 "$config")
END
}
