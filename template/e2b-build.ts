/** Builds the starter app's template at E2B, or at a service with the same API. */
import { type LogEntry, Template } from 'e2b'
import { e2bTemplate } from './e2b.ts'

export interface BuildSettings {
  /** E2B_TEMPLATE_ID of the servers that use it. */
  name: string
  apiKey: string
  apiUrl?: string | undefined
  domain?: string | undefined
  onLog(entry: LogEntry): void
}

/** Enough for Vite and a type check. */
const cpus = 2
const memoryMb = 2_048

/** Resolves when sandboxes can start from it. Throws the service's error. */
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
