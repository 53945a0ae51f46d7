import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let stir: () => void
let frames: Array<() => void>
let looks: number

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
  frames = []
  looks = 0
  const stirs: Array<() => void> = []
  stir = () => stirs.forEach((tell) => tell())
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.stubGlobal('addEventListener', (_: string, tell: () => void) => stirs.push(tell))
  vi.stubGlobal('document', {})
  vi.stubGlobal(
    'MutationObserver',
    class {
      observe() {}
    },
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** A frame every 20 ms, if requested. Returns the number of frames. */
function pass(ms: number) {
  let drawn = 0
  for (let at = 0; at < ms; at += 20) {
    vi.advanceTimersByTime(20)
    const due = frames.splice(0)
    drawn += due.length
    for (const frame of due) frame()
  }
  return drawn
}

async function drawingOf(draw: () => boolean | null) {
  const { drawing } = await import('./app/.fegg/page/overlay.ts')
  return drawing(() => {
    looks += 1
    return draw()
  })
}

test('rule 21.5: what stands still over a page asks for no frames, and follows once the page stirs', async () => {
  const wake = await drawingOf(() => false)
  wake()
  pass(400)
  looks = 0
  expect(pass(2_000)).toBe(0)
  expect(looks).toBeLessThanOrEqual(10)
  stir()
  // one chain of frames, not one per wake
  stir()
  expect(pass(20)).toBe(1)
})

test('rule 21.5: what moves is drawn in each frame until it rests, also if nothing told that it would', async () => {
  let moving = false
  const wake = await drawingOf(() => moving)
  wake()
  pass(1_000)
  moving = true
  pass(200)
  expect(pass(1_000)).toBe(50)
  moving = false
  pass(400)
  expect(pass(1_000)).toBe(0)
})

test('rule 21.5: where nothing is drawn the page’s stirs wake nobody', async () => {
  const wake = await drawingOf(() => null)
  wake()
  pass(100)
  looks = 0
  stir()
  expect(pass(1_000)).toBe(0)
  expect(looks).toBe(0)
})
