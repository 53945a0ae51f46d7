import { expect, it } from 'vitest'
import { colorOf } from '../../shared/person-color.ts'
import { underWhite } from './color.ts'

it('a color that is dark enough stays as it is', () => {
  expect(underWhite('#3b3b9e')).toBe('#3b3b9e')
})

it('a light color becomes a darker one of the same hue', () => {
  expect(underWhite('#ffffff')).toMatch(/^#(7[0-9a-f])\1\1$/)
  expect(underWhite('#0ea5a4')).toBe('#087e7e')
})

it('terminates for every color that a person can have', () => {
  for (let id = 0; id < 100; id++) expect(underWhite(colorOf(`${id}`))).toMatch(/^#[0-9a-f]{6}$/)
})
