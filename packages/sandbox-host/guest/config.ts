import { booleanOf, parseFields, stringMapOf, stringOf, uintOf } from './decode.ts'

/** What the host tells the daemon, as one line of JSON on its stdin. */
export interface DaemonConfig {
  /** The unix socket to listen on. */
  socket: string
  /** The home folder on the machine; the daemon shows it to clients as /home/user. */
  home: string
  /** True inside bubblewrap, where every path and port is the sandbox's own. */
  confined: boolean
  /** What every command finds in its environment. */
  environment: Record<string, string>
  /** The only port that may be opened from outside; undefined for any. */
  onlyPort?: number | undefined
  /** The host's egress proxy: its socket, and the port of 127.0.0.1 that is relayed to it. */
  egressSocket?: string | undefined
  egressPort?: number | undefined
  /** An environment variable that marks the sandbox's processes, to find strays by. */
  mark: string
}

/** Reads the host's line. Throws where it isn't one. */
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
