/** A small generator of numbers that a seed decides (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let value = this.#state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) % limit
  }

  pick<T>(all: readonly [T, ...T[]]): T {
    return all[this.below(all.length)] ?? all[0]
  }

  /** A word that nobody has used before, easy to say: `brimlo`. */
  word(): string {
    const syllable = (): string => this.pick(onsets) + this.pick(vowels)
    return syllable() + this.pick(middles) + syllable() + this.pick(ends)
  }
}

const onsets = [
  'br',
  'd',
  'fl',
  'g',
  'h',
  'kr',
  'l',
  'm',
  'n',
  'pl',
  'qu',
  'r',
  'st',
  't',
  'v',
  'z',
] as const
const vowels = ['a', 'e', 'i', 'o', 'u', 'oo', 'ia'] as const
const middles = ['b', 'mb', 'nd', 'k', 'v', 'rl', 'zz', 'ft', 'x'] as const
const ends = ['l', 'n', 'm', 'rt', 'p', 'dge', 'k'] as const
