import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { createDemoModel } from '../index.ts'

/** What the model works with: names only, schemas as any model gets them. */
export const tools = [
  tool('list_files', { path: { type: 'string' } }),
  tool('read_file', { path: { type: 'string' } }),
  tool('write_file', { path: { type: 'string' }, content: { type: 'string' } }),
  tool('edit_file', { path: { type: 'string' }, edits: { type: 'array' } }),
  tool('delete_file', { path: { type: 'string' } }),
  tool('search_files', { query: { type: 'string' } }),
  tool('run_command', { command: { type: 'string' } }),
  tool('add_dependency', { packages: { type: 'array' } }),
  tool('check_app', {}),
]

function tool(name: string, properties: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'function',
    function: { name, description: name, parameters: { type: 'object', properties } },
  }
}

export interface Run {
  /** The last text. */
  text: string
  calls: { name: string; args: Record<string, unknown>; result: string }[]
  steps: number
}

/**
 * A session in memory: files in a map, tools that work on them, and the model in the loop that an
 * agent runs. `check` answers check_app.
 */
export class DemoSession {
  readonly files: Map<string, string>
  readonly messages: BaseMessage[] = [new SystemMessage('You build front ends.')]
  check: (files: Map<string, string>) => string = () => 'clean'
  /** Calls that fail without an effect. */
  refuse: (name: string, path: string) => boolean = () => false
  /** Called before each tool call: somebody else at work in the same files. */
  meanwhile: (name: string, path: string) => void = () => {}
  readonly #steers: BaseMessage[] = []
  readonly #model = createDemoModel({ tokensPerSecond: Number.POSITIVE_INFINITY }).bindTools(tools)

  constructor(files: ReadonlyMap<string, string>) {
    this.files = new Map(files)
  }

  /** Says something and lets the model work until it calls no more tools. */
  async ask(text: string): Promise<Run> {
    this.messages.push(new HumanMessage(text))
    const run: Run = { text: '', calls: [], steps: 0 }
    for (;;) {
      const reply = await this.#model.invoke(this.messages)
      run.steps += 1
      if (run.steps > 12) throw new Error(`no end after 12 steps for: ${text}`)
      this.messages.push(new AIMessage({ content: reply.text, tool_calls: reply.tool_calls ?? [] }))
      run.text = reply.text
      if (!reply.tool_calls?.length) return run
      for (const call of reply.tool_calls) {
        const { result, failed } = this.#use(call.name, call.args)
        run.calls.push({ name: call.name, args: call.args, result })
        this.messages.push(
          new ToolMessage({
            content: result,
            tool_call_id: call.id ?? '',
            status: failed ? 'error' : 'success',
          }),
        )
      }
      this.messages.push(...this.#steers.splice(0))
    }
  }

  /** Says something while the model works: it hears of it before its next step. */
  steer(text: string): void {
    this.#steers.push(new HumanMessage({ content: text, additional_kwargs: { steer: true } }))
  }

  #use(name: string, args: Record<string, unknown>): { result: string; failed: boolean } {
    try {
      return { result: this.#answer(name, args), failed: false }
    } catch (error) {
      return { result: error instanceof Error ? error.message : String(error), failed: true }
    }
  }

  #answer(name: string, args: Record<string, unknown>): string {
    const path = String(args['path'] ?? '')
    this.meanwhile(name, path)
    if (this.refuse(name, path)) throw new Error(`${path} was refused`)
    switch (name) {
      case 'list_files':
        return [...this.files.keys()].sort().join('\n')
      case 'read_file':
        return this.#read(path)
      case 'write_file':
        this.files.set(path, String(args['content']))
        return `wrote ${path}`
      case 'edit_file':
        this.files.set(path, applyEdits(path, this.#read(path), args['edits']))
        return `edited ${path}`
      case 'delete_file':
        this.#read(path)
        this.files.delete(path)
        return `deleted ${path}`
      case 'check_app': {
        const found = this.check(this.files)
        if (found !== 'clean') throw new Error(found)
        return found
      }
      default:
        throw new Error(`there is no tool ${name}`)
    }
  }

  #read(path: string): string {
    const content = this.files.get(path)
    if (content === undefined) throw new Error(`${path} does not exist`)
    return content
  }
}

function applyEdits(path: string, before: string, edits: unknown): string {
  if (!Array.isArray(edits) || edits.length === 0) throw new Error('edits must be a list')
  let text = before
  for (const edit of edits as { search: string; replace: string }[]) {
    const count = text.split(edit.search).length - 1
    if (edit.search === '' || count !== 1)
      throw new Error(`${path}: search found ${count} times: ${edit.search}`)
    text = text.replace(edit.search, () => edit.replace)
  }
  return text
}
