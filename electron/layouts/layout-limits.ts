/** What no honest layout exceeds; beyond it a layout is refused before anything is kept in memory. */

/** containers/image refuses manifests above 4 MiB (internal/iolimits). */
export const MAX_JSON_BYTES = 4 * 1024 * 1024

/** No layer of a system is near it; a number beyond is a mistake or a trap. */
export const MAX_BLOB_BYTES = 1024 ** 4

/** How many indexes may lead to one another. */
export const MAX_INDEX_DEPTH = 4

/** Images of one layout that are looked at. */
export const MAX_IMAGES = 100

/** Layers of one image: ostree images have about 65, and overlay file systems end at 500. */
export const MAX_LAYERS = 1000

/** Headers read of one archive. */
export const MAX_TAR_ENTRIES = 50_000

/** Bytes read at once of a blob. */
export const READ_BYTES = 256 * 1024
