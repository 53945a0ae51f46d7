import { booleanOf, parseFields, stringMapOf, stringOf, uintOf } from './decode.ts'

/** Sent by the host as one line of JSON on stdin. */
export interface DaemonConfig {
  socket: string
  /** Path on the machine; clients see /home/user. */
  home: string
  /** True in bubblewrap: all paths and ports are the sandbox's own. */
  confined: boolean
  environment: Record<string, string>
  /** The only port reachable from outside; null for any. */
  onlyPort: number | null
  /** 127.0.0.1:egressPort is relayed to the host's egressSocket. */
  egressSocket: string | null
  egressPort: number | null
  /** NAME=value in the environment of the sandbox's processes, to find strays. */
  mark: string
}

export function parseConfig(line: string): DaemonConfig {
  const fields = parseFields(line)
  const socket = stringOf(fields, 'socket')
  const home = stringOf(fields, 'home')
  if (!socket || !home) throw new Error("the daemon's configuration is incomplete")
  return {
    socket,
    home,
    confined: booleanOf(fields, 'confined') ?? false,
    environment: stringMapOf(fields, 'environment'),
    onlyPort: uintOf(fields, 'onlyPort'),
    egressSocket: stringOf(fields, 'egressSocket'),
    egressPort: uintOf(fields, 'egressPort'),
    mark: stringOf(fields, 'mark') ?? '',
  }
}
