import { memo, useMemo } from 'react'
import { markdownBlocks } from './markdown-blocks.ts'
import { MarkdownTokens } from './markdown-tokens.tsx'
import { longestMarkdown, readMarkdown } from './read-markdown.ts'
import classes from './markdown.module.css'

const Block = memo(({ text }: { text: string }) => {
  const tokens = useMemo(() => readMarkdown(text), [text])
  return <MarkdownTokens tokens={tokens} />
})

/** A text that has become too long is shown as it will be at its end. */
function streamedBlocks(text: string): string[] {
  return text.length > longestMarkdown ? [text] : markdownBlocks(text)
}

/** Shows HTML as text. While `streaming`, only the last block is parsed again. */
export const Markdown = memo(({ text, streaming }: { text: string; streaming: boolean }) => (
  <div className={classes.text} data-streaming={streaming || undefined}>
    {streaming ? (
      // Blocks are only appended: the index is a stable key.
      streamedBlocks(text).map((block, index) => <Block key={index} text={block} />)
    ) : (
      <Block text={text} />
    )}
  </div>
))
