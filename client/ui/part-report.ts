import { protocolVersion } from '../../shared/protocol/version.ts'
import type { PartName } from '../words/ui.ts'

/** What the browser itself says. Any other message may quote what people wrote. */
const ownErrors: ReadonlySet<string> = new Set(['RangeError', 'TypeError', 'ReferenceError'])

const messageLength = 200
const stackLines = 12

/** Addresses of a page may hold a token. */
function withoutAddresses(text: string): string {
  return text.replace(/https?:\/\/[^\s)]*?(\/assets\/[\w.-]+:\d+:\d+|(?=[\s)]|$))/g, '$1')
}

function messageOf({ name, message }: Error): string {
  if (!ownErrors.has(name)) return name
  return `${name}: ${message.slice(0, messageLength).replace(/(["'`“]).*["'`”]/gs, '…')}`
}

/** Frames only: the first lines of a stack repeat the message. */
function framesOf(stack: string): string[] {
  const frames = stack.split('\n').filter((line) => /^\s*at |^[^\s@]*@/.test(line))
  return frames.slice(0, stackLines).map((line) => withoutAddresses(line.trim()))
}

/** For a bug report: what failed, where and in which version. Has nothing that people or models wrote. */
export function partReport({
  name,
  error,
  components,
}: {
  name: PartName
  error: unknown
  components: string | null
}): string {
  const known = error instanceof Error ? error : null
  return [
    `FeGG couldn't show: ${name}`,
    `Protocol ${protocolVersion}`,
    known ? messageOf(known) : typeof error,
    ...framesOf(known?.stack ?? ''),
    ...(components ? ['Within:', ...framesOf(components)] : []),
  ].join('\n')
}
