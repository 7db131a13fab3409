/**
 * A full file system, which these tools seldom name. ostree writes kernels and boot entries to /boot, podman its exports
 * to /var/tmp and everything else to /sysroot; the words around the error tell which it was.
 */

import { group, type KnownFailure } from './known-failure.ts'
import { SIZE_PATTERN, sizeText } from './size.ts'

const size = (source: string): string => source.replaceAll('SIZE', `(${SIZE_PATTERN})`)

const BOOT_WORDS =
  /bootfs|\/boot\b|\bboot\/|[Ii]nstalling (?:kernel|initramfs)|[Bb]ootloader|bootconfig|vmlinuz|initramfs|initrd|BLS/
const EXPORT_WORDS = /\/var\/tmp|oci-put-blob|writing blob/

/** The file system a line of an error is about. */
function fileSystemOf(line: string): string {
  if (BOOT_WORDS.test(line)) return '/boot'
  return EXPORT_WORDS.test(line) ? '/var/tmp' : '/sysroot'
}

export const knownSpaceFailures: readonly KnownFailure[] = [
  [
    new RegExp(size(String.raw`Insufficient free space for \S+ \(available: SIZE required: SIZE\)`)),
    match => [
      'space/full',
      { fileSystem: '/sysroot', needed: sizeText(group(match, 2)), free: sizeText(group(match, 1)) },
    ],
  ],
  [
    new RegExp(size('bootfs requires additional space: SIZE')),
    match => ['space/full', { fileSystem: '/boot', needed: sizeText(group(match, 1)), free: '' }],
  ],
  [
    new RegExp(
      size(String.raw`min-free-space-(?:percent|size) \S+ would be exceeded(?:, (?:at least )?SIZE (?:more )?re)?`),
    ),
    match => ['space/full', { fileSystem: '/sysroot', needed: sizeText(group(match, 1)), free: '' }],
  ],
  [
    // bootc on composefs does not notice that the kernel was cut off, only that it is missing (dakota issue 1273).
    /Opening vmlinuz: No such file/,
    () => ['space/full', { fileSystem: '/boot', needed: '', free: '' }],
  ],
  [
    /^.*(?:No space left on device|Disk quota exceeded)/im,
    match => ['space/full', { fileSystem: fileSystemOf(match[0]), needed: '', free: '' }],
  ],
]
