import { z } from 'zod'
import { hideSecrets } from '../../lib/secrets.ts'

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined)

const vision = text.pipe(
  z
    .enum(['0', '1'], 'must be 0 or 1')
    .optional()
    .transform((value) => (value === undefined ? undefined : value === '1')),
)

const address = text.pipe(
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .transform((value) => value?.replace(/\/+$/, '')),
)

/** Empty variables count as missing. */
export const ModelEnv = z.object({
  ZAI_API_KEY: text,
  ZAI_BASE_URL: address,
  ZAI_MODEL_NAME: text,
  ZAI_VISION: vision,
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: address,
  OPENAI_MODEL_NAME: text,
  OPENAI_VISION: vision,
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: address,
  ANTHROPIC_MODEL_NAME: text,
  ANTHROPIC_VISION: vision,
})
export type ModelEnv = z.infer<typeof ModelEnv>

/** Hides the keys. Throws a ZodError whose issues name the malformed variable. */
export function readModelEnv(env: NodeJS.ProcessEnv): ModelEnv {
  hideSecrets(env)
  return ModelEnv.parse(env)
}
