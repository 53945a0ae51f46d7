import type { z } from 'zod'
import type { Id } from '../../../shared/ids.ts'
import { truncate } from '../../../shared/truncate.ts'
import type { VersionChecks } from '../../../shared/protocol/version-view.ts'
import type { RunFiles, RunSandbox, RunVersions } from '../../agent-port/agent.ts'
import type { PageBrowser, PagePicture } from '../../browser/port.ts'
import type { ToolName } from '../../../shared/tools.ts'
import type { FileEdit } from '../../versions/file-change.ts'

/** Tools only propose edits: `Journal.endTool` makes them. */
export interface ToolContext {
  sessionId: Id
  files: RunFiles
  versions: RunVersions
  sandbox: RunSandbox
  browser: PageBrowser
  /** Whether the model sees pictures. */
  sees?: boolean
  signal: AbortSignal
}

export interface ToolOutcome {
  ok: boolean
  /** For the model, and for users who expand the call. */
  result: string
  edits: FileEdit[]
  /** If it was a check of the whole app. */
  checks?: VersionChecks
  /** For a model that sees. They last as long as the attempt. */
  pictures?: PagePicture[]
}

export interface AgentTool {
  name: ToolName
  description: string
  schema: z.ZodObject
  /** One line for users; must accept any arguments. */
  title(args: Record<string, unknown>): string
  /** Invalid use is an outcome; throws only when its context throws. */
  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolOutcome>
}

function sayIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const place = issue.path.map(String).join('.')
      return place ? `${place}: ${issue.message}` : issue.message
    })
    .join('\n')
}

/** Invalid arguments become a result that explains them. */
export function defineTool<Schema extends z.ZodObject>(parts: {
  name: ToolName
  description: string
  schema: Schema
  title(args: z.output<Schema>): string
  run(args: z.output<Schema>, context: ToolContext): Promise<ToolOutcome>
}): AgentTool {
  const { name, description, schema } = parts
  return {
    name,
    description,
    schema,
    title(args) {
      const parsed = schema.safeParse(args)
      return parsed.success ? oneLine(parts.title(parsed.data)) || name : name
    },
    async run(args, context) {
      const parsed = schema.safeParse(args)
      if (!parsed.success) {
        return failed(`The arguments of ${name} don't fit:\n${sayIssues(parsed.error)}`)
      }
      return parts.run(parsed.data, context)
    },
  }
}

export function done(result: string, edits: FileEdit[] = []): ToolOutcome {
  return {
    ok: true,
    result,
    edits,
  }
}

export function failed(result: string, edits: FileEdit[] = []): ToolOutcome {
  return {
    ok: false,
    result,
    edits,
  }
}

const titleLength = 120

function oneLine(text: string): string {
  return truncate(text.replace(/\s+/g, ' ').trim(), titleLength)
}
