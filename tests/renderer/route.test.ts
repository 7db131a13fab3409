// @vitest-environment happy-dom
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hrefOf, parseRoute, type Route } from '../../renderer/app/route.ts'
import { tokenIn } from '../../renderer/connection/session.ts'

const id = fc.string({ minLength: 1 }).filter(text => text.isWellFormed())
const places: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>({ kind: 'machines' }, { kind: 'history' }, { kind: 'settings' }),
  fc.record({ kind: fc.constantFrom('machine', 'rollback', 'discard'), machineId: id }) as fc.Arbitrary<Route>,
  fc.record({ kind: fc.constant('job'), jobId: id }) as fc.Arbitrary<Route>,
  fc.record({
    kind: fc.constant('rebase'),
    machineId: id,
    image: id,
    via: fc.constant('export'),
    choose: id,
  }) as fc.Arbitrary<Route>,
  fc.record({ kind: fc.constant('drop'), path: id, machineId: id }, { requiredKeys: ['kind'] }) as fc.Arbitrary<Route>,
)

test('every place has an address that leads back to it', () => {
  fc.assert(
    fc.property(places, route => {
      expect(parseRoute(hrefOf(route))).toEqual(route)
    }),
  )
})

test.each(['#/nowhere', '#/machines/a/b', '#/jobs'])('%s leads nowhere', hash => {
  expect(parseRoute(hash)).toEqual({ kind: 'unknown' })
})

test.each(['', '#', '#/', '#/machines', '#/machines/'])('“%s” is the start', hash => {
  expect(parseRoute(hash)).toEqual({ kind: 'machines' })
})

test('a token is taken from the fragment, and nothing else is taken for one', () => {
  expect(tokenIn('#token=aB3-_')).toBe('aB3-_')
  expect(tokenIn('#/machines?token=x')).toBeUndefined()
  expect(tokenIn('#token=a b')).toBeUndefined()
})
