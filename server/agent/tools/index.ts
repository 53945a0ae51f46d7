import type { ToolName } from '../../../shared/tools.ts'
import { addDependency } from './add-dependency.ts'
import { checkApp } from './check-app.ts'
import { compareVersionsTool } from './compare-versions.ts'
import { deleteFile } from './delete-file.ts'
import { editFile } from './edit-file.ts'
import { listFiles } from './list-files.ts'
import { listVersionsTool } from './list-versions.ts'
import { proposeUndo } from './propose-undo.ts'
import { readFile } from './read-file.ts'
import { readVersion } from './read-version.ts'
import { runCommand } from './run-command.ts'
import { searchFiles } from './search-files.ts'
import { useApp } from './use-app.ts'
import type { AgentTool } from './tool.ts'
import { writeFile } from './write-file.ts'

/** In the order the model sees them. */
const byName: Record<ToolName, AgentTool> = {
  list_files: listFiles,
  read_file: readFile,
  search_files: searchFiles,
  write_file: writeFile,
  edit_file: editFile,
  delete_file: deleteFile,
  run_command: runCommand,
  add_dependency: addDependency,
  check_app: checkApp,
  use_app: useApp,
  list_versions: listVersionsTool,
  read_version: readVersion,
  compare_versions: compareVersionsTool,
  propose_undo: proposeUndo,
}

export const tools: readonly AgentTool[] = Object.values(byName)

export function toolByName(name: string): AgentTool | undefined {
  return tools.find((tool) => tool.name === name)
}
