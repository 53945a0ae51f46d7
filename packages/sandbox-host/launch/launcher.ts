import type { ChildProcess } from 'node:child_process'
import type { Layers } from '../homes/homes.ts'
import type { HostUser } from '../lib/host-user.ts'
import type { MemoryGroup } from '../usage/memory-groups.ts'

/** What a launcher needs to start a sandbox. All paths are the machine's. */
export interface LaunchRequest {
  id: string
  /** The sandbox's home folder, or the folder below its layers. */
  home: string
  /** If given, `home` is shared and read-only, and the sandbox's changes go here. */
  layers: Layers | null
  sockets: string
  /** The folder of the egress proxy's socket; null where the launcher doesn't confine. */
  egress: string | null
  /** The owner of `home`; null if that is the server's account. */
  user: HostUser | null
  /** The creator's variables, for every command. */
  environment: Record<string, string>
}

export interface Launched {
  child: ChildProcess
  /** An environment variable (NAME=value) that marks its processes, if they are not all below `child`. */
  mark?: string
  /** The daemon's socket, by a name that the sandbox can't reach. */
  socket: string
  /** Translates a port that a client names into the port inside. */
  port(named: number): number
  /** The kernel's limit to the memory of the whole sandbox, if there is one. */
  memory?: Pick<MemoryGroup, 'kills'>
  /** Removes what outlives `child`. Called after that has ended. */
  cleanUp(): Promise<void>
}

export interface Launcher {
  readonly kind: 'bubblewrap' | 'plain'
  /** True if code in a sandbox can't reach the machine. */
  readonly confined: boolean
  launch(request: LaunchRequest): Promise<Launched>
}

/** The port that stands for a sandbox's dev server, whatever it is on the machine. */
export const devPort = 5173
