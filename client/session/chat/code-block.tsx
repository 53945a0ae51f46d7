import { ActionIcon } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { memo, useDeferredValue } from 'react'
import classes from './code-block.module.css'
import type { CodeBlockTokens } from './highlight.ts'
import { useCodeTokens } from './use-code-tokens.ts'

/** Appending renders only the last blocks again. */
const Tokens = memo(({ tokens }: { tokens: CodeBlockTokens }) =>
  tokens.map(({ kind, text }, index) =>
    kind === 'plain' ? (
      text
    ) : (
      <span key={index} data-kind={kind}>
        {text}
      </span>
    ),
  ),
)

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const clipboard = useClipboard({ timeout: 1_500 })
  // Colors may lag behind streaming code.
  const deferred = useDeferredValue(code)
  const colored = code.startsWith(deferred) ? deferred : code
  const blocks = useCodeTokens(colored, language)
  const label = clipboard.copied ? 'Copied' : 'Copy code'
  return (
    <div className={classes.block}>
      <pre
        className={classes.code}
        tabIndex={0}
        aria-label={language ? `${language} code` : 'Code'}
      >
        <code>
          {blocks.map((tokens, index) => (
            <Tokens key={index} tokens={tokens} />
          ))}
          {code.slice(colored.length)}
        </code>
      </pre>
      <ActionIcon
        className={classes.copy}
        size="sm"
        aria-label={label}
        title={label}
        onClick={() => clipboard.copy(code)}
      >
        {clipboard.copied ? (
          <IconCheck size={14} aria-hidden />
        ) : (
          <IconCopy size={14} aria-hidden />
        )}
      </ActionIcon>
    </div>
  )
}
