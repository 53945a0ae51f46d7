import type { ChildProcess } from 'node:child_process'
import type { MemoryGroup } from '../usage/memory-groups.ts'

/** The account on the machine that a sandbox's processes and files belong to. */
export interface HostUser {
  uid: number
  gid: number
}

/** The folders in which overlayfs keeps what differs from the folder below. */
export interface Layers {
  upper: string
  work: string
  /** Whose the folder below is. The sandbox sees it as its own account's. */
  owner: HostUser
}

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

/** The name of the egress proxy's socket in its folder. */
export const proxySocketName = 'proxy.sock'
/** The port that stands for a sandbox's dev server, whatever it is on the machine. */
export const devPort = 5173
