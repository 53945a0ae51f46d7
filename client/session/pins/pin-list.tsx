import { Button, CloseButton, SegmentedControl, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMessagePlus, IconPointer } from '@tabler/icons-react'
import { useState } from 'react'
import type { RecordPin } from '../../../shared/protocol/record-pin.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Part } from '../../ui/part.tsx'
import { commentWords } from '../../words/session.ts'
import { useMay } from '../session-context.tsx'
import { pinPlace } from './pin-words.ts'
import classes from './pins.module.css'
import type { PickPurpose, Pins } from './use-pins.ts'

const icon = { size: 15, stroke: 1.7, 'aria-hidden': true } as const

const filters = ['open', 'resolved'] as const
type Filter = (typeof filters)[number]

function Row({ pin, lost, onOpen }: { pin: RecordPin; lost: boolean; onOpen: () => void }) {
  const [first] = pin.comments
  const replies = pin.comments.length - 1
  return (
    <li>
      <UnstyledButton className={classes.row} data-lost={lost || undefined} onClick={onOpen}>
        <Avatar
          id={pin.author.id}
          name={pin.author.name}
          color={pin.author.color}
          size={22}
          decorative
        />
        <span className={classes.rowWords}>
          <span className={classes.rowText}>
            <b>{pin.number}</b> {first?.text}
          </span>
          <span className={classes.rowPlace}>
            {pinPlace(pin, lost)}
            {replies > 0 && ` · ${replies} ${replies === 1 ? 'reply' : 'replies'}`}
            {pin.messageId && !pin.resolved && ' · sent'}
          </span>
        </span>
      </UnstyledButton>
    </li>
  )
}

const emptyWords: Record<Filter, string> = {
  open: commentWords.noneOpen,
  resolved: commentWords.noneResolved,
}

export function PinList({
  pins,
  onPick,
  onClose,
}: {
  pins: Pins
  onPick: (purpose: PickPurpose) => void
  onClose: () => void
}) {
  const pick = (purpose: PickPurpose) => () => {
    onPick(purpose)
    // On a phone the list covers the page.
    if (phone) onClose()
  }
  const phone = useMediaQuery('(max-width: 760px)')
  const mayWrite = useMay('pin.write')
  const mayAsk = useMay('draft.write')
  const [filter, setFilter] = useState<Filter>('open')
  const shown = pins.pins
    .filter((pin) => (pin.resolved === null) === (filter === 'open'))
    .toReversed()
  return (
    <section className={classes.panel} aria-label="Comments">
      <div className={classes.panelHead}>
        <SegmentedControl
          size="xs"
          aria-label="Which comments"
          value={filter}
          onChange={(value) => setFilter(filters.find((one) => one === value) ?? 'open')}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'resolved', label: 'Resolved' },
          ]}
        />
        <CloseButton size="sm" aria-label="Close the comments" onClick={onClose} />
      </div>
      <div className={classes.panelTools}>
        {mayWrite && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconMessagePlus {...icon} />}
            disabled={!pins.canPick}
            onClick={pick('comment')}
          >
            New comment
          </Button>
        )}
        {mayAsk && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPointer {...icon} />}
            disabled={!pins.canPick}
            onClick={pick('reference')}
          >
            Mention in message
          </Button>
        )}
      </div>
      {/* A box that scrolls can be reached by keyboard. */}
      <div className={classes.panelList} tabIndex={0} role="group" aria-label="List of comments">
        {shown.length === 0 && <p className={classes.empty}>{emptyWords[filter]}</p>}
        <ul>
          {shown.map((pin) => (
            <Part key={pin.id} name="comment" content={[pin]} item>
              <Row
                pin={pin}
                lost={pins.lost.has(pin.id)}
                onOpen={() => {
                  pins.goTo(pin)
                  if (phone) onClose()
                }}
              />
            </Part>
          ))}
        </ul>
      </div>
    </section>
  )
}
