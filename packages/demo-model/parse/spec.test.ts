import { describe, expect, test } from 'vitest'
import { Random } from '../testing/random.ts'
import { kinds } from './kind.ts'
import { parseSpec } from './spec.ts'

describe('the kind', () => {
  for (const [prompt, kind] of [
    ['a to-do app called Errands with priorities', 'todo'],
    ['shopping list', 'todo'],
    ['landing page for my chat app', 'landing'],
    ['I want a website for my dog walking business', 'landing'],
    ['a dashboard for a shop', 'dashboard'],
    ['pricing page with 5 plans', 'pricing'],
    ['kanban board with three columns', 'kanban'],
    ['sign-in form', 'signin'],
    ['login page', 'signin'],
    ['chat app for gardeners', 'chat'],
    ['blog about timers', 'blog'],
    ['portfolio for a photographer', 'portfolio'],
    ['photo gallery of lighthouses', 'gallery'],
    ['tip calculator', 'calculator'],
    ['pomodoro timer', 'timer'],
    ['quiz about volcanoes', 'quiz'],
    ['online store for candles', 'shop'],
    ['settings page', 'settings'],
    ['calendar for our choir', 'calendar'],
    ['notes app', 'notes'],
    ['habit tracker', 'habits'],
    ['poll about lunch', 'poll'],
    ['feedback form', 'form'],
    ['a zibble catalogue', 'collection'],
    ['recipe box with notes and a calendar', 'collection'],
  ] as const) {
    test(`${prompt} is ${kind}`, () => expect(parseSpec(prompt).kind).toBe(kind))
  }

  test('every kind has a case above', () => expect(kinds).toHaveLength(21))
})

describe('the name', () => {
  for (const [prompt, name] of [
    ['a to-do app called Errands with priorities', 'Errands'],
    ['a bakery site named "Crumb & Co" in terracotta', 'Crumb & Co'],
    ['Build Plantly, a houseplant tracker', 'Plantly'],
    ['a recipe box called Nonna, with a search field', 'Nonna'],
    ['a shop called The Blue Hour that sells lamps', 'The Blue Hour'],
    ['portfolio for a ceramicist named Mila Kovač', 'Mila Kovač'],
    ['a plant tracker', 'Plant Tracker'],
    ['quiz about volcanoes', 'Volcano Quiz'],
    ['pricing page for Zorbit', 'Zorbit'],
    ['a notes app called 東京', '東京'],
  ] as const) {
    test(`${prompt}: ${name}`, () => expect(parseSpec(prompt).name).toBe(name))
  }

  test('any made-up name comes through, whatever follows it', () => {
    const random = new Random(5)
    for (const tail of [
      '',
      ' with a search field',
      ', in #123456',
      ' that lists them',
      ' and make it dark.',
    ]) {
      const word = random.word()
      const name = word.slice(0, 1).toUpperCase() + word.slice(1)
      expect(parseSpec(`a ${random.word()} catalogue called ${name}${tail}`).name).toBe(name)
    }
  })
})

describe('the entity', () => {
  for (const [prompt, one, many] of [
    ['an app to track my houseplants', 'houseplant', 'houseplants'],
    ['a collection of vintage synths with year', 'vintage synth', 'vintage synths'],
    ['tracker for tomatoes', 'tomato', 'tomatoes'],
    ['a library of stories', 'story', 'stories'],
    ['birdwatching log', 'birdwatching entry', 'birdwatching entries'],
    ['make a shop that sells handmade candles', 'handmade candle', 'handmade candles'],
    ['Make a gnarble app', 'gnarble', 'gnarbles'],
    ['something', 'item', 'items'],
  ] as const) {
    test(`${prompt}: ${one}`, () => expect(parseSpec(prompt).entity).toEqual({ one, many }))
  }
})

test('fields get types from their names, from brackets, and keep their order', () => {
  const spec = parseSpec(
    'a collection of synths with maker, year (number), condition (mint/good/worn), last serviced, website, price and favourites, in rebeccapurple',
  )
  expect(spec.fields.map(({ key, type }) => `${key}:${type}`)).toEqual([
    'maker:text',
    'year:number',
    'condition:choice',
    'lastServiced:date',
    'website:url',
    'price:money',
  ])
  expect(spec.fields[2]?.options).toEqual(['Mint', 'Good', 'Worn'])
  expect(spec.features.has('favourite')).toBe(true)
  expect(spec.theme.primary).toBe('#663399')
})

test('columns, plans and counts are taken as they are said', () => {
  expect(parseSpec('kanban board with columns Backlog, Brewing and Shipped').columns).toEqual([
    'Backlog',
    'Brewing',
    'Shipped',
  ])
  expect(parseSpec('pricing page with plans Seed, Sprout and Tree').columns).toEqual([
    'Seed',
    'Sprout',
    'Tree',
  ])
  expect(parseSpec('a board with three columns').counts).toMatchObject({ columns: 3 })
  expect(parseSpec('pricing page with 5 plans').counts).toMatchObject({ plans: 5 })
})

describe('the theme', () => {
  for (const [prompt, theme] of [
    ['a blog in #f80', { primary: '#ff8800' }],
    ['a blog in rebeccapurple', { primary: '#663399' }],
    ['a blog in dark mode with a serif font', { mode: 'dark', fontWord: 'serif' }],
    ['a to-do list with sharp corners', { radius: '0rem' }],
    ['a tomato tracker', {}],
    ['a snow report app with a teal theme', { primaryWord: 'teal' }],
    ['a recipe box with dark colours', { mode: 'dark' }],
    ['a blog in the Lora font', { fontWord: 'Lora' }],
  ] as const) {
    test(prompt, () => {
      const found = parseSpec(prompt).theme
      expect(found).toMatchObject(theme)
      if (Object.keys(theme).length === 0) expect(found).toEqual({})
    })
  }
})

test('nothing that people type makes it throw', () => {
  for (const prompt of [
    '',
    ' ',
    '???',
    'a'.repeat(32_000),
    '{}[]()<>`${x}`',
    '🙂',
    'called',
    'with with with',
    '"""',
    'app '.repeat(3000),
  ]) {
    expect(parseSpec(prompt).name).not.toBe('')
  }
})
