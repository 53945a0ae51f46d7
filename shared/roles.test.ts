import { expect, test } from 'vitest'
import { actions, can, higherRole, may, mayManage, Role, roleOf } from './roles.ts'

test('rule 6: every role may do what the one below it may', () => {
  const upward = [...Role.options].reverse()
  upward.forEach((role, index) => {
    const below = upward[index - 1]
    if (!below) return
    for (const action of actions) if (can(below, action)) expect(can(role, action)).toBe(true)
  })
})

test('rule 6: a viewer changes nothing, a suggester only the draft, suggestions and comments', () => {
  const all = (role: Role) => actions.filter((action) => can(role, action))
  expect(all('viewer')).toEqual(['workspace.view', 'session.view', 'record.read'])
  expect(all('suggester').filter((action) => !can('viewer', action))).toEqual([
    'draft.write',
    'suggestion.add',
    'pin.write',
  ])
})

test('rule 6.8: a person may do what either membership or a link allows, and a link never allows anything in the workspace', () => {
  expect(may({ member: null, link: null }, 'session.view')).toBe(false)
  expect(may({ member: 'viewer', link: 'editor' }, 'message.send')).toBe(true)
  expect(may({ member: 'editor', link: 'viewer' }, 'session.share')).toBe(true)
  for (const action of actions.filter((name) => name.startsWith('workspace.')))
    expect(may({ member: null, link: 'editor' }, action)).toBe(false)
  for (const action of ['session.create', 'session.delete', 'session.share'] as const)
    expect(may({ member: 'viewer', link: 'editor' }, action)).toBe(false)
  expect(roleOf({ member: 'viewer', link: 'editor' })).toBe('editor')
  expect(roleOf({ member: 'admin', link: 'editor' })).toBe('admin')
  expect(higherRole<Role>('viewer', 'suggester')).toBe('suggester')
})

test('rule 6.6: nobody manages the owner, and only owner and admins manage others', () => {
  for (const by of Role.options) expect(mayManage(by, 'owner')).toBe(false)
  expect(Role.options.filter((by) => mayManage(by, 'admin'))).toEqual(['owner', 'admin'])
  expect(Role.options.filter((by) => mayManage(by, 'viewer'))).toEqual(['owner', 'admin'])
})
