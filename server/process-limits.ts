import { z } from 'zod'
import { ConfigError } from './config.ts'

/** A run with a sandbox, the database and a few people take about 150 files. */
const leastOpenFiles = 1_024
/** Threads count too: Vite and its compiler take about 40 in each sandbox. */
const leastProcesses = 256
/** The databases in WebAssembly reserve address space that they never use. */
const leastAddressSpace = 16 * 2 ** 30
/** The longest file of the embedded database and of sandboxes' packages. */
const leastFileSize = 256 * 2 ** 20

const Limit = z.union([z.number(), z.literal('unlimited')])
const Limits = z.object({
  open_files: z.object({ soft: Limit }),
  max_user_processes: z.object({ soft: Limit }),
  virtual_memory_bytes: z.object({ soft: Limit }),
  file_size_blocks: z.object({ soft: Limit }),
})

export interface ProcessLimits {
  openFiles: number
  processes: number
  addressSpace: number
  fileSize: number
}

function amount(limit: z.infer<typeof Limit>): number {
  return limit === 'unlimited' ? Infinity : limit
}

const none: ProcessLimits = {
  openFiles: Infinity,
  processes: Infinity,
  addressSpace: Infinity,
  fileSize: Infinity,
}

/** What the system grants to this process (`ulimit`). Node has already raised the soft limit of open files to the hard one. */
export function readProcessLimits(): ProcessLimits {
  const parsed = z.object({ userLimits: Limits }).safeParse(process.report.getReport())
  if (!parsed.success) return none
  const { userLimits: found } = parsed.data
  return {
    openFiles: amount(found.open_files.soft),
    // root has no such limit
    processes: process.getuid?.() === 0 ? Infinity : amount(found.max_user_processes.soft),
    addressSpace: amount(found.virtual_memory_bytes.soft),
    fileSize: amount(found.file_size_blocks.soft),
  }
}

/** Throws ConfigError for limits with which no sandbox or no database could work. */
export function requireLimits(limits: ProcessLimits): void {
  if (limits.openFiles < leastOpenFiles)
    throw new ConfigError(
      `only ${limits.openFiles} files may be open at once, too few for sandboxes. Raise the limit to ${leastOpenFiles} or more (ulimit -Hn, or LimitNOFILE= in systemd).`,
    )
  if (limits.processes < leastProcesses)
    throw new ConfigError(
      `this account may have only ${limits.processes} processes, too few for sandboxes. Raise the limit to ${leastProcesses} or more (ulimit -Hu, or TasksMax= and LimitNPROC= in systemd).`,
    )
  if (limits.addressSpace < leastAddressSpace)
    throw new ConfigError(
      `the address space of a process is limited to ${limits.addressSpace} bytes, too little for WebAssembly. Remove the limit (ulimit -Hv, or LimitAS= in systemd) and limit memory by control groups.`,
    )
  if (limits.fileSize < leastFileSize)
    throw new ConfigError(
      `files may have at most ${limits.fileSize} bytes, too few for the database and sandboxes. Remove the limit (ulimit -Hf, or LimitFSIZE= in systemd).`,
    )
}
