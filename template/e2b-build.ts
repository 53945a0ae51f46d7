/** Builds the starter app's template at E2B, or at a service of one's own that speaks its API. */
import { type LogEntry, Template } from 'e2b'
import { e2bTemplate } from './e2b.ts'

export interface BuildSettings {
  /** E2B_TEMPLATE_ID of the servers that shall use it. */
  name: string
  apiKey: string
  apiUrl?: string | undefined
  domain?: string | undefined
  onLog(entry: LogEntry): void
}

/** What Vite, its packages and a type check need. */
const cpus = 2
const memoryMb = 2_048

/** Resolves when sandboxes can be made of it. Throws what the service says. */
export async function buildE2bTemplate(settings: BuildSettings): Promise<void> {
  const { name, apiKey, apiUrl, domain, onLog } = settings
  await Template.build(e2bTemplate(), name, {
    apiKey,
    ...(apiUrl !== undefined && { apiUrl }),
    ...(domain !== undefined && { domain }),
    cpuCount: cpus,
    memoryMB: memoryMb,
    onBuildLogs: onLog,
  })
}
