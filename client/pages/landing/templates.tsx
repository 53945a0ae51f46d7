import { landingWords } from '../../words/landing.ts'
import classes from './templates.module.css'
import { templates } from './template-list.ts'

type TemplatesProps = {
  picked: string | null
  onPick: (id: string, prompt: string) => void
}

export function Templates({ picked, onPick }: TemplatesProps) {
  return (
    <section className={classes.templates} aria-labelledby="templates">
      <h2 id="templates" className={classes.title}>
        {landingWords.templates}
      </h2>
      <ul className={classes.grid}>
        {templates.map(({ id, name, hint, prompt, illustration }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.card}
              data-picked={picked === id || undefined}
              onClick={() => onPick(id, prompt)}
            >
              <span className={classes.illustration}>
                <img src={illustration} width={640} height={400} alt="" decoding="async" />
              </span>
              <span className={classes.name}>{name}</span>
              <span className={classes.hint}>{hint}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
