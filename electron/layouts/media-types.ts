/** Media types of images (image-spec, media-types.md) and of their older kin of Docker (schema 2). */

const INDEXES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json']
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const MANIFESTS = [OCI_MANIFEST, 'application/vnd.docker.distribution.manifest.v2+json']
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const CONFIGS = [OCI_CONFIG, 'application/vnd.docker.container.image.v1+json']
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'

const LAYER =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+(?:gzip|zstd))?|docker\.image\.rootfs\.(?:diff|foreign\.diff)\.tar(?:\.(?:gzip|zstd))?)$/

export const isIndexType = (mediaType: string): boolean => INDEXES.includes(mediaType)

export const isManifestType = (mediaType: string): boolean => MANIFESTS.includes(mediaType)

export const isConfigType = (mediaType: string): boolean => CONFIGS.includes(mediaType)

export const isLayerType = (mediaType: string): boolean => LAYER.test(mediaType)

/** ocicrypt adds it to a layer’s own type. */
export const isEncryptedType = (mediaType: string): boolean => /\+encrypted(?:[+;]|$)/.test(mediaType)

/** A layer that is compressed already gains nothing from being compressed once more. */
export const isCompressedType = (mediaType: string): boolean => /[+.](?:gzip|zstd)$/.test(mediaType)
