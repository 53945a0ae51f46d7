import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DraftUndo } from './draft-undo.ts'
import { UpdateGate } from './update-gate.ts'

function twoDocs() {
  const [shown, connected] = [new Y.Doc(), new Y.Doc()]
  const gate = new UpdateGate(shown, connected, () => undefined)
  return { gate, mine: shown.getText('t'), theirs: connected.getText('t') }
}

test('rule 30.9: what others write waits while somebody composes; what is composed does not', () => {
  const { gate, mine, theirs } = twoDocs()
  mine.insert(0, 'か')
  const release = gate.hold()
  const also = gate.hold()
  theirs.insert(1, ' and mine')
  theirs.insert(0, 'here ')
  mine.delete(0, 1)
  mine.insert(0, '仮名')
  expect(mine.toString()).toBe('仮名')
  expect(theirs.toString()).toContain('仮名')
  release()
  release()
  expect(mine.toString(), 'another composition still holds').toBe('仮名')
  also()
  expect(mine.toString()).toBe(theirs.toString())
  expect(mine.toString()).toMatch(/^here (仮名 and mine| and mine仮名)$/)
})

test('rule 30.10: undo ends when somebody sends: when both the message came and the text went, in either order', () => {
  for (const order of [
    ['othersRemoved', 'messageArrived'],
    ['messageArrived', 'othersRemoved'],
  ] as const) {
    const { mine, theirs } = twoDocs()
    const undo = new DraftUndo(mine)
    theirs.insert(0, 'words of somebody ')
    mine.insert(18, 'else')
    mine.delete(0, 6)
    undo[order[0]]()
    expect(undo.manager.canUndo(), order[0]).toBe(true)
    theirs.delete(0, theirs.length)
    undo[order[1]]()
    undo.manager.undo()
    expect(mine.toString()).toBe('')
    mine.insert(0, 'next')
    undo.manager.undo()
    expect(mine.toString(), 'what is written since can be undone').toBe('')
  }
})

test('rule 30.10: undo takes back what this tab wrote, and no words of others', () => {
  const { mine, theirs } = twoDocs()
  const undo = new DraftUndo(mine)
  mine.insert(0, 'mine ')
  theirs.insert(0, 'theirs ')
  undo.manager.undo()
  expect(mine.toString()).toBe('theirs ')
  undo.manager.redo()
  expect(mine.toString()).toBe('theirs mine ')
})
