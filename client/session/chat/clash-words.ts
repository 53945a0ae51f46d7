import { namesOf } from '../../../shared/names.ts'
import type { Clash } from '../../../shared/protocol/clash.ts'

/** What two people pull at, in words about the other one. */
export function clashWords({ authors, kind, what, running }: Clash): string {
  const names = namesOf(authors)
  const several = authors.length > 1
  const who = running ? `${names} (running now)` : names
  switch (kind) {
    case 'file':
      return `${who} ${several ? 'change' : 'changes'} ${what} too`
    case 'element':
      return `${who} ${several ? 'pull' : 'pulls'} at the ${what} too`
    case 'opposite':
      return `${who} ${several ? 'want' : 'wants'} it otherwise. ${what}`
    case 'words':
      return `${who} ${several ? 'ask' : 'asks'} for much the same: ${what}`
    case 'meaning':
      return `${who} ${several ? 'want' : 'wants'} something that goes against it: ${what}`
  }
}
