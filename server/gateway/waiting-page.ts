import { randomBytes } from 'node:crypto'

/** Polls carry this header; responses are 204 (ready), 503, or 502 with a message. */
export const waitHeader = 'x-fegg-wait'

export type WaitingState = { is: 'starting' } | { is: 'waking' } | { is: 'failed'; message: string }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function wordsOf(state: WaitingState): { title: string; text: string } {
  switch (state.is) {
    case 'starting':
      return { title: 'Starting the preview…', text: 'The sandbox is being prepared.' }
    case 'waking':
      return { title: 'Waking the preview…', text: 'The sandbox was asleep.' }
    case 'failed':
      return { title: 'The preview failed to start', text: state.message }
  }
}

const style = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:15px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:44rem;padding:2rem;text-align:center}
h1{font-size:1.1rem;font-weight:600;margin:0 0 .5rem}
p{margin:0;opacity:.7;white-space:pre-wrap;overflow-wrap:anywhere}
p.failed{font:12px/1.5 ui-monospace,monospace;text-align:left}
button{margin-top:1.25rem;font:inherit;padding:.4rem 1rem}`

const script = `(async () => {
  for (;;) {
    try {
      const answer = await fetch(location.href, { headers: { '${waitHeader}': '1' }, cache: 'no-store' })
      if (answer.status === 204) return location.reload()
    } catch {}
    await new Promise((done) => setTimeout(done, 1000))
  }
})()
document.querySelector('button')?.addEventListener('click', () => location.reload())`

/** Reloads itself when the preview responds. */
export function waitingPage(
  state: WaitingState,
  frameAncestors: string,
): { headers: Record<string, string>; html: string } {
  const nonce = randomBytes(16).toString('base64')
  const { title, text } = wordsOf(state)
  const failed = state.is === 'failed'
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title><style nonce="${nonce}">${style}</style></head>
<body><main role="status"><h1>${escape(title)}</h1><p${failed ? ' class="failed"' : ''}>${escape(text)}</p>
${failed ? '<button type="button">Try again</button>' : ''}</main><script nonce="${nonce}">${script}</script></body></html>
`
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '1',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${frameAncestors}`,
    },
  }
}
