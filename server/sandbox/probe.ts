import type { Clock } from '../lib/clock.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { askDevServer } from './dev-request.ts'

const fastMs = 15
const slowMs = 250
/** Dev servers seldom need longer to start. */
const fastForMs = 3_000

async function answers(upstream: PreviewUpstream): Promise<boolean> {
  const answer = await askDevServer(upstream, '/', { accept: 'text/html', maxBytes: 0 })
  // A proxy before the sandbox returns 502 until something listens.
  return answer !== null && (upstream.kind === 'stream' || answer.status !== 502)
}

/** Polls until HTTP responds; throws the signal's reason. */
export async function untilAnswered(
  upstream: PreviewUpstream,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const begun = clock.now()
  for (;;) {
    signal.throwIfAborted()
    if (await answers(upstream)) return
    await clock.sleep(clock.now() - begun < fastForMs ? fastMs : slowMs, signal)
  }
}
