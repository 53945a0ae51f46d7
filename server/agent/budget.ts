import type { Attempt } from './attempt.ts'

interface Use {
  used: number
  limit: number
  /** The limit, as part of a sentence. */
  words: string
}

/** From this share on the model is told to come to its end. */
const wrapUpShare = 0.8

function money(amount: number): string {
  return amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} seconds` : `${Math.round(ms / 60_000)} minutes`
}

/** What has a limit. A price that nobody has set makes no cost. */
async function usesOf(step: number, { run, steps, limits, price }: Attempt): Promise<Use[]> {
  const { inputTokens, outputTokens } = await steps.spentBefore(step)
  const uses: Use[] = [{ used: step, limit: limits.steps, words: `${limits.steps} steps` }]
  if (limits.tokens !== null) {
    const words = `${limits.tokens.toLocaleString('en')} tokens`
    uses.push({ used: inputTokens + outputTokens, limit: limits.tokens, words })
  }
  if (limits.cost !== null && price !== null) {
    const used = (inputTokens * price.input + outputTokens * price.output) / 1_000_000
    uses.push({ used, limit: limits.cost, words: `${money(limits.cost)} in money` })
  }
  const { limitMs } = run.time
  uses.push({ used: run.time.usedMs(), limit: limitMs, words: `${minutes(limitMs)} of work` })
  return uses
}

async function fullest(step: number, attempt: Attempt): Promise<Use & { share: number }> {
  const uses = await usesOf(step, attempt)
  const shares = uses.map((use) => ({ ...use, share: use.used / use.limit }))
  return shares.reduce((most, use) => (use.share > most.share ? use : most))
}

/** The budget that is used up. Null: none. The run's time ends by itself. */
export async function usedUp(step: number, attempt: Attempt): Promise<string | null> {
  const uses = await usesOf(step, attempt)
  const over = uses.find(({ used, limit }, index) => used >= limit && index < uses.length - 1)
  return over?.words ?? null
}

/** What the model is told near the end of a budget. Null: there is enough left. */
export async function wrapUp(step: number, attempt: Attempt): Promise<string | null> {
  const { share, words } = await fullest(step, attempt)
  if (share < wrapUpShare) return null
  const percent = Math.min(99, Math.floor(share * 100))
  return `# Finish now\n${percent}% of this request's budget of ${words} is used. Start nothing new. Make what there is work, and say what is done and what is left. What you have made is kept.`
}
