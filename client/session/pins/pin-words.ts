import type { RecordPin } from '../../../shared/protocol/record-pin.ts'
import { commentWords } from '../../words/session.ts'

export function pinPlace({ element }: RecordPin, lost: boolean): string {
  if (!lost) return `${element.name} · ${element.route}`
  const { text } = element.anchor
  const known = text && !element.name.includes(text) ? text : undefined
  return `${element.name} · ${element.route} · ${commentWords.elementGone(known)}`
}
