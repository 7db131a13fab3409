import { expect, test } from 'vitest'
import { createSaveProgressReader } from '../../../electron/backends/podman-save-progress.ts'
import { readReference, referenceFiles } from '../../support/reference.ts'

const phases = (layerCount: number, text: string): readonly string[] => {
  const reader = createSaveProgressReader(layerCount)
  return text.split('\n').flatMap(line => reader.read('stderr', line)?.phase ?? [])
}

const offTerminal = referenceFiles('podman/image-save.oci-dir*.txt').filter(path => !path.includes('.tty.'))

test.each(offTerminal)('%s counts its layers', path => {
  const text = readReference(path)
  const count = text.split('\n').filter(line => line.startsWith('Copying blob')).length
  const layers = Array.from({ length: count }, (_, at) => `Exporting layer ${at + 1} of ${count}`)
  expect(count).toBeGreaterThan(0)
  expect(phases(count, text)).toEqual([...layers, 'Finishing the export'])
})

test('a repeated line is no further layer, and more layers than expected do not pass the count', () => {
  const blob = (digit: string) => `Copying blob sha256:${digit.repeat(64)}`
  const text = [blob('a'), blob('a'), blob('b'), blob('c')].join('\n')
  expect(phases(2, text)).toEqual(['Exporting layer 1 of 2', 'Exporting layer 2 of 2'])
  expect(phases(0, text)).toEqual(['Exporting layer 1', 'Exporting layer 2', 'Exporting layer 3'])
})
