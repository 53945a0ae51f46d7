import { z } from 'zod'
import { hideSecrets } from '../../lib/secrets.ts'

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined)

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
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: address,
  OPENAI_MODEL_NAME: text,
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: address,
  ANTHROPIC_MODEL_NAME: text,
})
export type ModelEnv = z.infer<typeof ModelEnv>

/** Hides the keys. Throws a ZodError whose issues name the malformed variable. */
export function readModelEnv(env: NodeJS.ProcessEnv): ModelEnv {
  hideSecrets(env)
  return ModelEnv.parse(env)
}
