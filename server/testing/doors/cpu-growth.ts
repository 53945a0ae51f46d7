/** How the CPU's time grows when an input is doubled, in microseconds. */
export interface Growth {
  bytes: number
  once: number
  twice: number
  ratio: number
}

export interface Prepared {
  work: () => unknown
  bytes: number
}

/** A kind of hostile input to a door, of any size. */
export interface Family {
  door: string
  name: string
  size: number
  prepare: (size: number) => Prepared | Promise<Prepared>
}

/** Shorter times are noise: what grows with the square of such sizes takes far longer. */
const noise = 10_000
const tries = 5

/** The least of several tries, as everything else in the process only adds to it. */
async function cpuOf(work: () => unknown, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < tries && least > enough; round += 1) {
    const begun = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(begun)
    least = Math.min(least, user + system)
  }
  return least
}

/** The median of three measurements. Each prepares anew: work may change what it works on. */
export async function growthOf({ prepare, size }: Family): Promise<Growth> {
  const measured: Growth[] = []
  for (let round = 0; round < 3; round += 1) {
    const large = await prepare(size * 2)
    const twice = await cpuOf(large.work, noise)
    if (twice < noise) return { bytes: large.bytes, once: twice / 2, twice, ratio: 1 }
    const small = await prepare(size)
    const once = await cpuOf(small.work, 0)
    measured.push({ bytes: large.bytes, once, twice, ratio: twice / Math.max(once, noise / 3) })
  }
  const [, middle] = measured.toSorted((a, b) => a.ratio - b.ratio)
  if (!middle) throw new Error('nothing was measured')
  return middle
}
