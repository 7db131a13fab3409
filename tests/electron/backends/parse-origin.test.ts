import { expect, test } from 'vitest'
import { parseOrigin } from '../../../electron/backends/parse-origin.ts'

test.each([
  ['ostree-unverified-registry:quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'unverified'],
  ['ostree-unverified-image:registry:quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'unverified'],
  ['ostree-unverified-image:docker://quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'unverified'],
  ['ostree-image-signed:docker://quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'signed'],
  ['ostree-image-signed:registry:quay.io/a/b@sha256:12', 'quay.io/a/b@sha256:12', 'docker', 'signed'],
  ['ostree-remote-image:fedora:docker://quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'ostree-remote'],
  ['ostree-remote-registry:fedora:quay.io/a/b:1', 'quay.io/a/b:1', 'docker', 'ostree-remote'],
  ['ostree-unverified-image:oci:/var/tmp/x', 'oci:/var/tmp/x', 'oci', 'unverified'],
  ['ostree-unverified-image:oci:/var/tmp/x:latest', 'oci:/var/tmp/x:latest', 'oci', 'unverified'],
  [
    'ostree-unverified-image:containers-storage:[/home/core/s]localhost/x:1',
    'containers-storage:[/home/core/s]localhost/x:1',
    'containers-storage',
    'unverified',
  ],
])('%s is %s', (text, reference, transport, signature) => {
  expect(parseOrigin(text)).toEqual({ reference, transport, signature })
})

test.each([
  '',
  'fedora:fedora/x86_64/coreos/stable',
  'ostree-unverified-image:',
  'ostree-remote-image:fedora',
  'ostree-x-y:z',
])('%j is no image', text => {
  expect(parseOrigin(text)).toBeUndefined()
})
