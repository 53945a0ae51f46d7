import type { Spec } from '../../parse/spec.ts'
import { camel, kebab, pascal, title } from '../../parse/words.ts'
import { literal, type Section, section } from '../code.ts'

/** A section under a name that nothing is known of: heading, text and three points to fill. */
export function blankSection(label: string, spec: Spec): Section {
  const name = title(label)
  const component = `${pascal(label)}Section`
  const variable = `${camel(label)}Section`
  const content = {
    title: name,
    text: `Everything about ${label.toLowerCase()} at ${spec.name}.`,
    points: [
      { title: 'First things first', text: `What people ask most about ${label.toLowerCase()}.` },
      { title: 'Good to know', text: 'A few words that save everyone some time.' },
      { title: 'What comes next', text: 'News and plans for the weeks ahead.' },
    ],
  }
  const source = `import { Card } from '@/components/ui/card'
import { ${variable} } from '@/data/${kebab(label)}-section'

export function ${component}() {
  return (
    <section aria-label={${variable}.title} className="grid gap-8 py-14">
      <div className="grid gap-2">
        <h2 className="text-3xl font-bold tracking-tight text-balance">{${variable}.title}</h2>
        <p className="text-muted-foreground text-lg text-pretty">{${variable}.text}</p>
      </div>
      <ul className="grid gap-5 md:grid-cols-3">
        {${variable}.points.map((point) => (
          <li key={point.title}>
            <Card className="h-full gap-2 px-6">
              <h3 className="font-semibold">{point.title}</h3>
              <p className="text-muted-foreground text-sm text-pretty">{point.text}</p>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  const file = `${kebab(label)}-section`
  return section(
    component,
    file,
    source,
    new Map([[`src/data/${file}.ts`, `export const ${variable} = ${literal(content)}\n`]]),
  )
}
