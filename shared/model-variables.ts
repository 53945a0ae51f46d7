/** The environment variables of each provider that the server knows; its settings and notes name no others. */
export const modelVariables = {
  zai: ['ZAI_API_KEY', 'ZAI_BASE_URL', 'ZAI_MODEL_NAME', 'ZAI_VISION'],
  openai: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL_NAME', 'OPENAI_VISION'],
  anthropic: [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_BASE_URL',
    'ANTHROPIC_MODEL_NAME',
    'ANTHROPIC_VISION',
  ],
} as const
