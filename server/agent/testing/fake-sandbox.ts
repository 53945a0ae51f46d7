import type { ReadBack, RunSandbox } from '../../agent-port/agent.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import type { MemoryRows } from './memory-rows.ts'

export type CommandAnswer = Partial<Awaited<ReturnType<RunSandbox['run']>>>

const cleanPage = JSON.stringify({
  ok: true,
  loaded: true,
  errors: [],
  warnings: [],
  text: 'Hi',
  ms: 5,
})

export class FakeSandbox implements RunSandbox {
  readonly commands: string[] = []
  /** What `readBack` says could not be kept. */
  problems: string[] = []
  files = new Map<string, string>()
  readonly #rows: MemoryRows
  /** May change `files` as the command would; null means a clean app. */
  answer: (command: string, files: Map<string, string>) => CommandAnswer | null = () => null

  constructor(rows: MemoryRows) {
    this.#rows = rows
  }

  async sync(): Promise<void> {
    this.files = new Map(this.#rows.files)
  }

  async run(command: string) {
    this.commands.push(command)
    const usual = command.includes('.fegg/') ? { stdout: `${cleanPage}\n` } : {}
    const said = this.answer(command, this.files) ?? usual
    return { exitCode: 0, stdout: '', stderr: '', timedOut: false, ...said }
  }

  preview: RunSandbox['preview'] = () => Promise.reject(new Error('There is no preview.'))

  async readBack(): Promise<ReadBack> {
    const edits: FileEdit[] = []
    for (const [path, content] of this.files) {
      if (this.#rows.files.get(path) !== content) edits.push({ path, content })
    }
    for (const path of this.#rows.files.keys()) {
      if (!this.files.has(path)) edits.push({ path, content: null })
    }
    return { edits, problems: this.problems }
  }
}
