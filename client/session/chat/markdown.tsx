import { memo, useMemo } from 'react'
import { markdownBlocks } from './markdown-blocks.ts'
import { MarkdownTokens } from './markdown-tokens.tsx'
import { readMarkdown } from './read-markdown.ts'
import classes from './markdown.module.css'

const Block = memo(({ text }: { text: string }) => {
  const tokens = useMemo(() => readMarkdown(text), [text])
  return <MarkdownTokens tokens={tokens} />
})

/**
 * Text in Markdown; HTML in it is shown as the text that it is. While it still grows (`streaming`), only its last block is read
 * anew and a caret stands at its end.
 */
export const Markdown = memo(({ text, streaming }: { text: string; streaming: boolean }) => (
  <div className={classes.text} data-streaming={streaming || undefined}>
    {streaming ? (
      // Blocks only ever grow at the end: their places are their names.
      markdownBlocks(text).map((block, index) => <Block key={index} text={block} />)
    ) : (
      <Block text={text} />
    )}
  </div>
))
