/**
 * Where Yjs' client ids come from while a world is played. lib0 keeps time and chance as it is loaded: this is to be imported
 * before anything that loads it.
 */
export const chance: { next: (() => number) | null } = { next: null }

// by way of `Date`, so that whoever keeps it gets vitest's time while that stands still
Date.now = () => new Date().getTime()

const { getRandomValues } = crypto
Object.defineProperty(crypto, 'getRandomValues', {
  configurable: true,
  value: (array: Uint32Array<ArrayBuffer>) => {
    const { next } = chance
    if (!next) return getRandomValues.call(crypto, array)
    return array.map(() => Math.floor(next() * 2 ** 32))
  },
})

/** Gives everybody else their own chance back: what makes ids of rows has to make new ones for each world. */
export function letChanceBe(): void {
  Reflect.deleteProperty(crypto, 'getRandomValues')
}

/** Mulberry32: numbers from 0 to 1 that come of the seed alone. */
export function randomOf(seed: number) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
