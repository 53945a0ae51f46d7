import type { ToolSummary } from '../../../shared/protocol/record-message.ts'
import { type ToolKind, wordsOfTool } from '../../../shared/tools.ts'

/** Words, or a name shown as code. */
export type Piece = string | { code: string }

type Kind = ToolKind | 'other'

function kindOf(tool: ToolSummary): Kind {
  return wordsOfTool(tool.tool)?.kind ?? 'other'
}

function fileName(path: string) {
  return path.split('/').at(-1) ?? path
}

/** A call that changed nothing counts by its title. */
function pathsOf(tools: readonly ToolSummary[]): string[] {
  return [
    ...new Set(
      tools.flatMap((tool) =>
        tool.files.length > 0 ? tool.files.map((file) => file.path) : [tool.title],
      ),
    ),
  ]
}

function files(verb: string, tools: readonly ToolSummary[]): Piece[] {
  const paths = pathsOf(tools)
  const [first] = paths
  if (paths.length === 1 && first) return [`${verb} `, { code: fileName(first) }]
  return [`${verb} ${paths.length} files`]
}

function reads(verb: string, tools: readonly ToolSummary[]): Piece[] {
  const paths = pathsOf(tools)
  const [first] = paths
  if (!first) return [verb]
  const rest = paths.length > 1 ? [` and ${paths.length - 1} more`] : []
  return [`${verb} `, { code: fileName(first) }, ...rest]
}

function phrase(kind: Kind, tools: readonly ToolSummary[], running: boolean): Piece[] {
  const [first] = tools
  const only = tools.length === 1 && first ? first.title : null
  switch (kind) {
    case 'edit':
      return files(running ? 'Editing' : 'Edited', tools)
    case 'read':
      return reads(running ? 'Reading' : 'Read', tools)
    case 'look':
      return [running ? 'Looking around' : 'Looked around']
    case 'command':
      if (only) return [running ? 'Running ' : 'Ran ', { code: only }]
      return [`${running ? 'Running' : 'Ran'} ${tools.length} commands`]
    case 'dependency':
      return [running ? 'Adding a package' : 'Added a package']
    case 'check':
      return [running ? 'Checking types, page and console' : 'Checked types, page and console']
    case 'use':
      return [running ? 'Trying the app' : 'Tried the app']
    case 'propose':
      return [running ? 'Proposing an undo' : 'Proposed an undo']
    case 'other':
      return only ? [{ code: only }] : [`${tools.length} tool calls`]
  }
}

function lowerFirst(piece: Piece): Piece {
  return typeof piece === 'string' ? piece.charAt(0).toLowerCase() + piece.slice(1) : piece
}

/** While some calls run, sums up only those. */
export function stepLine(tools: readonly ToolSummary[]): Piece[] {
  const running = tools.filter((tool) => tool.state === 'running')
  const [current] = running
  if (current) {
    const kind = kindOf(current)
    const same = running.filter((tool) => kindOf(tool) === kind)
    return phrase(kind, same, true)
  }
  const byKind = Map.groupBy(tools, kindOf)
  return [...byKind].flatMap(([kind, group], index) => {
    const pieces = phrase(kind, group, false)
    const [first, ...rest] = pieces
    return index === 0 || first === undefined ? pieces : [', ', lowerFirst(first), ...rest]
  })
}

/** `hasTitle`: the call's title follows the verb. An unknown tool is called by its name. */
export function verbOf(tool: string, running: boolean): { verb: string; hasTitle: boolean } {
  const words = wordsOfTool(tool)
  if (!words) return { verb: tool.replaceAll('_', ' '), hasTitle: true }
  return { verb: running ? words.running : words.done, hasTitle: !words.alone }
}

export function toolLine(tool: ToolSummary): Piece[] {
  const { verb, hasTitle } = verbOf(tool.tool, tool.state === 'running')
  return hasTitle ? [`${verb} `, { code: tool.title }] : [verb]
}

export function linesChanged(tools: readonly ToolSummary[]): { added: number; removed: number } {
  const changed = tools.flatMap((tool) => tool.files)
  return {
    added: changed.reduce((sum, file) => sum + file.added, 0),
    removed: changed.reduce((sum, file) => sum + file.removed, 0),
  }
}

export function stateOf(tools: readonly ToolSummary[]): ToolSummary['state'] {
  if (tools.some((tool) => tool.state === 'running')) return 'running'
  return tools.some((tool) => tool.state === 'failed') ? 'failed' : 'ok'
}

/** Milliseconds; null while a call runs. */
export function timeOf(tools: readonly ToolSummary[]): number | null {
  return tools.some((tool) => tool.ms === null)
    ? null
    : tools.reduce((sum, tool) => sum + (tool.ms ?? 0), 0)
}
