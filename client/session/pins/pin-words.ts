import type { RecordPin } from '../../../shared/protocol/record-pin.ts'

/** Where a pin is, in words. */
export function pinPlace({ element }: RecordPin, lost: boolean): string {
  if (!lost) return `${element.name} · ${element.route}`
  const { text } = element.anchor
  const words = text && !element.name.includes(text) ? ` It said “${text}”.` : ''
  return `${element.name} · ${element.route} · its element is gone.${words}`
}
