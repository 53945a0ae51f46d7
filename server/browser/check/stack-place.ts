import { SourceMap } from 'node:module'
import type { Page } from 'playwright-core'
import type { Place } from './eyes.ts'

const mapLength = 4_000_000

/** Addresses in a stack, first call first: of the app's own modules alone. */
function callsIn(stack: string, origin: string) {
  const calls: Array<{ url: string; line: number; column: number }> = []
  for (const match of stack.matchAll(/(https?:\/\/[^\s()]{1,500}?):(\d{1,7}):(\d{1,7})/g)) {
    const [, url = '', line, column] = match
    if (!url.startsWith(`${origin}/`)) continue
    if (/\/(node_modules|@vite|@react-refresh|\.fegg)\b/.test(url)) continue
    calls.push({ url, line: Number(line), column: Number(column) })
    if (calls.length >= 5) break
  }
  return calls
}

function mapIn(code: string): SourceMap | null {
  const at = code.lastIndexOf('sourceMappingURL=data:application/json;base64,')
  if (at < 0) return null
  const text = code.slice(code.indexOf(',', at) + 1).split(/[\s*]/, 1)[0] ?? ''
  try {
    return new SourceMap(JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
  } catch {
    return null
  }
}

/** Where a stack stands in the app's files, by the maps that the dev server sends with its modules. */
export async function placeInStack(
  page: Page,
  stack: string | undefined,
  origin: string,
): Promise<Place | null> {
  const [call] = callsIn(stack ?? '', origin)
  if (!call) return null
  const path = decodeURIComponent(new URL(call.url).pathname).slice(1)
  const code = await page
    .evaluate(
      ([url, most]) =>
        fetch(url)
          .then((answer) => answer.text())
          .then((text) => text.slice(0, most)),
      [call.url, mapLength] as const,
    )
    .catch(() => '')
  const entry = mapIn(code)?.findEntry(call.line - 1, call.column - 1)
  if (!entry || !('originalLine' in entry)) return { path, line: call.line, column: call.column }
  return { path, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}
