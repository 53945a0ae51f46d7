import { ActionIcon, Button, Modal, Slider } from '@mantine/core'
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconVersions } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { Id } from '../../../shared/ids.ts'
import { namesOf } from '../../../shared/names.ts'
import type { Moment, Story } from '../../../shared/protocol/story.ts'
import { catchUpWords, files } from '../../words/versions.ts'
import { AuthorAvatars } from '../chat/author-avatars.tsx'
import { useLook } from '../look/use-look.ts'
import { ProofPictures } from '../proof/proof-pictures.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { fullTime, shortTime } from '../time.ts'
import { useFork } from '../undo/version-dialogs.tsx'
import { LineCounts } from '../versions/line-counts.tsx'
import classes from './catch-up.module.css'
import { usePlaying } from './use-playing.ts'

interface AtVersion {
  id: Id
  number: number
  picture: boolean
}

/** The app as it was at a moment. */
function versionAt({ from, moments }: Story, at: number): AtVersion {
  const last = moments.slice(0, at + 1).findLast((moment) => moment.is === 'version')
  return last?.is === 'version' ? last.version : { ...from, picture: false }
}

function Picture({ version }: { version: AtVersion }) {
  const { view } = useSession()
  if (!version.picture)
    return (
      <div className={classes.picture}>
        <IconVersions size={28} stroke={1.4} aria-hidden />
        <span>{catchUpWords.atVersion(version.number)}</span>
      </div>
    )
  return (
    <img
      className={classes.picture}
      src={`/pictures/${view.id}/${version.id}`}
      alt={`Version ${version.number}`}
    />
  )
}

function Words({ moment }: { moment: Moment }) {
  const authors = moment.is === 'message' ? moment.authors : moment.version.authors
  return (
    <div className={classes.words}>
      <div className={classes.who}>
        <AuthorAvatars authors={authors} size={20} />
        <b>{namesOf(authors)}</b>
        <time dateTime={moment.at} title={fullTime(moment.at)}>
          {shortTime(moment.at)}
        </time>
      </div>
      {moment.is === 'message' ? (
        <p className={classes.text}>{moment.text}</p>
      ) : (
        <p className={classes.text}>
          <b>Version {moment.version.number}</b> · {files(moment.version.fileCount)}{' '}
          <LineCounts added={moment.version.added} removed={moment.version.removed} />
          <br />
          {moment.version.name ?? moment.version.title}
        </p>
      )}
      {moment.is === 'version' && <ProofPictures key={moment.id} version={moment.version} />}
    </div>
  )
}

export default function CatchUpPlayer({ story, onClose }: { story: Story; onClose: () => void }) {
  const { moments } = story
  const { at, playing, goTo, toggle } = usePlaying(moments.length)
  const look = useLook()
  const fork = useFork()
  const mayFork = useMay('session.create')
  const moment = moments[at]
  const version = versionAt(story, at)
  const leave = (then: () => void) => () => {
    onClose()
    then()
  }
  const onKey = (event: KeyboardEvent) => {
    // a dialog that was opened from here has keys of its own
    if (event.target instanceof Node && !event.currentTarget.contains(event.target)) return
    const onButton = event.target instanceof HTMLButtonElement
    if (event.key === ' ' && !onButton) toggle()
    else if (event.key === 'ArrowLeft') goTo(at - 1)
    else if (event.key === 'ArrowRight') goTo(at + 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (!moment) return null
  return (
    <Modal opened onClose={onClose} title="Catch up" size="lg">
      <div className={classes.player} onKeyDownCapture={onKey}>
        <Picture version={version} />
        <Words moment={moment} />
        <div className={classes.scrub}>
          <ActionIcon
            size="lg"
            variant="default"
            data-autofocus
            aria-label={playing ? 'Pause' : 'Play'}
            onClick={toggle}
          >
            {playing ? (
              <IconPlayerPauseFilled size={16} aria-hidden />
            ) : (
              <IconPlayerPlayFilled size={16} aria-hidden />
            )}
          </ActionIcon>
          <Slider
            className={classes.slider}
            min={0}
            max={Math.max(1, moments.length - 1)}
            value={at}
            onChange={goTo}
            label={null}
            thumbLabel="Moment"
            thumbValueText={catchUpWords.position(at + 1, moments.length)}
            thumbProps={{ 'aria-description': catchUpWords.keys }}
          />
          <span className={classes.position}>{catchUpWords.position(at + 1, moments.length)}</span>
        </div>
        <div className={classes.ways}>
          {mayFork && (
            <Button
              variant="default"
              onClick={leave(() => fork.open({ versionId: version.id, number: version.number }))}
            >
              Fork from here
            </Button>
          )}
          <Button onClick={leave(() => look.open(version.id))}>Look</Button>
        </div>
      </div>
    </Modal>
  )
}
