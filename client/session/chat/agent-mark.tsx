import classes from './message.module.css'

/** The agent's face: the yolk of the egg. */
export const AgentMark = () => (
  <span className={classes.agent} aria-hidden>
    <i />
  </span>
)
