import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Anchor } from '../shared/protocol/anchor.ts'
import { anchorOf, findAnchor, nameOf } from './app/.fegg/page/anchor.ts'
import { preparedHome } from './testing/running-app.ts'

interface Page {
  document: Document
  NodeFilter: typeof NodeFilter
  happyDOM: { close(): Promise<void> }
}
const vendored = path.join(await preparedHome(), 'app/.fegg/vendor/happy-dom.mjs')
const { Window }: { Window: new () => Page } = await import(vendored)
let window: Page

beforeEach(() => {
  window = new Window()
  for (const name of ['document', 'NodeFilter'] as const) vi.stubGlobal(name, window[name])
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await window.happyDOM.close()
})

function show(html: string) {
  document.body.innerHTML = html
}

/** Round trip through the protocol's schema, as another browser receives the anchor. */
function anchored(selector: string): Anchor {
  const element = document.querySelector(selector)
  if (!element) throw new Error(`no ${selector}`)
  return Anchor.parse(JSON.parse(JSON.stringify(anchorOf(element))))
}

function found(anchor: Anchor) {
  return findAnchor(anchor)?.id || findAnchor(anchor)?.className || null
}

function cards(...names: string[]) {
  return names
    .map((name) => `<article><h2>${name}</h2><button class="${name}">Order</button></article>`)
    .join('')
}

test('rule 21.4: an element is found where it was', () => {
  show(`<main>${cards('espresso', 'cortado')}</main>`)
  expect(found(anchored('.cortado'))).toBe('cortado')
})

test('rule 21.4: of elements that say the same it is the one with the same surroundings, though others came before it', () => {
  show(`<main>${cards('espresso', 'cortado')}</main>`)
  const anchor = anchored('.cortado')
  show(`<main><p>Fresh beans today</p>${cards('ristretto', 'espresso', 'cortado')}</main>`)
  expect(found(anchor)).toBe('cortado')
})

test('rule 21.4: an element that was moved into another part of the page is found by its words', () => {
  show('<header><button class="save">Save the draft</button></header><main></main>')
  const anchor = anchored('.save')
  show(
    '<header></header><main><div><div><button class="save">Save the draft</button></div></div></main>',
  )
  expect(found(anchor)).toBe('save')
})

test('rule 21.4: an element that says something else now is still itself among the same neighbours', () => {
  show('<main><h1>Café</h1><button class="go">Order</button></main>')
  const anchor = anchored('.go')
  show('<main><h1>Café</h1><button class="go">Buy for three coins</button></main>')
  expect(found(anchor)).toBe('go')
})

test('rule 21.4: an element that is gone is not taken for who stands in its place', () => {
  show(`<main>${cards('espresso', 'cortado', 'filter')}</main>`)
  const anchor = anchored('.cortado h2, .cortado')
  show(`<main>${cards('espresso')}</main>`)
  document.querySelector('.espresso')?.remove()
  expect(found(anchor)).toBeNull()
  show('<nav><a class="home">Home</a><a class="team">Team</a><a class="jobs">Jobs</a></nav>')
  const team = anchored('.team')
  show('<nav><a class="home">Home</a><a class="jobs">Jobs</a></nav>')
  expect(found(team)).toBeNull()
})

test('rule 21.4: marks such as a label find it whatever it says and wherever it is', () => {
  show('<form><input aria-label="E-mail" class="mail"></form>')
  const anchor = anchored('.mail')
  show(
    '<section><div><input placeholder="x" class="other"></div><input aria-label="E-mail" class="mail"></section>',
  )
  expect(found(anchor)).toBe('mail')
})

test('rule 21.4: a path that leads nowhere, or to a name that no page has, finds nothing and throws nothing', () => {
  show('<main><p>Hello</p></main>')
  const anchor = anchored('p')
  expect(findAnchor({ ...anchor, path: 'x-y:999>z:3', text: '', context: '' })).toBeNull()
  expect(findAnchor({ ...anchor, path: '' })).toBe(document.body)
})

test('an element has the name that people call it by', () => {
  show(
    '<button>  Save   all </button><h2>Menu</h2><input placeholder="Your name"><img alt="A boat"><div role="tab">One</div>',
  )
  const names = [...document.body.children].map((element) => nameOf(element))
  expect(names).toEqual([
    'Button “Save all”',
    'Heading “Menu”',
    'Field “Your name”',
    'Image “A boat”',
    'Tab “One”',
  ])
})
