import { expect, test } from 'vitest'
import type { Call } from './conversation.ts'
import { nextReply } from './planner.ts'

const tools = new Set(['list_files', 'read_file', 'write_file', 'edit_file'])
const withVersions = new Set([...tools, 'list_versions', 'propose_undo'])

function next(request: string, calls: Call[] = [], known = withVersions) {
  return nextReply({ request, calls, steers: [] }, known)
}

function listed(result: string): Call {
  return { name: 'list_versions', args: {}, result, failed: false }
}

test('rule 48.6: asked to undo the last change, it proposes the newest version that is in force', () => {
  for (const request of ['undo the last change', 'Please revert my latest edit.'])
    expect(next(request).calls).toEqual([{ name: 'list_versions', args: {} }])
  const list = listed(
    [
      'version 3 (undo), now, for Ada: “Undo” (1 file, +1 −1, undone by version 4)',
      'version 2, now, for Ada: “blue (undone by version 9)” (1 file, +1 −1)',
      'version 1, now, for Ada: “red” (1 file, +1 −1)',
    ].join('\n'),
  )
  const proposal = { name: 'propose_undo', args: { version: 2 } }
  expect(next('undo the last change', [list]).calls).toEqual([proposal])
  const made = next('undo the last change', [list, { ...proposal, result: 'ok', failed: false }])
  expect(made).toMatchObject({
    calls: [],
    text: expect.stringContaining('nothing has changed yet'),
  })
  const refused = { ...proposal, result: 'no such version', failed: true }
  expect(next('undo the last change', [list, refused]).text).toContain('no such version')
})

test('rule 48.6: with nothing to undo it says so; without the tools it looks at the files', () => {
  for (const list of [listed('version 0 (start), now, for Ada: “Started” (0 files)'), listed('')])
    expect(next('undo the last change', [list])).toMatchObject({ calls: [] })
  expect(next('undo the last change', [], tools).calls[0]?.name).not.toBe('list_versions')
  expect(next('add an undo button for the last change').calls[0]?.name).toBe('list_files')
})
