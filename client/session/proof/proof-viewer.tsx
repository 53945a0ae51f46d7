import { ActionIcon, Modal } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { proofWords } from '../../words/proof.ts'
import classes from './proof.module.css'

interface Picture {
  src: string
  caption: string
  width: number
  height: number
}

interface Props {
  title: string
  pictures: readonly Picture[]
  first: number
  onClose: () => void
}

/** One picture, large. Arrow keys lead to the others. */
export default function ProofViewer({ title, pictures, first, onClose }: Props) {
  const [at, setAt] = useState(first)
  const [failed, setFailed] = useState<string | null>(null)
  const picture = pictures[Math.min(at, pictures.length - 1)]
  const go = (by: number) => setAt(Math.max(0, Math.min(pictures.length - 1, at + by)))
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') go(-1)
    else if (event.key === 'ArrowRight') go(1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (!picture) return null
  const { src, caption, width, height } = picture
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      <div className={classes.viewer} onKeyDownCapture={onKey}>
        {failed === src ? (
          <p className={classes.large}>{proofWords.failed}</p>
        ) : (
          <img
            className={classes.large}
            src={src}
            alt={caption}
            width={width}
            height={height}
            onError={() => setFailed(src)}
          />
        )}
        <div className={classes.bar}>
          <ActionIcon
            variant="default"
            aria-label="Previous picture"
            disabled={at === 0}
            onClick={() => go(-1)}
          >
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <span className={classes.captionLarge} aria-live="polite">
            {caption}{' '}
            <span className={classes.place}>{proofWords.place(at + 1, pictures.length)}</span>
          </span>
          <ActionIcon
            variant="default"
            aria-label="Next picture"
            data-autofocus
            disabled={at === pictures.length - 1}
            onClick={() => go(1)}
          >
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
        </div>
      </div>
    </Modal>
  )
}
