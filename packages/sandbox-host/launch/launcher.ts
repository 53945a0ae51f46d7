import type { ChildProcess } from 'node:child_process'
import type { Layers } from '../homes/homes.ts'
import type { HostUser } from '../lib/host-user.ts'
import type { MemoryGroup } from '../usage/memory-groups.ts'

/** All paths are the machine's. */
export interface LaunchRequest {
  id: string
  templateId: string
  /** The lower folder, if there are layers. */
  home: string
  /** For changes; `home` is then shared and read-only. */
  layers: Layers | null
  sockets: string
  /** Folder of the egress proxy's socket; null if unconfined. */
  egress: string | null
  /** CA certificates that the sandbox trusts instead of the launcher's; null for those. */
  ca: string | null
  /** Owner of `home`; null for the server's account. */
  user: HostUser | null
  environment: Record<string, string>
}

export interface Launched {
  child: ChildProcess
  /** NAME=value in its processes' environment, if not all are below `child`. */
  mark?: string
  /** The daemon's socket; a confined sandbox can't reach this path. */
  socket: string
  /** Maps a port named by a client to the port inside. */
  port(named: number): number
  /** Memory limit of the whole sandbox. */
  memory?: Pick<MemoryGroup, 'kills'>
  /** Removes what outlives `child`. Call after its end. */
  cleanUp(): Promise<void>
}

export interface Launcher {
  readonly kind: 'bubblewrap' | 'plain'
  /** True if sandbox code can't reach the machine. */
  readonly confined: boolean
  launch(request: LaunchRequest): Promise<Launched>
}

/** Stands for a sandbox's dev server, whatever its real port. */
export const devPort = 5173
