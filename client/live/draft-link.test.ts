import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { DraftLink } from './draft-link.ts'
import { type Answer, fakeYjsServer } from './fake-yjs-server.ts'
import { manualClock } from './manual-clock.ts'
import { memoryStorage } from './memory-storage.ts'

test('rule 30.7: a draft that is too long stays in its tab, and is shared once it is shortened', async () => {
  const doc = new Y.Doc()
  let answer: Answer = { close: closeCodes.tooLarge, reason: 'The text is too long.' }
  await using server = await fakeYjsServer(() => answer)
  const { clock } = manualClock()
  const keepAs = 'draft'
  const { wsUrl } = server
  const draft = new DraftLink({ sessionId: newId(), wsUrl, clock, keep: null, keepAs })
  draft.text.insert(0, 'x'.repeat(limits.draftLength + 2))
  await vi.waitFor(() => expect(draft.state.get()).toBe('tooLong'))
  draft.text.delete(0, 1)
  expect(draft.state.get()).toBe('tooLong')
  expect(server.opened).toHaveLength(1)
  answer = { serve: doc }
  draft.text.delete(0, 1)
  await vi.waitFor(() => expect(draft.state.get()).toBe('shared'))
  await vi.waitFor(() => expect(doc.getText(draftText).length).toBe(limits.draftLength))
  expect(draft.text.length).toBe(limits.draftLength)
  draft.destroy()
})

test('rule 30.11: what did not reach the server is there after a reload, beside what others wrote since', async () => {
  const doc = new Y.Doc()
  let answer: Answer = { close: closeCodes.tooLarge, reason: 'The text is too long.' }
  await using server = await fakeYjsServer(() => answer)
  const { clock } = manualClock()
  const keep = memoryStorage()
  const options = { sessionId: newId(), wsUrl: server.wsUrl, clock, keep, keepAs: 'draft' }
  const before = new DraftLink(options)
  before.text.insert(0, 'x'.repeat(limits.draftLength + 1))
  await vi.waitFor(() => expect(before.state.get()).toBe('tooLong'))
  before.destroy()

  const after = new DraftLink(options)
  expect(after.text.length).toBe(limits.draftLength + 1)
  await vi.waitFor(() => expect(after.state.get()).toBe('tooLong'))
  doc.getText(draftText).insert(0, 'a shop ')
  answer = { serve: doc }
  after.text.delete(10, limits.draftLength - 9)
  await vi.waitFor(() => expect(after.state.get()).toBe('shared'))
  await vi.waitFor(() => expect(doc.getText(draftText).length).toBe(17))
  expect(doc.getText(draftText).toString()).toContain('a shop ')
  expect(keep.length, 'the server has it').toBe(0)
  after.destroy()
})
