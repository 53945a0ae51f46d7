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

export function listFiles(): ToolRequest {
  return { name: 'list_files', args: {} }
}

export function readFile(path: string): ToolRequest {
  return { name: 'read_file', args: { path } }
}

export function writeFile(path: string, content: string): ToolRequest {
  return {
    name: 'write_file',
    args: { path, content },
  }
}

export function deleteFile(path: string): ToolRequest {
  return { name: 'delete_file', args: { path } }
}

export function checkApp(): ToolRequest {
  return { name: 'check_app', args: {} }
}

export interface Edit {
  search: string
  replace: string
}

export function editFile(path: string, edits: Edit[]): ToolRequest {
  return {
    name: 'edit_file',
    args: { path, edits },
  }
}
