import { booleanOf, parseFields, stringMapOf, stringOf, uintOf } from './decode.ts'

/** The daemon's configuration: the host sends it as one line of JSON on stdin. */
export interface DaemonConfig {
  /** The unix socket to listen on. */
  socket: string
  /** The home folder on the machine. Clients see it as /home/user. */
  home: string
  /** True inside bubblewrap: every path and port is the sandbox's own. */
  confined: boolean
  /** Variables for every command. */
  environment: Record<string, string>
  /** The only port that may be opened from outside; null for any. */
  onlyPort: number | null
  /** The socket of the host's egress proxy, and the port of 127.0.0.1 that is relayed to it. */
  egressSocket: string | null
  egressPort: number | null
  /** An environment variable that marks the sandbox's processes, so that strays can be found. */
  mark: string
}

/** Throws where the line is incomplete or malformed. */
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
