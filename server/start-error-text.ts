import { z } from 'zod'
import { errorText } from './lib/describe-error.ts'

const ListenError = z.object({
  code: z.string(),
  syscall: z.enum(['listen', 'getaddrinfo']),
  address: z.string().optional(),
  hostname: z.string().optional(),
  port: z.number().optional(),
})

/** One line without a stack, for the person who starts the server. */
export function startErrorText(error: unknown): string {
  const parsed = ListenError.safeParse(error)
  return (parsed.success && listenText(parsed.data)) || errorText(error)
}

function listenText({ code, address, hostname, port }: z.infer<typeof ListenError>): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Stop what uses it, or set PORT to another.`
    case 'EACCES':
      return `Port ${port} may not be used by this account. Set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return `HOST ${address} is no address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all of them.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return hostname
        ? `HOST ${hostname} leads to no address. Set HOST to an address of this machine.`
        : null
    default:
      return null
  }
}
