import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { clashOf, overlapInWords } from './clash.ts'
import type { OpenMessage } from './open-messages.ts'

function wish(text: string, parts: Partial<OpenMessage> = {}): OpenMessage {
  return {
    runId: newId(),
    authors: [newId()],
    text,
    files: [],
    running: false,
    cleared: [],
    judged: [],
    ...parts,
  }
}

test.each([
  ['make the header blue', 'make the header red', 'opposite', 'header: red or blue'],
  ['Make the header bigger', 'please give the header a search box', 'element', 'header'],
  ['the navbar should be dark', 'add a link to the navigation', 'element', 'nav'],
  ['make it green', 'make it blue', 'opposite', 'blue or green'],
  ['remove the footer', 'show opening hours in the footer', 'opposite', 'footer: add or remove'],
  ['fix src/components/Cart.tsx', 'In Cart.tsx, round the prices', 'file', 'cart.tsx'],
  ['make the save button green', 'the save button should be rounded', 'element', 'button'],
  ['on `PriceTable`: sort by price', 'on `PriceTable`: hide the cents', 'element', '“pricetable”'],
  [
    'sort recipes by cooking time and rating',
    'recipes sorted by rating and cooking time, please',
    'words',
    'recipes, sorted, rating',
  ],
])('rule 33.1: %j and %j overlap at the same thing', (earlier, later, kind, what) => {
  expect(overlapInWords(wish(later), wish(earlier))).toEqual({ kind, what })
})

test.each([
  ['make the header blue', 'add a table with prices to the footer'],
  ['make the save button green', 'the delete button should be red'],
  ['a to-do app called Errands with priorities', 'a recipe box with search'],
  ['add a dark mode switch', 'add a contact form with name and e-mail'],
  ['translate the about text to German', 'add a search to the recipes'],
  ['make the title bigger', 'make the cards smaller'],
  ['add a calendar', 'remove the advertisement'],
  ['use a serif font', 'make the images rounded'],
  ['sort the list by date', 'add a chart of sales by month'],
  ['fix the typo in src/App.tsx', 'add an about page in src/App.tsx'],
  ['go on', 'thanks, that looks good'],
  ['make the header blue', 'write a better text for the first page of the app'],
])('rule 33.1: %j and %j have nothing to do with each other', (earlier, later) => {
  expect(overlapInWords(wish(later), wish(earlier))).toBeNull()
  expect(overlapInWords(wish(earlier), wish(later))).toBeNull()
})

test('rule 33.1: a message that is one long word is read as fast as any other', () => {
  // each took over a second when the file name pattern was unbounded
  for (const text of ['a'.repeat(32_000), 'aaaaaaaaa/'.repeat(3_200), 'a.'.repeat(16_000)])
    for (let time = 0; time < 10; time += 1)
      expect(overlapInWords(wish(text), wish(text))).toBeNull()
  const named = wish('see ./src/pages/Home.tsx, then (home.test.ts).')
  expect(overlapInWords(named, wish('more of Home.tsx'))?.what).toBe('home.tsx')
  expect(overlapInWords(named, wish('more of home.test.ts'))?.what).toBe('home.test.ts')
})

test('rule 33.1: what the running run has changed counts as well', () => {
  const running = wish('make it nicer', { running: true, files: ['src/components/Cart.tsx'] })
  expect(clashOf(wish('sum up the prices in Cart.tsx'), [running])?.overlap.kind).toBe('file')
  expect(clashOf(wish('sum up the prices in List.tsx'), [running])).toBeNull()
})

test('rule 33.2: nobody clashes with themselves, nor where people have decided', () => {
  const earlier = wish('make the header blue')
  const later = wish('make the header red')
  expect(clashOf(later, [earlier])?.with).toBe(earlier)
  expect(
    clashOf({ ...later, authors: [...later.authors, ...earlier.authors] }, [earlier]),
  ).toBeNull()
  expect(clashOf({ ...later, cleared: [earlier.runId] }, [earlier])).toBeNull()
  expect(clashOf(later, [])).toBeNull()
})
