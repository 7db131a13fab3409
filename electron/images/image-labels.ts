/** Labels of an image (its config's `Labels`), as podman and skopeo show them; undefined or null where it has none. */
export type ImageLabels = Readonly<Partial<Record<string, string>>> | null | undefined

const bootableLabels = ['containers.bootc', 'ostree.bootable', 'ostree.commit']
const negatives = ['', '0', 'false']

/** Whether the labels say that the image is an operating system (bootc's and ostree-ext's labels). */
export const isBootableByLabels = (labels: ImageLabels): boolean =>
  bootableLabels.some(label => !negatives.includes(labels?.[label]?.toLowerCase() ?? ''))

/** The version the labels tell, harmless on a terminal and at most 100 characters; undefined where there is none. */
export function versionFromLabels(labels: ImageLabels): string | undefined {
  const written = labels?.['org.opencontainers.image.version'] ?? labels?.version ?? ''
  const version = written.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return version === '' ? undefined : version.slice(0, 100)
}
