import { expect, test } from 'vitest'
import { dependentsOf } from './dependents.ts'
import { BlobShelf, type Files } from './merge/testing/blob-shelf.ts'

/** States after each version; the second one is undone. */
function dependents(...states: [Files, Files, ...Files[]]) {
  const shelf = new BlobShelf()
  const trees = states.map((files) => shelf.tree(files))
  const [before = [], after = []] = trees
  return dependentsOf({
    brought: { before, after },
    later: trees.slice(2).map((tree, index) => ({
      id: `version ${index + 2}`,
      before: trees[index + 1] ?? [],
      after: tree,
    })),
    now: trees.at(-1) ?? [],
    read: shelf.read,
  })
}

const start = {
  'package.json': '{"dependencies": {"react": "19.0.0"}}',
  'src/app.tsx': 'export default function App() { return <main /> }\n',
  'src/money.ts': 'export const currency = "EUR"\n',
}
const cart = 'export default function Cart() { return <ul /> }\nexport type Item = { id: string }\n'
const withCart = { ...start, 'src/cart.tsx': cart }
function imported(line: string) {
  return { ...withCart, 'src/page.tsx': `${line}\n` }
}

test('rule 44.9: a later version that uses a component, file, export or package is named', async () => {
  for (const [line, uses] of [
    ["import Cart from './cart'", ['Cart']],
    ["import Basket, { type Item as Thing } from '@/cart.tsx'", ['Cart', 'Item']],
    ["import * as all from './cart.js'", ['src/cart.tsx']],
    ["export { default as Basket } from './cart'", ['Cart']],
    ["const Cart = lazy(() => import('./cart'))", ['src/cart.tsx']],
    ["import './cart'", ['src/cart.tsx']],
  ] as const)
    expect(await dependents(start, withCart, imported(line)), line).toEqual([
      { id: 'version 2', uses },
    ])
  const more = {
    ...start,
    'src/money.ts': `${start['src/money.ts']}export const format = () => ''\n`,
  }
  const use = (name: string) => ({ ...more, 'src/page.ts': `import { ${name} } from './money'\n` })
  expect(await dependents(start, more, use('format'))).toEqual([
    { id: 'version 2', uses: ['format'] },
  ])
  expect(await dependents(start, more, use('currency'))).toEqual([])
  const zod = { ...start, 'package.json': '{"dependencies": {"react": "19.0.0", "zod": "4.0.0"}}' }
  const uses = { ...zod, 'src/page.ts': "import { z } from 'zod/mini'\nimport 'react'\n" }
  expect(await dependents(start, zod, uses)).toEqual([{ id: 'version 2', uses: ['zod'] }])
})

test('rule 44.9: a version that changes a file which the undone one brought builds on it', async () => {
  const changed = { ...withCart, 'src/cart.tsx': `${cart}// sorted\n` }
  expect(await dependents(start, withCart, changed)).toEqual([
    { id: 'version 2', uses: ['src/cart.tsx'] },
  ])
})

test('rule 44.9: what only lies beside the use, or no longer uses it, does not count', async () => {
  const used = { ...withCart, 'src/app.tsx': "import Cart from './cart'\n" }
  const beside = { ...used, 'src/app.tsx': "import Cart from './cart'\n// a new line\n" }
  expect(await dependents(start, used, beside)).toEqual([])
  const line = "import Cart from './cart'"
  expect(await dependents(start, withCart, imported(line), withCart)).toEqual([])
  const words = imported("// import Cart from './cart'\nconst text = `import Cart from './cart'`")
  expect(await dependents(start, withCart, words)).toEqual([])
})

test('a module that does not parse is read as far as it does', async () => {
  const broken = imported("import Cart from './cart'\nexport function Page( { return <Cart")
  expect(await dependents(start, withCart, broken)).toEqual([{ id: 'version 2', uses: ['Cart'] }])
})
