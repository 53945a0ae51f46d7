import { expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'
import { passes } from './activity-filter.ts'

function entry(
  kind: RecordActivity['kind'],
  state: RecordActivity['state'] = 'ok',
): RecordActivity {
  return {
    id: newId(),
    order: 1,
    at: '2026-01-01T00:00:00.000Z',
    kind,
    title: 'x',
    tool: null,
    state,
    ms: null,
    person: null,
    runId: null,
  }
}

test('each filter lets its kinds through', () => {
  const kinds = ['message', 'run', 'tool', 'version', 'sandbox', 'error'] as const
  const under = (filter: Parameters<typeof passes>[1]) =>
    kinds.filter((kind) => passes(entry(kind), filter))
  expect(under('all')).toEqual([...kinds])
  expect(under('tools')).toEqual(['tool'])
  expect(under('runs')).toEqual(['message', 'run', 'version'])
  expect(under('errors')).toEqual(['error'])
  expect(passes(entry('tool', 'failed'), 'errors')).toBe(true)
})
