import { expect, test } from 'vitest'
import { median, percentile, row } from './row.ts'

const figure = { name: 'n', versus: 'v', unit: 'ms' }

test('percentiles are values that were measured, whatever their order', () => {
  const values = [5, 1, 4, 2, 3]
  expect([1, 50, 80, 81, 100].map((p) => percentile(values, p))).toEqual([1, 3, 4, 5, 5])
  expect(percentile([], 50)).toBeNaN()
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([9, 1, 4, 2])).toBe(3)
  expect(median([9, 1, 4])).toBe(4)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

test('a goal is for the ratio, or for the value where there is no ratio', () => {
  expect(row({ ...figure, value: 90, ratio: 1.2, goal: 1.25 }).met).toBe(true)
  expect(row({ ...figure, value: 1, ratio: 1.3, goal: 1.25 }).met).toBe(false)
  expect(row({ ...figure, value: 201, ratio: null, goal: 200 }).met).toBe(false)
  expect(row({ ...figure, value: 97, ratio: null, goal: 95, met: true }).met).toBe(true)
  expect(row({ ...figure, value: 1, ratio: 9, goal: null }).met).toBeNull()
})

test('a figure that could not be measured does not meet its goal', () => {
  expect(row({ ...figure, value: Number.NaN, ratio: Number.NaN, goal: 1 }).met).toBe(false)
})
