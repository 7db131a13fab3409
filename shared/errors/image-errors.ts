/** An image: its name, where it is looked for, and the registry it comes from. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface ImageErrors {
  'image/invalid-reference': { text: string; reason: string }
  'image/not-found': { image: string; where: string }
  'image/store-unavailable': { machine: string }
  'image/path-missing': { path: string; machine: string; expected: string }
  'image/unsupported-transport': { transport: string; backend: string; known: string }
  'image/not-bootable': { image: string }
  'image/wrong-architecture': { image: string; has: string; needs: string }
  'image/ambiguous': { image: string }
  'image/unreadable': { path: string }
  'image/denied': { image: string }
  'image/policy-refused': { image: string }
  'registry/unreachable': { registry: string; reason: string }
  'registry/insecure': { registry: string }
  'registry/certificate': { registry: string; reason: string }
}

export const imageTexts: TextsOf<ImageErrors> = {
  'image/invalid-reference': {
    happened: f => `“${f.text}” is not an image reference: ${f.reason}.`,
    means: 'Nothing was started.',
    next: 'Write it like quay.io/fedora/fedora-coreos:stable, or pick one from the list.',
    retry: 'after-a-change',
  },
  'image/not-found': {
    happened: f => `There is no image ${f.image} ${f.where}.`,
    means: UNCHANGED,
    next: 'Check the name and the tag, or choose one of the local images.',
    retry: 'after-a-change',
  },
  'image/store-unavailable': {
    happened: f => `Podman on ${f.machine} could not say which images it holds: unable to access local image store.`,
    means: `${UNCHANGED} Whether the image is there is not known, so nothing was pulled from a registry instead.`,
    next: 'Try “podman images” on the machine; to skip its store, write docker:// before the name.',
    retry: 'after-a-change',
  },
  'image/path-missing': {
    happened: f => `${f.path} on ${f.machine} is not ${f.expected}.`,
    means: UNCHANGED,
    next: 'The path is one on that machine, not on this computer. Check it there.',
    retry: 'after-a-change',
  },
  'image/unsupported-transport': {
    happened: f => `${f.backend} cannot read images from “${f.transport}:”.`,
    means: 'Nothing was started.',
    next: f => `It reads ${f.known}.`,
    retry: 'never',
  },
  'image/not-bootable': {
    happened: f => `${f.image} is a normal container image, not an operating system.`,
    means: UNCHANGED,
    next: 'Look for one built from a bootc or Fedora CoreOS base (label ostree.bootable or containers.bootc).',
    retry: 'never',
  },
  'image/wrong-architecture': {
    happened: f => `${f.image} is built for ${f.has}; this machine is ${f.needs}.`,
    means: UNCHANGED,
    next: f => `Choose or build the image for ${f.needs}.`,
    retry: 'never',
  },
  'image/ambiguous': {
    happened: f => `${f.image} holds more than one image.`,
    means: UNCHANGED,
    next: 'Add “:name” of the one you want after the path.',
    retry: 'after-a-change',
  },
  'image/unreadable': {
    happened: f => `The system’s puller may not read ${f.path}.`,
    means: `${UNCHANGED} It runs as an unprivileged user, so every folder above must be searchable too.`,
    next: 'Move the image to /var/tmp, or run chmod o+rX on it and on each folder above.',
    retry: 'after-a-change',
  },
  'image/denied': {
    happened: f => `The registry refused ${f.image}: it is private, or it does not exist.`,
    means: UNCHANGED,
    next: 'Check the name. For a private image put a login for root on the machine into /etc/ostree/auth.json.',
    retry: 'after-a-change',
  },
  'image/policy-refused': {
    happened: f => `The machine’s signature policy does not accept ${f.image}.`,
    means: UNCHANGED,
    next: 'Choose “unverified” for this rebase, or give /etc/containers/policy.json a key for this source.',
    retry: 'after-a-change',
  },
  'registry/unreachable': {
    happened: f => `The machine cannot reach ${f.registry}: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Check the name of the registry and the machine’s network, then try again.',
    retry: 'may-help',
  },
  'registry/insecure': {
    happened: f => `${f.registry} speaks plain HTTP; the machine expects HTTPS.`,
    means: UNCHANGED,
    next: 'On the machine, add it to /etc/containers/registries.conf.d with insecure = true.',
    retry: 'after-a-change',
  },
  'registry/certificate': {
    happened: f => `The machine does not trust the certificate of ${f.registry}: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Add the registry’s CA to /etc/pki/ca-trust/source/anchors on the machine and run update-ca-trust.',
    retry: 'after-a-change',
  },
}
