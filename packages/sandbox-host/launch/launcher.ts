import type { ChildProcess } from 'node:child_process'
import type { Layers } from '../homes/homes.ts'
import type { HostUser } from '../lib/host-user.ts'
import type { MemoryGroup } from '../usage/memory-groups.ts'

/** What a launcher needs to start one sandbox. All paths are the machine's. */
export interface LaunchRequest {
  id: string
  /** The sandbox's home folder, or what it is layered on. */
  home: string
  /** Where given, `home` is shared and read only, and the sandbox's own changes go here. */
  layers: Layers | undefined
  /** A folder for this sandbox's sockets. */
  sockets: string
  /** The folder that holds the egress proxy's socket; undefined where the launcher does not confine. */
  egress: string | undefined
  /** Who owns `home`; undefined where that is whoever runs the server. */
  user: HostUser | undefined
  /** What the creator of the sandbox wants in the environment of every command. */
  environment: Record<string, string>
}

/** A started sandbox. */
export interface Launched {
  child: ChildProcess
  /** An environment variable (NAME=value) that marks its processes, where they are not all below `child`. */
  mark?: string
  /** The daemon's socket, by a name that the sandbox can't put something else behind. */
  socket: string
  /** Translates a port that a client names into the one to open inside. */
  port(named: number): number
  /** The kernel's limit to its memory in all, where there is one. */
  memory?: Pick<MemoryGroup, 'kills'>
  /** Removes what of the sandbox would outlive `child`. Called after it has ended. */
  cleanUp(): Promise<void>
}

/** A way to run a sandbox on this machine. */
export interface Launcher {
  readonly kind: 'bubblewrap' | 'plain'
  /** True where code in the sandbox can't reach the machine. */
  readonly confined: boolean
  launch(request: LaunchRequest): Promise<Launched>
}

/** The port that stands for a sandbox's dev server, whatever it is on the machine. */
export const devPort = 5173
