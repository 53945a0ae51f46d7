import { isValidElement, memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block.tsx'
import { markdownBlocks } from './markdown-blocks.ts'
import classes from './markdown.module.css'

const textOf = (node: ReactNode): string => {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  return ''
}

/** A fence's code: `pre` holds one `code`, whose class names the language. */
const fenceOf = (children: ReactNode): { code: string; language: string } => {
  const child: unknown = Array.isArray(children) ? children[0] : children
  if (!isValidElement<{ className?: string; children?: ReactNode }>(child))
    return { code: textOf(children), language: '' }
  const language = /language-(\S+)/.exec(child.props.className ?? '')?.[1] ?? ''
  return { code: textOf(child.props.children).replace(/\n$/, ''), language }
}

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  pre: ({ children }) => <CodeBlock {...fenceOf(children)} />,
  // A picture from anywhere would tell its host who reads this.
  img: ({ alt, src }) => (
    <a
      href={typeof src === 'string' ? src : undefined}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {alt || 'Picture'}
    </a>
  ),
  table: ({ children }) => (
    <div className={classes.table}>
      <table>{children}</table>
    </div>
  ),
}

const plugins = [remarkGfm]

const Block = memo(({ text }: { text: string }) => (
  <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml>
    {text}
  </ReactMarkdown>
))

/**
 * Text in Markdown; HTML in it isn't rendered. While it still grows (`streaming`), only its last block is read anew and a caret
 * stands at its end.
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
