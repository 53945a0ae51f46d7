import { ActionIcon } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useMemo } from 'react'
import classes from './code-block.module.css'
import { highlight } from './highlight.ts'

/** A block of code with colours and a button that copies it. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const tokens = useMemo(() => highlight(code, language), [code, language])
  const label = clipboard.copied ? 'Copied' : 'Copy code'
  return (
    <div className={classes.block}>
      <pre
        className={classes.code}
        tabIndex={0}
        aria-label={language ? `${language} code` : 'Code'}
      >
        <code>
          {tokens.map((token, index) =>
            token.kind === 'plain' ? (
              token.text
            ) : (
              // The pieces of a text have no names but their places.
              <span key={index} data-kind={token.kind}>
                {token.text}
              </span>
            ),
          )}
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
