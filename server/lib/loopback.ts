import { isIP } from 'node:net'

/** Whether a host name or address, as in a URL or without brackets, is this machine's alone. */
export function isLoopback(host: string): boolean {
  const name = /^\[(.+)\]$/.exec(host)?.[1] ?? host.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true
  return isIP(name) === 4 && name.startsWith('127.')
}
