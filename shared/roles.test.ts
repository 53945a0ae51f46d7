import { expect, test } from 'vitest'
import { actions, can, Role } from './roles.ts'

test('rule 6: every role may do what the one below it may', () => {
  const upward = [...Role.options].reverse()
  upward.forEach((role, index) => {
    const below = upward[index - 1]
    if (!below) return
    for (const action of actions) if (can(below, action)) expect(can(role, action)).toBe(true)
  })
})

test('rule 6: a viewer changes nothing, a suggester only the draft', () => {
  const may = (role: Role) => actions.filter((action) => can(role, action))
  expect(may('viewer')).toEqual(['workspace.view', 'session.view', 'record.read'])
  expect(may('suggester').filter((action) => !can('viewer', action))).toEqual(['draft.write'])
})
