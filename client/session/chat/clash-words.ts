import { namesOf } from '../../../shared/names.ts'
import type { Clash } from '../../../shared/protocol/clash.ts'

/** As the other message's authors read it. */
export function clashWords({ authors, kind, what, running }: Clash): string {
  const names = namesOf(authors)
  const several = authors.length > 1
  const who = running ? `${names} (running now)` : names
  switch (kind) {
    case 'file':
      return `${who} ${several ? 'are' : 'is'} also changing ${what}`
    case 'element':
      return `${who} ${several ? 'are' : 'is'} also changing the ${what}`
    case 'opposite':
      return `${who} ${several ? 'want' : 'wants'} the opposite. ${what}`
    case 'words':
      return `${who} ${several ? 'ask' : 'asks'} for nearly the same: ${what}`
    case 'meaning':
      return `${who} ${several ? 'want' : 'wants'} something that conflicts with it: ${what}`
  }
}
