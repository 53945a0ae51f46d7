import { cookiesOf } from '../../auth/cookies.ts'
import { readBrowserKey } from '../../auth/browser-key.ts'
import { cookieOf, mayBeSet, withoutReserved } from '../../upstream/cookies.ts'
import { towardsBrowser, towardsSandbox } from '../../upstream/headers.ts'
import { parsePreviewHost } from '../../gateway/preview-host.ts'
import type { Family } from './cpu-growth.ts'

type Read = (text: string) => unknown

/** What the gateway and the app read of a request's or an answer's head. */
const readers: Record<string, { read: Read; units: readonly string[] }> = {
  'cookies of a request': {
    read: (cookie) => [
      towardsSandbox({ cookie }, 'localhost'),
      withoutReserved(cookie),
      cookieOf(cookie, 'fegg_preview_x'),
      cookiesOf(cookie),
    ],
    units: [';', ' ', '=', 'a=1; ', '__Host-fegg_', 'fegg_a=1;', '\t;', '; '],
  },
  'cookies of a preview': {
    read: (cookie) => [mayBeSet(cookie), towardsBrowser({ 'set-cookie': [cookie] }, 'x')],
    units: [';', ' ', '=', '; domain', ';\t', 'a=1;', '; domain '],
  },
  'names of headers to drop': {
    read: (connection) => towardsSandbox({ connection, accept: '*/*' }, 'localhost'),
    units: [',', 'a,', ' ,', 'accept,'],
  },
  'the host': {
    read: (host) => parsePreviewHost(host, ['localhost']),
    units: ['a', '1', '.', '1-', '5173-a.', '[', ':', '-a'],
  },
  'a policy of the page': {
    read: (policy) => towardsBrowser({ 'content-security-policy': policy }, 'x'),
    units: [';', ' ', ',', 'img-src *;'],
  },
  'the browser’s key': {
    read: (protocol) => readBrowserKey({ 'sec-websocket-protocol': protocol }),
    units: [',', ' ', 'fegg.', 'fegg,', 'a', '-'],
  },
}

export function gatewayFamilies(): Family[] {
  return Object.entries(readers).flatMap(([head, { read, units }]) =>
    units.map((unit) => ({
      door: 'heads of requests',
      name: `${head}: ${JSON.stringify(unit)}`,
      size: 50_000,
      prepare: (size: number) => {
        const text = `a${unit.repeat(size / unit.length)}b`
        return { bytes: text.length, work: () => read(text) }
      },
    })),
  )
}

export function headerFamilies(): Family[] {
  return ['towards the sandbox', 'towards the browser'].map((way) => ({
    door: 'heads of requests',
    name: `many headers ${way}`,
    size: 5_000,
    prepare: (size: number) => {
      const headers = Object.fromEntries(Array.from({ length: size }, (_, at) => [`x-${at}`, 'a']))
      const read =
        way === 'towards the sandbox'
          ? () => towardsSandbox(headers, 'localhost')
          : () => towardsBrowser(headers, 'x')
      return { bytes: size * 8, work: read }
    },
  }))
}
