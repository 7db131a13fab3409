/**
 * Saves a local image (full name, ID or `@` and ID) as an OCI layout, for a puller that cannot read the storage.
 * podman-image-save(1): podman 4.3 to 5.8 accept `--uncompressed` for oci-dir; it saves compressing what is read once.
 * `directory` is absolute and holds no `:` (podman refuses one). Progress comes on standard error.
 */
export const exportCommand = (name: string, directory: string): readonly string[] => [
  ...['podman', 'image', 'save', '--format', 'oci-dir', '--uncompressed', '--output', directory],
  ...['--', name.replace(/^@/, '')],
]
