import { randomBytes } from 'node:crypto'

const slugLength = 24

export function slugFor(name: string): string {
  const readable = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugLength)
    .replace(/^-+|-+$/g, '')
  const unique = randomBytes(5).toString('hex')
  return readable ? `${readable}-${unique}` : `team-${unique}`
}
