import classes from './message.module.css'

/** The agent's face: the yolk of the egg. */
export function AgentMark() {
  return (
    <span className={classes.agent} aria-hidden>
      <i />
    </span>
  )
}
