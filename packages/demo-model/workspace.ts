import { type Call, pathOf } from './conversation.ts'
import { isChangeRequest } from './change/intent.ts'
import { findKind } from './parse/kind.ts'

/** What the turn has seen of the app's files, by the results of its calls. */
export interface Seen {
  /** Every path of the app; undefined while list_files has not answered well. */
  paths: string[] | undefined
  /** Contents as read before anything was changed. */
  before: Map<string, string>
  /** Contents as read after an edit of that file failed. */
  again: Map<string, string>
  failure?: string
}

/** Gathers what list_files and read_file answered so far. */
export function readFiles(calls: Call[]): Seen {
  const seen: Seen = { paths: undefined, before: new Map(), again: new Map() }
  const failedEdits = new Set<string>()
  for (const call of calls) {
    if (call.name === 'list_files' && call.result !== undefined) {
      if (call.failed) seen.failure = call.result
      else seen.paths ??= listing(call.result)
    }
    if (call.name === 'edit_file' && call.failed) failedEdits.add(pathOf(call))
    if (call.name === 'read_file' && call.result !== undefined && !call.failed) {
      const path = pathOf(call)
      if (failedEdits.has(path)) seen.again.set(path, call.result)
      else if (!seen.before.has(path)) seen.before.set(path, call.result)
    }
  }
  return seen
}

function listing(result: string): string[] {
  return result
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\.?\//, '')
        .replace(/\s+\(.*\)$/, ''),
    )
    .filter((line) => line !== '' && !line.endsWith('/'))
}

/** Files that belong to the template and stay whatever is built. */
export function isTemplateFile(path: string): boolean {
  return (
    !path.startsWith('src/') ||
    path.startsWith('src/components/ui/') ||
    /^src\/(?:main\.tsx|index\.css|vite-env\.d\.ts|lib\/utils\.ts)$/.test(path)
  )
}

/** Whether nothing was built yet. */
export function isStarter(paths: readonly string[]): boolean {
  return paths.every((path) => isTemplateFile(path) || path === 'src/App.tsx')
}

/** Whether a request describes an app to make rather than a change to the one that is there. */
export function wantsNewApp(request: string): boolean {
  if (isChangeRequest(request)) return false
  if (/\b(?:from scratch|start over|new app|instead,? (?:build|make)|another app)\b/i.test(request))
    return true
  const opens =
    /^\W*(?:(?:please|ok|now|can you|could you|i want|i need|i'd like|let's|help me)\s+)*(?:(?:to\s+)?(?:build|create|design|generate|make|have|get|see)\s+(?:me\s+|us\s+)?)?an?\s/i.test(
      request,
    )
  const verb = /^\W*(?:(?:please|ok|now)\s+)?(?:build|create|design|generate)\b/i.test(request)
  const named =
    /\b(?:app|site|website|page|tracker|list|board|called|named|catalog(?:ue)?|collection|library|manager|journal|log|planner)\b/i.test(
      request,
    )
  const called = /\b(?:called|named|titled)\b/i.test(request)
  return (opens || verb || called) && (named || findKind(request, request) !== 'collection')
}
