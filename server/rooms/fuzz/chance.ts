/**
 * Source of Yjs' client ids. lib0 captures time and randomness when loaded, so import this first.
 */
export const chance: { next: (() => number) | null } = { next: null }

// through `Date`, which vitest fakes later
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

/** Restores real randomness: row ids must differ between worlds. */
export function letChanceBe(): void {
  Reflect.deleteProperty(crypto, 'getRandomValues')
}
