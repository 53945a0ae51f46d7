import { ChatAnthropic } from '@langchain/anthropic'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { ChatOpenAICompletions } from '@langchain/openai'
import type { ModelInfo } from '../../agent-port/agent.ts'
import { createDemoModel } from '@fegg/demo-model'
import { boundedFetch } from './bounded-fetch.ts'
import type { ModelEnv } from './env.ts'

export interface ModelEntry extends ModelInfo {
  /** For error messages. */
  host: string
  /** See `ModelCall`. */
  saysFinish: boolean
  /** Whether it takes pictures. */
  sees: boolean
  create(): BaseChatModel
}

/** Models that are known to take pictures, by their names. A variable says so of others. */
const seeing: Record<'zai' | 'openai' | 'anthropic', RegExp> = {
  zai: /^glm-[\d.]+v/,
  openai: /^(gpt-4o|gpt-4\.1|gpt-4-turbo|gpt-5|chatgpt-4o|o1$|o1-20|o3$|o3-20|o4-mini)/,
  anthropic: /^claude-(?!instant|[12]\b)/,
}

const answerTokens = 16_000

function hostOf(address: string): string {
  return new URL(address).host
}

/** Any OpenAI-compatible endpoint. The agent retries, not the client. */
function openAiShaped(parts: {
  id: string
  label: string
  model: string
  apiKey: string
  baseURL: string
  sees: boolean
}): ModelEntry {
  const { id, label, model, apiKey, baseURL, sees } = parts
  return {
    id,
    label,
    demo: false,
    host: hostOf(baseURL),
    saysFinish: true,
    sees,
    create: () =>
      new ChatOpenAICompletions({
        model,
        apiKey,
        configuration: { baseURL, fetch: boundedFetch(hostOf(baseURL)) },
        maxRetries: 0,
        streamUsage: true,
      }),
  }
}

function anthropic(
  apiKey: string,
  baseURL: string,
  { model, sees }: { model: string; sees: boolean },
): ModelEntry {
  return {
    id: 'anthropic',
    label: model,
    demo: false,
    host: hostOf(baseURL),
    saysFinish: true,
    sees,
    create: () =>
      new ChatAnthropic({
        model,
        apiKey,
        anthropicApiUrl: baseURL,
        clientOptions: { fetch: boundedFetch(hostOf(baseURL)) },
        maxTokens: answerTokens,
        maxRetries: 0,
        streamUsage: true,
      }),
  }
}

const demo: ModelEntry = {
  id: 'demo',
  label: 'Demo model',
  demo: true,
  host: 'the demo model',
  saysFinish: false,
  sees: false,
  create: () => createDemoModel(),
}

/** The default first, the demo model last. */
export function modelEntries(env: ModelEnv): ModelEntry[] {
  const entries: ModelEntry[] = []
  if (env.ZAI_API_KEY) {
    const model = env.ZAI_MODEL_NAME ?? 'glm-4.6'
    entries.push(
      openAiShaped({
        id: 'zai',
        label: model,
        model,
        apiKey: env.ZAI_API_KEY,
        baseURL: env.ZAI_BASE_URL ?? 'https://api.z.ai/api/paas/v4',
        sees: env.ZAI_VISION ?? seeing.zai.test(model),
      }),
    )
  }
  if (env.OPENAI_API_KEY) {
    const model = env.OPENAI_MODEL_NAME ?? 'gpt-5.1'
    entries.push(
      openAiShaped({
        id: 'openai',
        label: model,
        model,
        apiKey: env.OPENAI_API_KEY,
        baseURL: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
        sees: env.OPENAI_VISION ?? seeing.openai.test(model),
      }),
    )
  }
  if (env.ANTHROPIC_API_KEY) {
    const model = env.ANTHROPIC_MODEL_NAME ?? 'claude-sonnet-4-5'
    entries.push(
      anthropic(env.ANTHROPIC_API_KEY, env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com', {
        model,
        sees: env.ANTHROPIC_VISION ?? seeing.anthropic.test(model),
      }),
    )
  }
  return [...entries, demo]
}
