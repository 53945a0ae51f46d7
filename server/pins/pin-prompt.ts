import { limits } from '../../shared/limits.ts'
import { truncate } from '../../shared/truncate.ts'
import type { RecordPin } from '../../shared/protocol/record-pin.ts'

/** Describes the element so that the agent can find it in the code. */
function elementWords({ element }: RecordPin): string {
  const { name, route, anchor } = element
  const parts = [`on ${name}`, `on the page ${route}`]
  if (anchor.component) parts.push(`component ${anchor.component}`)
  if (anchor.file) parts.push(`in ${anchor.file}`)
  if (anchor.text && !name.includes(anchor.text)) parts.push(`with the text “${anchor.text}”`)
  return parts.join(', ')
}

export function pinPrompt(pin: RecordPin): string {
  const authors = new Set(pin.comments.map(({ author }) => author.id))
  const said = pin.comments.map(({ author, text }) =>
    authors.size > 1 ? `${author.name}: ${text}` : text,
  )
  const about = `(Comment ${pin.number}, ${elementWords(pin)}.)`
  const room = limits.promptLength - about.length - 2
  return `${truncate(said.join('\n'), room)}\n\n${about}`
}
