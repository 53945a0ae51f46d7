/** What the model says in one step: text for people and calls for the agent's tools. */
export interface Reply {
  text: string
  calls: ToolRequest[]
}

export interface ToolRequest {
  name: string
  args: Record<string, unknown>
}

/** A step without tool calls, which ends the turn. */
export function say(text: string): Reply {
  return { text, calls: [] }
}

/** A step that calls tools. */
export function act(text: string, calls: ToolRequest[]): Reply {
  return { text, calls }
}

export const listFiles = (): ToolRequest => ({ name: 'list_files', args: {} })

export const readFile = (path: string): ToolRequest => ({ name: 'read_file', args: { path } })

export const writeFile = (path: string, content: string): ToolRequest => ({
  name: 'write_file',
  args: { path, content },
})

export const deleteFile = (path: string): ToolRequest => ({ name: 'delete_file', args: { path } })

export const checkApp = (): ToolRequest => ({ name: 'check_app', args: {} })

export interface Edit {
  search: string
  replace: string
}

export const editFile = (path: string, edits: Edit[]): ToolRequest => ({
  name: 'edit_file',
  args: { path, edits },
})
