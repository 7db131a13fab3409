/** An OCI directory or an archive on this computer. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface LayoutErrors {
  'layout/missing': { path: string }
  'layout/not-a-layout': { path: string; looksLike: string }
  'layout/malformed': { path: string; file: string; reason: string }
  'layout/empty': { path: string }
  'layout/choose': { path: string; images: string }
  'layout/blob-missing': { path: string; digest: string }
  'layout/size-mismatch': { path: string; digest: string; says: string; has: string }
  'layout/digest-mismatch': { path: string; digest: string; has: string }
  'layout/truncated': { path: string }
  'layout/compressed': { path: string; compression: string; command: string }
  'layout/media-type': { path: string; mediaType: string; what: string }
  'layout/encrypted': { path: string }
  'layout/too-deep': { path: string; most: number }
  'layout/leaves': { path: string; name: string }
  'layout/too-large': { path: string; digest: string; size: string; most: string }
  'layout/unsupported': { path: string; what: string }
  'layout/unreadable': { path: string; reason: string }
  'layout/changed': { path: string; file: string }
}

export const layoutTexts: TextsOf<LayoutErrors> = {
  'layout/missing': {
    happened: f => `There is nothing at ${f.path} on this computer.`,
    means: UNCHANGED,
    next: 'Check the path. An image on the machine is written like oci:/var/tmp/image.',
    retry: 'after-a-change',
  },
  'layout/not-a-layout': {
    happened: f => `${f.path} is not an image in the OCI layout: ${f.looksLike}.`,
    means: UNCHANGED,
    next: 'Save the image as one: podman save --format oci-dir -o DIRECTORY IMAGE',
    retry: 'after-a-change',
  },
  'layout/malformed': {
    happened: f => `${f.file} in ${f.path} is not as the OCI image specification wants it: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Save the image anew with the tool that built it.',
    retry: 'after-a-change',
  },
  'layout/empty': {
    happened: f => `${f.path} is an OCI layout without an image in it.`,
    means: UNCHANGED,
    next: 'Save an image into it, then try again.',
    retry: 'after-a-change',
  },
  'layout/choose': {
    happened: f => `${f.path} holds more than one image: ${f.images}.`,
    means: UNCHANGED,
    next: 'Choose one of them; on the command line with --choose NAME.',
    retry: 'after-a-change',
  },
  'layout/blob-missing': {
    happened: f => `${f.path} is not whole: the blob ${f.digest} is missing.`,
    means: UNCHANGED,
    next: 'Copy or save the image again, and wait until that is done.',
    retry: 'after-a-change',
  },
  'layout/size-mismatch': {
    happened: f => `The blob ${f.digest} in ${f.path} has ${f.has}; the image says ${f.says}.`,
    means: `${UNCHANGED} The file is damaged or was not copied to its end.`,
    next: 'Copy or save the image again.',
    retry: 'after-a-change',
  },
  'layout/digest-mismatch': {
    happened: f => `The blob ${f.digest} in ${f.path} holds other content (${f.has}).`,
    means: `${UNCHANGED} The file is damaged, or somebody changed it.`,
    next: 'Copy or save the image again.',
    retry: 'after-a-change',
  },
  'layout/truncated': {
    happened: f => `The archive ${f.path} ends too early.`,
    means: `${UNCHANGED} It was not written or copied to its end.`,
    next: 'Copy or save it again.',
    retry: 'after-a-change',
  },
  'layout/compressed': {
    happened: f => `The archive ${f.path} is compressed as a whole (${f.compression}).`,
    means: `${UNCHANGED} What is in it can be seen, and sent in parts, only once it is unpacked.`,
    next: f => `Unpack it first: ${f.command}`,
    retry: 'after-a-change',
  },
  'layout/media-type': {
    happened: f => `${f.what} in ${f.path} has the type “${f.mediaType}”, which no system can be made of.`,
    means: UNCHANGED,
    next: 'Choose a container image. Artifacts, charts and signatures are none.',
    retry: 'never',
  },
  'layout/encrypted': {
    happened: f => `Layers of the image in ${f.path} are encrypted.`,
    means: `${UNCHANGED} The backends cannot decrypt them.`,
    next: 'Save it decrypted: skopeo copy --decryption-key KEY oci:FROM oci:TO',
    retry: 'after-a-change',
  },
  'layout/too-deep': {
    happened: f => `The index in ${f.path} leads to other indexes more than ${f.most} times.`,
    means: UNCHANGED,
    next: 'Save the one image that is meant by itself.',
    retry: 'after-a-change',
  },
  'layout/leaves': {
    happened: f => `“${f.name}” in ${f.path} leads out of it.`,
    means: `${UNCHANGED} Drydock reads nothing outside of what was given.`,
    next: 'Copy the image with its content: cp -rL FROM TO',
    retry: 'after-a-change',
  },
  'layout/too-large': {
    happened: f =>
      `The blob ${f.digest} in ${f.path} is said to have ${f.size}; no layer may have more than ${f.most}.`,
    means: UNCHANGED,
    next: 'Save the image anew with the tool that built it.',
    retry: 'after-a-change',
  },
  'layout/unsupported': {
    happened: f => `${f.path} uses ${f.what}, which Drydock cannot send.`,
    means: UNCHANGED,
    next: 'Save it another way: skopeo copy oci:FROM oci:TO',
    retry: 'after-a-change',
  },
  'layout/unreadable': {
    happened: f => `${f.path} cannot be read: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Give yourself the right to read it, then try again.',
    retry: 'after-a-change',
  },
  'layout/changed': {
    happened: f => `${f.file} in ${f.path} changed while it was read.`,
    means: 'Nothing is staged. Whatever writes there was not done yet.',
    next: 'Wait until the build is finished, then try again.',
    retry: 'may-help',
  },
}
