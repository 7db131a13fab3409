/** What an image says of itself in its config. */

import { AppError } from '../../shared/errors.ts'
import type { LayoutImage } from '../../shared/layout.ts'
import { isBootableByLabels, versionFromLabels } from '../images/image-labels.ts'
import { known } from '../images/known.ts'
import { configSchema, parseLayoutJson } from './layout-schemas.ts'

type Facts = Pick<LayoutImage, 'architecture' | 'os' | 'variant' | 'version' | 'createdAt' | 'isBootable'>

export interface ReadConfig {
  readonly facts: Facts
  readonly diffIds: readonly string[]
}

/** Reads an OCI or Docker config. Throws `layout/malformed`. */
export function readConfig(content: Buffer, path: string, layerCount: number): ReadConfig {
  const config = parseLayoutJson(configSchema, content, path, 'The config of the image')
  const { diff_ids: diffIds } = config.rootfs
  if (diffIds.length !== layerCount) {
    const reason = `it lists ${diffIds.length} layers, the manifest ${layerCount}`
    throw new AppError('layout/malformed', { path, file: 'The config of the image', reason })
  }
  const labels = config.config?.Labels
  const createdAt = Date.parse(config.created ?? '')
  const { architecture, os, variant } = config
  return {
    diffIds,
    facts: {
      isBootable: isBootableByLabels(labels),
      ...known({
        architecture: architecture || undefined,
        os: os || undefined,
        variant: variant || undefined,
        version: versionFromLabels(labels),
        createdAt: Number.isNaN(createdAt) ? undefined : createdAt,
      }),
    },
  }
}
