import { expect, test } from 'vitest'
import { SourcePlace } from '../shared/protocol/source-place.ts'
import { keepSources, sourceOf } from './app/.fegg/page/source.ts'

keepSources()
const kept: { set(props: object, source: unknown): void } = Reflect.get(
  globalThis,
  Symbol.for('fegg.sources'),
)

/** Props as `jsxDEV` hands them on. */
function propsAt(file: string, lineNumber: number, hash = 'a'.repeat(64)) {
  const props = {}
  kept.set(props, { fileName: `${file}?${hash}`, lineNumber, columnNumber: 3 })
  return props
}

function elementOf(fiber: object | null, parentElement: Element | null = null): Element {
  const element = { parentElement, ...(fiber && { __reactFiber$x: fiber }) }
  return element as unknown as Element
}

test('rule 47.6: an element that a library makes leads to where the app uses it', () => {
  const use = { memoizedProps: propsAt('src/App.tsx', 8) }
  const inside = { memoizedProps: propsAt('src/components/ui/button.tsx', 40), _debugOwner: use }
  const place = sourceOf(elementOf(inside))
  expect(place).toEqual({ path: 'src/App.tsx', line: 8, column: 3, hash: 'a'.repeat(64) })
  expect(SourcePlace.parse(place)).toEqual(place)
  // one that was made without JSX has its parent's
  expect(sourceOf(elementOf(null, elementOf(inside)))).toEqual(place)
})

test('rule 47.6: of the two nodes that React keeps of an element the newer one tells', () => {
  const [old, now] = [propsAt('src/App.tsx', 8), propsAt('src/App.tsx', 9)]
  for (const [one, other] of [
    [old, now],
    [now, old],
  ])
    expect(
      sourceOf(elementOf({ memoizedProps: one, alternate: { memoizedProps: other } })),
    ).toMatchObject({ line: 9 })
})

test('rule 47.6: without what React keeps in development there is no place', () => {
  kept.set(Object.assign({}, { a: 1 }), null)
  for (const fiber of [null, {}, { memoizedProps: {} }, { memoizedProps: null }])
    expect(sourceOf(elementOf(fiber))).toBeNull()
  const untold = {}
  kept.set(untold, { fileName: 'src/App.tsx', lineNumber: '8' })
  expect(sourceOf(elementOf({ memoizedProps: untold }))).toBeNull()
  const unknown = propsAt('src/App.tsx', 8, '')
  expect(sourceOf(elementOf({ memoizedProps: unknown }))).toMatchObject({ hash: null })
})
