export type ToolKind =
  | 'edit'
  | 'read'
  | 'look'
  | 'command'
  | 'dependency'
  | 'check'
  | 'use'
  | 'propose'

export type ToolIcon =
  | 'write'
  | 'remove'
  | 'eye'
  | 'list'
  | 'search'
  | 'terminal'
  | 'package'
  | 'shield'
  | 'versions'
  | 'undo'
  | 'pointer'

export interface ToolWords {
  kind: ToolKind
  icon: ToolIcon
  /** Before the call's title, or alone if `alone` is set. */
  running: string
  done: string
  alone?: true
}

/** The only place where tools are named for people. */
export const tools = {
  list_files: { kind: 'look', icon: 'list', running: 'Listing', done: 'Listed' },
  read_file: { kind: 'read', icon: 'eye', running: 'Reading', done: 'Read' },
  search_files: { kind: 'look', icon: 'search', running: 'Searching for', done: 'Searched for' },
  write_file: { kind: 'edit', icon: 'write', running: 'Writing', done: 'Wrote' },
  edit_file: { kind: 'edit', icon: 'write', running: 'Editing', done: 'Edited' },
  delete_file: { kind: 'edit', icon: 'remove', running: 'Deleting', done: 'Deleted' },
  run_command: { kind: 'command', icon: 'terminal', running: 'Running', done: 'Ran' },
  add_dependency: { kind: 'dependency', icon: 'package', running: 'Running', done: 'Ran' },
  check_app: {
    kind: 'check',
    icon: 'shield',
    running: 'Checking types, page and console',
    done: 'Checked types, page and console',
    alone: true,
  },
  use_app: { kind: 'use', icon: 'pointer', running: 'Trying', done: 'Tried' },
  list_versions: { kind: 'look', icon: 'versions', running: 'Listing', done: 'Listed' },
  read_version: { kind: 'read', icon: 'eye', running: 'Reading', done: 'Read' },
  compare_versions: { kind: 'look', icon: 'versions', running: 'Comparing', done: 'Compared' },
  propose_undo: { kind: 'propose', icon: 'undo', running: 'Proposing', done: 'Proposed' },
} as const satisfies Record<string, ToolWords>

export type ToolName = keyof typeof tools

/** Null for a tool that this version doesn't know. */
export function wordsOfTool(name: string): ToolWords | null {
  return Object.hasOwn(tools, name) ? tools[name as ToolName] : null
}
