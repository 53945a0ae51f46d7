import { UnstyledButton } from '@mantine/core'
import { Egg } from '../../ui/logo.tsx'
import { chatWords } from '../../words/session.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './chat-empty.module.css'

export function ChatEmpty() {
  const { propose } = useSession()
  const mayWrite = useMay('message.send')
  return (
    <div className={classes.empty}>
      <Egg size={34} />
      <h2>{chatWords.empty}</h2>
      <p>{chatWords.emptyText}</p>
      {mayWrite && (
        <ul className={classes.ideas}>
          {chatWords.ideas.map((idea) => (
            <li key={idea}>
              <UnstyledButton className={classes.idea} onClick={() => propose(idea)}>
                {idea}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
