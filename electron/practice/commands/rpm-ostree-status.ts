/** What `rpm-ostree status` prints, as JSON in json-glib’s layout and as text (tests/reference/rpm-ostree/status-*). */

import { showContainerOrigin } from '../images/container-origin.ts'
import { type Image, readImage } from '../images/image-blobs.ts'
import { sha256 } from '../system/digest.ts'
import type { PracticeDeployment } from '../system/snapshot.ts'
import { hasTrouble, type World } from '../system/world.ts'
import { osNameOf } from './ostree.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** JSON as json-glib pretty-prints it: two blanks, ` : `, and brackets of their own lines. */
function jsonGlib(value: Json, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const items = isList
    ? value.map(each => `${inner}${jsonGlib(each, inner)}`)
    : Object.entries(value).map(([name, each]) => `${inner}${JSON.stringify(name)} : ${jsonGlib(each, inner)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return `${open}\n${indent}${close}`
  return `${open}\n${items.join(',\n')}\n${indent}${close}`
}

const secondsOf = (image: Image): number => Math.floor(Date.parse(image.config.created) / 1000)

/** A system with layered packages is a commit of its own, made here from the image’s. */
const ownChecksum = ({ checksum, packages }: PracticeDeployment): string =>
  packages.length === 0 ? checksum : sha256(`${checksum} with ${packages.join(' ')}`)

function layering({ checksum, packages }: PracticeDeployment, image: Image): Record<string, Json> {
  if (packages.length === 0) return {}
  return {
    'base-checksum': checksum,
    ...(image.version === undefined ? {} : { 'base-version': image.version }),
    'base-timestamp': secondsOf(image),
    'layered-commit-meta': {
      'rpmostree.clientlayer': true,
      'rpmostree.clientlayer_version': 6,
      'rpmostree.packages': packages,
      'rpmostree.removed-base-packages': [],
      'rpmostree.replaced-base-packages': [],
      'ostree.bootable': true,
    },
  }
}

function deploymentJson(world: World, deployment: PracticeDeployment): Json {
  const image = readImage(deployment)
  const osname = osNameOf(world)
  const checksum = ownChecksum(deployment)
  const isLocked = deployment.staged && deployment.locked
  return {
    unlocked: 'none',
    'requested-local-packages': [],
    'base-commit-meta': {
      'ostree.manifest-digest': image.manifestDigest,
      'ostree.manifest': deployment.manifest,
      'ostree.container.image-config': deployment.config,
      'ostree.importer.version': '0.15.3',
    },
    'base-removals': [],
    pinned: deployment.pinned,
    osname,
    'base-remote-replacements': {},
    'regenerate-initramfs': false,
    checksum,
    'container-image-reference-digest': image.manifestDigest,
    'requested-base-local-replacements': [],
    id: `${osname}-${checksum}.${deployment.serial}`,
    ...(image.version === undefined ? {} : { version: image.version }),
    'requested-local-fileoverride-packages': [],
    'requested-base-removals': [],
    'requested-packages': deployment.packages,
    serial: deployment.serial,
    timestamp: secondsOf(image),
    staged: deployment.staged,
    booted: deployment.booted,
    'container-image-reference': showContainerOrigin(deployment),
    packages: deployment.packages,
    'base-local-replacements': [],
    ...(isLocked ? { 'finalization-locked': true } : {}),
    ...layering(deployment, image),
  }
}

const objectPath = (world: World): string => `/org/projectatomic/rpmostree1/${osNameOf(world).replaceAll('-', '_')}`

/** Without a line break at the end, as rpm-ostree prints it. */
export function statusJson(world: World, onlyBooted: boolean): string {
  const { transaction, state } = world
  const shown = state.deployments.filter(deployment => !onlyBooted || deployment.booted)
  const isDriven = hasTrouble(world, 'zincati-active')
  return jsonGlib({
    deployments: shown.map(deployment => deploymentJson(world, deployment)),
    transaction: transaction ? [transaction.method, ':1.234', objectPath(world)] : null,
    'cached-update': null,
    'update-driver': isDriven ? { 'driver-name': 'Zincati', 'driver-sd-unit': 'zincati.service' } : null,
  })
}

const isoSeconds = (image: Image): string => image.config.created.replace(/\.[0-9]+Z$/, 'Z')

function deploymentText(deployment: PracticeDeployment, bullet: string): string {
  const image = readImage(deployment)
  const line = (name: string, value: string) => `${name.padStart(25)}: ${value}`
  return [
    `${deployment.booted ? bullet : ' '} ${showContainerOrigin(deployment)}`,
    line('Digest', image.manifestDigest),
    line('Version', `${image.version ?? ''} (${isoSeconds(image)})`),
    ...(deployment.packages.length > 0 ? [line('LayeredPackages', deployment.packages.join(' '))] : []),
    ...(deployment.pinned ? [line('Pinned', 'yes')] : []),
  ].join('\n')
}

/** The form for people; `bullet` is `●` or, outside UTF-8 locales, `*`. */
export function statusText(world: World, bullet: string): string {
  const { transaction, state } = world
  const warning = [
    'Warning: failed to finalize previous deployment',
    '         check `journalctl -b -1 -u ostree-finalize-staged.service`',
  ]
  const lines = [
    `State: ${transaction ? 'busy' : 'idle'}`,
    ...(state.finalizeFailure === undefined ? [] : warning),
    ...(hasTrouble(world, 'zincati-active')
      ? ['AutomaticUpdatesDriver: Zincati', '  DriverState: active; periodically polling for updates']
      : []),
    ...(transaction ? [`Transaction: ${transaction.title}`, `  Initiator: ${transaction.initiator}`] : []),
    'Deployments:',
    state.deployments.map(deployment => deploymentText(deployment, bullet)).join('\n\n'),
  ]
  return `${lines.join('\n')}\n`
}
