import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { OwnAwareness } from './own-awareness.ts'

test('rule 5.4: other people’s presence is shown, not sent again', () => {
  const mine = new OwnAwareness(new Y.Doc())
  const theirs = new Awareness(new Y.Doc())
  const sent: number[][] = []
  let shown = 0
  mine.on('update', ({ added, updated }: { added: number[]; updated: number[] }) =>
    sent.push([...added, ...updated]),
  )
  mine.on('change', () => shown++)
  theirs.setLocalState({ pane: 'activity' })
  applyAwarenessUpdate(mine, encodeAwarenessUpdate(theirs, [theirs.clientID]), 'server')
  expect(shown).toBe(1)
  expect(sent).toEqual([])
  mine.setLocalState({ pane: 'preview' })
  expect(sent).toEqual([[mine.clientID]])
  expect(mine.getStates().get(theirs.clientID)).toEqual({ pane: 'activity' })
  mine.destroy()
  theirs.destroy()
})
