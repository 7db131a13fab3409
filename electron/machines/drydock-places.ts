/**
 * Where Drydock makes things on a machine: what it sends goes there, and whoever looks for what was left looks there.
 *
 *   /var/tmp/drydock.ID             the directory of a job
 *   /var/tmp/drydock[-UID]          the store of images that were sent (electron/uploads/store-commands.ts)
 *   /var/lib/drydock-UID/…          both, for machines whose /var/tmp has no room; root makes the folder for the user.
 *   /var/home/drydock-UID/…         The user’s own home would not do: rpm-ostree’s puller runs as nobody and may not go
 *                                   through it.
 */

import { posix } from 'node:path'

/** Everybody may write there. */
export const VAR_TMP = '/var/tmp'

const MADE_BY_ROOT = ['/var/lib', '/var/home'] as const

/** In the order in which they are taken. */
export const DRYDOCK_PLACES = [VAR_TMP, ...MADE_BY_ROOT] as const

/** Every job’s directory, for a shell. */
export const JOB_DIRECTORIES = [
  `${VAR_TMP}/drydock.*`,
  ...MADE_BY_ROOT.map(place => `${place}/drydock-*/drydock.*`),
].join(' ')

/** Every store of whoever runs the shell. */
export const OWN_STORES = [
  `${VAR_TMP}/drydock "${VAR_TMP}/drydock-$(id -u)"`,
  ...MADE_BY_ROOT.map(place => `"${place}/drydock-$(id -u)/drydock"`),
].join(' ')

const isPlace = (path: string): boolean =>
  path === VAR_TMP ||
  (/^drydock-\d+$/.test(posix.basename(path)) && MADE_BY_ROOT.some(place => posix.dirname(path) === place))

/** Only names as Drydock makes them; what else is there is nobody's business. */
export const isJobDirectory = (path: string): boolean =>
  /^drydock\.[0-9a-f]+$/.test(posix.basename(path)) && isPlace(posix.dirname(path))

export const jobDirectory = (id: string): string => `${VAR_TMP}/drydock.${id}`
