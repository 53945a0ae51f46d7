import { addDependency } from './add-dependency.ts'
import { checkApp } from './check-app.ts'
import { deleteFile } from './delete-file.ts'
import { editFile } from './edit-file.ts'
import { listFiles } from './list-files.ts'
import { readFile } from './read-file.ts'
import { runCommand } from './run-command.ts'
import { searchFiles } from './search-files.ts'
import type { AgentTool } from './tool.ts'
import { writeFile } from './write-file.ts'

/** Everything that the agent can do, in the order in which the model is told of it. */
export const tools: readonly AgentTool[] = [
  listFiles,
  readFile,
  searchFiles,
  writeFile,
  editFile,
  deleteFile,
  runCommand,
  addDependency,
  checkApp,
]

export function toolByName(name: string): AgentTool | undefined {
  return tools.find((tool) => tool.name === name)
}
