import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, referencePath, startFast } from './connect.ts'
import { keyPaths, referenceShapes, shapesOf } from './reference-shapes.ts'

let machine: PracticeMachine
let connection: Connected

beforeAll(async () => {
  machine = await startFast()
  connection = await connect(machine)
})

afterAll(async () => {
  connection.end()
  await machine.close()
})

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

const readJson = async (command: string) => JSON.parse((await connection.run(command)).stdout)

const reference = (path: string): string => readFileSync(referencePath(path), 'utf8')

/** Label names and annotations differ from image to image. */
const withoutLabels = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths.filter(path => !/\.(?:Labels|Annotations|labels|annotations)\./.test(path)))].sort()

describe('podman', () => {
  test.each([
    ['podman image exists localhost/my-os:dev', 0, ''],
    ['podman image exists my-os:dev', 0, ''],
    ['podman image exists nginx', 0, ''],
    ['podman image exists localhost/nope:1', 1, ''],
    [
      'podman image exists docker://quay.io/foo/bar:1',
      125,
      'Error: unsupported transport "docker" for looking up local images\n',
    ],
    [
      'podman image exists Localhost/NOPE:1',
      125,
      'Error: parsing reference "Localhost/NOPE:1": repository name must be lowercase\n',
    ],
    ["podman image exists ''", 125, 'Error: parsing reference "": repository name must have at least one component\n'],
    ["podman image exists 'foo bar'", 125, 'Error: parsing reference "foo bar": invalid reference format\n'],
    ['podman image exists', 125, 'Error: accepts 1 arg(s), received 0\n'],
    ['podman image exists localhost/root-os:1', 1, ''],
    ['sudo podman image exists localhost/root-os:1', 0, ''],
    ['sudo podman image exists localhost/my-os:dev', 1, ''],
    [
      'podman image save --format bogus -o /tmp/x localhost/my-os:dev',
      125,
      'Error: format value must be one of oci-dir oci-archive docker-dir docker-archive\n',
    ],
    [
      'podman image save --format oci-dir -o /tmp/with:colon localhost/my-os:dev',
      125,
      'Error: invalid filename (should not contain \':\') "/tmp/with:colon"\n',
    ],
    [
      'podman image save --format oci-dir -o /tmp/x localhost/nope:1',
      125,
      'Error: localhost/nope:1: image not known\n',
    ],
    [
      'podman image save --format oci-dir -o /tmp/no/x localhost/my-os:dev',
      125,
      'Error: lstat /tmp/no: no such file or directory\n',
    ],
    ['podman image inspect localhost/nope:1', 125, 'Error: localhost/nope:1: image not known\n'],
  ])('%s', async (command, exitCode, stderr) => {
    expect(await connection.run(command)).toMatchObject({ exitCode, stderr })
  })

  test('images are told in podman’s form, one entry a name, untagged ones without', async () => {
    const { stdout } = await connection.run('podman images --format json')
    const images = JSON.parse(stdout)
    expect(withoutLabels(keyPaths(images))).toEqual(
      withoutLabels(keyPaths(JSON.parse(reference('podman/images.5.8.6.json')))),
    )
    expect(stdout).toMatch(/^\[\n {4}\{\n {8}"Id": /)
    expect(images.flatMap((image: { Names?: string[] }) => image.Names ?? ['<none>']).sort()).toEqual([
      '<none>',
      'docker.io/library/nginx:latest',
      'localhost/my-os:dev',
      'localhost/my-os:latest',
      'localhost/other-arch:1',
    ])
    expect(
      (await readJson('sudo podman images --format json')).map((image: { Names: string[] }) => image.Names),
    ).toEqual([['localhost/root-os:1']])
  })

  test('version and info tell where the images are', async () => {
    const version = await connection.run('podman version --format json')
    expect(withoutLabels(keyPaths(JSON.parse(version.stdout)))).toEqual(
      withoutLabels(keyPaths(JSON.parse(reference('podman/version.5.8.6.json')))),
    )
    const store = '{{.Store.GraphDriverName}}@{{.Store.GraphRoot}}+{{.Store.RunRoot}}'
    expect((await connection.run(`podman info --format '${store}'`)).stdout).toBe(
      'overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers\n',
    )
    expect((await readJson('sudo podman info --format json')).store.graphRoot).toBe('/var/lib/containers/storage')
  })

  test('an export prints its blobs on standard error and leaves a valid layout', async () => {
    const ran = await connection.run('podman image save --format oci-dir -o /var/tmp/layout localhost/my-os:dev')
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' })
    const shapes = referenceShapes('podman/image-save.oci-dir.3-layers.5.8.6.txt')
    expect([...new Set(shapesOf(ran.stderr))]).toEqual(shapes)
    expect(ran.stderr.match(/^Copying blob /gm)).toHaveLength(68)
    const index = await readJson('cat /var/tmp/layout/index.json')
    const blob = (digest: string) => connection.run(`cat /var/tmp/layout/blobs/${digest.replace(':', '/')}`)
    const manifest = await blob(index.manifests[0].digest)
    expect(sha256(manifest.bytes)).toBe(index.manifests[0].digest)
    const { config, layers } = JSON.parse(manifest.stdout)
    expect(sha256((await blob(config.digest)).bytes)).toBe(config.digest)
    for (const layer of layers.slice(0, 3)) {
      const path = `/var/tmp/layout/blobs/${layer.digest.replace(':', '/')}`
      expect((await connection.run(`stat -c %s ${path}`)).stdout).toBe(`${layer.size}\n`)
    }
    expect(
      await connection.run('podman image save -q --format oci-dir -o /var/tmp/layout localhost/my-os:dev'),
    ).toMatchObject({ stdout: '', stderr: '' })
    await connection.run('rm -rf /var/tmp/layout')
  })
})

describe('skopeo', () => {
  test('inspect has the form of 1.22', async () => {
    const inspected = await readJson('skopeo inspect docker://quay.io/fedora/fedora-coreos:stable')
    const expected = JSON.parse(reference('skopeo/inspect-docker.fcos43.derived.json'))
    expect(withoutLabels(keyPaths(inspected))).toEqual(withoutLabels(keyPaths(expected)))
    expect(inspected.RepoTags).toEqual(['next', 'stable', 'testing'])
    expect(inspected.LayersData).toEqual(expected.LayersData)
    expect((await readJson('skopeo inspect --no-tags docker://quay.io/fedora/fedora-coreos:stable')).RepoTags).toEqual(
      [],
    )
  })

  test.each([
    [
      'foo',
      1,
      'Error parsing image name "foo": Invalid image name "foo", expected colon-separated transport:reference',
    ],
    ['bogus:foo', 1, 'Error parsing image name "bogus:foo": Invalid image name "bogus:foo", unknown transport "bogus"'],
    ['docker:foo', 1, 'Error parsing image name "docker:foo": docker: image reference foo does not start with //'],
    [
      'docker://UPPER/x',
      1,
      'Error parsing image name "docker://UPPER/x": invalid reference format: repository name must be lowercase',
    ],
    [
      'docker://quay.io/fedora/fedora-coreos:nope',
      2,
      'Error parsing image name "docker://quay.io/fedora/fedora-coreos:nope": reading manifest nope in quay.io/fedora/fedora-coreos: manifest unknown',
    ],
    [
      'docker://ghcr.io/acme/private:1',
      1,
      'Error parsing image name "docker://ghcr.io/acme/private:1": reading manifest 1 in ghcr.io/acme/private: unauthorized: access to the requested resource is not authorized',
    ],
    [
      'docker://registry.invalid/a/b:1',
      1,
      'Error parsing image name "docker://registry.invalid/a/b:1": pinging container registry registry.invalid: Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 192.168.127.1:53: no such host',
    ],
    [
      'oci:/var/tmp/nowhere',
      1,
      'Error parsing image name "oci:/var/tmp/nowhere": open /var/tmp/nowhere/index.json: no such file or directory',
    ],
    [
      'containers-storage:localhost/nope:1',
      2,
      'Error parsing image name "containers-storage:localhost/nope:1": reference "[overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers]localhost/nope:1" does not resolve to an image ID',
    ],
    ['containers-storage:[rel]x', 1, 'Error parsing image name "containers-storage:[rel]x": path name is not absolute'],
  ])('inspect %s', async (source, exitCode, message) => {
    const ran = await connection.run(`skopeo inspect '${source}'`)
    expect(ran).toMatchObject({ exitCode, stdout: '' })
    expect(ran.stderr).toMatch(/^time="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ" level=fatal msg="/)
    expect(JSON.parse(/msg=(.*)\n$/.exec(ran.stderr)?.[1] ?? '""')).toBe(message)
  })

  test('two images in one layout are ambiguous until one is named', async () => {
    await connection.run('podman image save -q --format oci-dir -o /var/tmp/two localhost/my-os:dev')
    await connection.run('podman image save -q --format oci-dir -o /var/tmp/two localhost/my-os:latest')
    expect((await connection.run('skopeo inspect oci:/var/tmp/two')).stderr).toContain(
      'more than one image in oci, choose an image',
    )
    expect((await connection.run('skopeo inspect oci:/var/tmp/two:localhost/my-os:dev')).exitCode).toBe(0)
    expect((await connection.run('skopeo inspect oci:/var/tmp/two:nope')).exitCode).toBe(2)
    await connection.run('rm -rf /var/tmp/two')
  })
})
