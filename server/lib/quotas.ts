/** How much there may be at once. `server/config.ts` reads each from the environment variable that it is named after. */
export interface Quotas {
  sessionsPerWorkspace: number
  /** By one person. */
  sessionsPerHour: number
  /** That one person owns. */
  workspacesPerPerson: number
  /** Messages, and suggestions, that wait in one session. */
  waitingMessages: number
  /** At work on this server. */
  runs: number
  runsPerWorkspace: number
  /** Open on this server. */
  sockets: number
  socketsPerAddress: number
  socketsPerPerson: number
  /** Over HTTP to this server, of one IP address. */
  callsPerMinute: number
  /** Running on this server. */
  sandboxes: number
  /** Starts, installs, checks and commands at once on this server. */
  heavyJobs: number
  /** Open on this server, where previews get ports of their own. */
  previewPorts: number
}

const none = Number.MAX_SAFE_INTEGER

export const unlimited: Quotas = {
  sessionsPerWorkspace: none,
  sessionsPerHour: none,
  workspacesPerPerson: none,
  waitingMessages: none,
  runs: none,
  runsPerWorkspace: none,
  sockets: none,
  socketsPerAddress: none,
  socketsPerPerson: none,
  callsPerMinute: none,
  sandboxes: none,
  heavyJobs: none,
  previewPorts: none,
}
