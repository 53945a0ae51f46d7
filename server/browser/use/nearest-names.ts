interface Named {
  role: string
  name: string
}

/** From an accessibility tree: `- button "Save"`. */
export function namedIn(tree: string): Named[] {
  return [...tree.matchAll(/^\s*- '?([a-z]+) "((?:[^"\\]|\\.)*)"/gm)].map(
    ([, role = '', name = '']) => ({ role, name: name.replace(/\\(.)/g, '$1') }),
  )
}

function pairs(text: string): string[] {
  const plain = text.toLowerCase().replace(/\s+/g, ' ')
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2))
}

/** Dice's coefficient of the pairs of letters: 1 is equal. */
function alike(one: string, other: string): number {
  const left = pairs(other)
  const own = pairs(one)
  const all = own.length + left.length
  let common = 0
  for (const pair of own) {
    const at = left.indexOf(pair)
    if (at === -1) continue
    left.splice(at, 1)
    common += 1
  }
  return all === 0 ? 0 : (2 * common) / all
}

const compared = 200
const near = 0.4

/** At most three, best first, as `button “Save”`. The wanted role counts for a little. */
export function nearestNames(wanted: Named, tree: string): string[] {
  const scored = namedIn(tree)
    .slice(0, compared)
    .map(({ role, name }) => ({
      words: `${role} “${name}”`,
      score: alike(wanted.name, name) + (role === wanted.role ? 0.1 : 0),
    }))
    .filter(({ score }) => score >= near)
    .toSorted((a, b) => b.score - a.score)
  const best = scored[0]?.score ?? 0
  const close = scored.filter(({ score }) => score >= best - 0.25)
  return [...new Set(close.map(({ words }) => words))].slice(0, 3)
}
