import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distinctInitials, initials } from './initials.ts'

test.each([
  ['Guest Otter', 'GO'],
  ['ada', 'A'],
  [' Zoë  van  Dam ', 'ZD'],
  ['😀 Lee', '😀L'],
  ['', ''],
])('%j has the initials %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})

test.each([
  [
    ['Ann Lee', 'Al Lee'],
    ['AL', 'AE'],
  ],
  [
    ['Ann', 'Al', 'Ada Quill'],
    ['A', 'AL', 'AQ'],
  ],
  [
    ['Ann Lee', 'Ann Lee', 'Ann Lee', 'Ann Lee', 'Ann Lee'],
    ['AL', 'AE', 'AN', 'A2', 'A3'],
  ],
  // the usual ones of somebody are given to nobody else
  [
    ['Al Lee', 'Ann Lee', 'Abe Eames'],
    ['AL', 'AN', 'AE'],
  ],
])('rule 40.9: %j', (names, expected) => {
  const people = names.map((name, index) => ({ id: String(index), name }))
  const found = distinctInitials(people)
  expect(people.map(({ id }) => found.get(id))).toEqual(expected)
})

const person = fc.record({
  id: fc.uuid(),
  name: fc
    .array(fc.constantFrom('A', 'Al', 'Ann', 'Lee', 'Li', '李', '😀', 'ß'), {
      minLength: 1,
      maxLength: 3,
    })
    .map((words) => words.join(' ')),
})
const team = fc.uniqueArray(person, { selector: ({ id }) => id, maxLength: 40 })

test('rule 40.9: whoever the people are, in whatever order: all different, and known by the first letter', () => {
  fc.assert(
    fc.property(team, (people) => {
      const found = distinctInitials(people)
      expect(new Set(found.values()).size).toBe(people.length)
      for (const { id, name } of people) {
        const [letter = ''] = name
        expect(found.get(id)?.startsWith(letter.toUpperCase())).toBe(true)
      }
      expect(distinctInitials(people.toReversed())).toEqual(found)
    }),
  )
})

test('rule 40.9: people who are added change nobody’s', () => {
  fc.assert(
    fc.property(team, team, (people, more) => {
      const before = distinctInitials(people)
      const known = new Set(people.map(({ id }) => id))
      const added = more.filter(({ id }) => !known.has(id))
      const after = distinctInitials(added, before)
      for (const { id } of people) expect(after.get(id)).toBe(before.get(id))
      expect(new Set(after.values()).size).toBe(people.length + added.length)
    }),
  )
})
