import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { hash, sentence, singular, withArticle } from '../../parse/words.ts'
import { literal, type Section, section } from '../code.ts'
import { dataFile } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { coverFiles, itemFiles, join } from '../lib-files.ts'
import { sampleItems } from '../samples.ts'
import { listFile } from './marketing.ts'

/** Who it is: name, craft, a sentence and two ways on. */
export function introSection(spec: Spec): Section {
  const craft = spec.topic === '' ? 'designer and maker' : singular(spec.topic)
  const person = /^(?:photography|design|architecture|illustration|music|writing|art)$/i.test(craft)
    ? `${sentence(craft)} and more`
    : `I am ${withArticle(craft)}`
  const intro = {
    greeting: `Hello, I’m ${spec.name}.`,
    headline: `${person}, and I care about the details.`,
    text: 'I work with people who have something to say, from the first sketch to the last touch.',
  }
  const source = `import { ArrowDown, Mail } from 'lucide-react'
import { Cover } from '@/components/cover'
import { Button } from '@/components/ui/button'
import { app } from '@/config'
import { intro } from '@/data/intro'

export function Intro() {
  return (
    <section aria-label="Introduction" className="grid items-center gap-10 py-16 md:grid-cols-[1.4fr_1fr] md:py-20">
      <div className="grid justify-items-start gap-5">
        <p className="text-muted-foreground text-lg">{intro.greeting}</p>
        <h1 className="text-4xl font-bold tracking-tight text-balance sm:text-5xl">{intro.headline}</h1>
        <p className="text-muted-foreground max-w-xl text-lg text-pretty">{intro.text}</p>
        <div className="flex flex-wrap gap-3">
          <Button size="lg" onClick={() => document.getElementById('work')?.scrollIntoView({ behavior: 'smooth' })}>
            See my work
            <ArrowDown aria-hidden />
          </Button>
          <Button size="lg" variant="outline" asChild>
            <a href="mailto:hello@example.com">
              <Mail aria-hidden />
              Write to me
            </a>
          </Button>
        </div>
      </div>
      <div className="relative mx-auto w-full max-w-72">
        <div aria-hidden className="from-primary/40 to-chart-2/40 absolute -inset-3 rounded-full bg-linear-to-br blur-2xl" />
        <Cover title={app.name} className="relative aspect-square rounded-full border shadow-xl" />
      </div>
    </section>
  )
}
`
  return section(
    'Intro',
    'intro',
    source,
    join(
      coverFiles(),
      new Map([['src/data/intro.ts', `export const intro = ${literal(intro)}\n`]]),
    ),
  )
}

/** Works in a grid with a filter by field. */
export function workSection(spec: Spec): Section {
  const own: Field[] = [
    { key: 'title', label: 'Title', type: 'text', required: true },
    {
      key: 'field',
      label: 'Field',
      type: 'choice',
      options: ['Commission', 'Collaboration', 'Study'],
    },
    { key: 'year', label: 'Year', type: 'number' },
    { key: 'text', label: 'About it', type: 'long' },
    { key: 'link', label: 'Link', type: 'url' },
  ]
  const fields = mergeFields(own, spec.fields)
  const count = Math.min(12, Math.max(2, spec.counts['projects'] ?? spec.counts['works'] ?? 6))
  const names = ['Harbour', 'Second Summer', 'Paper Garden', 'Echo', 'North Window', 'Slow Bloom']
  const samples = sampleItems(
    fields,
    spec.topic === '' ? 'project' : singular(spec.topic),
    count,
  ).map((sample, index) => ({
    ...sample,
    title: `${names[index % names.length]}${index >= names.length ? ' II' : ''}`,
    year: 2026 - (index % 5),
    link: '',
  }))
  const source = `import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Cover } from '@/components/cover'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { fields, noun, samples } from '@/data/projects'
import { text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'

const kinds = fields.find((field) => field.type === 'choice')
const details = fields.slice(1).filter((field) => field.type !== 'long')

export function Work() {
  const { items, add, update, remove } = useItems('projects', samples)
  const [kind, setKind] = useState('')
  const [edited, setEdited] = useState<Values | null>(null)
  const shown = items.filter((item) => kind === '' || kinds === undefined || item[kinds.key] === kind)

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  return (
    <section id="work" aria-label="Work" className="scroll-mt-20 py-14">
      <div className="mb-8 flex flex-wrap items-center gap-2">
        <h2 className="mr-4 text-3xl font-bold tracking-tight">Selected work</h2>
        {['', ...(kinds?.options ?? [])].map((name) => (
          <Button
            key={name}
            size="sm"
            className="rounded-full"
            variant={kind === name ? 'default' : 'outline'}
            aria-pressed={kind === name}
            onClick={() => setKind(name)}
          >
            {name === '' ? 'All' : name}
          </Button>
        ))}
        <Button variant="outline" className="ml-auto" onClick={() => setEdited({})}>
          <Plus aria-hidden />
          Add {noun.one}
        </Button>
      </div>
      {shown.length === 0 ? (
        <EmptyState title="Nothing here yet" text="Add a piece of work to show it." />
      ) : (
        <ul className="grid gap-6 md:grid-cols-2">
          {shown.map((item) => (
            <li key={item.id}>
              <Card className="group h-full gap-0 overflow-hidden py-0 transition hover:shadow-lg">
                <div className="overflow-hidden">
                  <Cover title={text(item, 'title')} className="aspect-[16/10] transition duration-500 group-hover:scale-105" />
                </div>
                <div className="grid gap-2 p-5">
                  <div className="flex items-center gap-1">
                    <h3 className="flex-1 text-lg font-semibold">{text(item, 'title')}</h3>
                    <Button variant="ghost" size="icon-sm" aria-label={'Edit ' + text(item, 'title')} onClick={() => setEdited(item)}>
                      <Pencil />
                    </Button>
                    <Button variant="ghost" size="icon-sm" aria-label={'Delete ' + text(item, 'title')} onClick={() => remove(item.id)}>
                      <Trash2 />
                    </Button>
                  </div>
                  {fields
                    .filter((field) => field.type === 'long')
                    .map((field) => (
                      <p key={field.key} className="text-muted-foreground text-sm text-pretty">
                        {text(item, field.key)}
                      </p>
                    ))}
                  <div className="flex flex-wrap items-center gap-3">
                    {details.map((field) => (
                      <FieldValue key={field.key} field={field} item={item} />
                    ))}
                  </div>
                </div>
              </Card>
            </li>
          ))}
        </ul>
      )}
      {edited !== null && (
        <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </section>
  )
}
`
  return section(
    'Work',
    'work',
    source,
    join(
      itemFiles(),
      coverFiles(),
      dataFile('src/data/projects.ts', { one: 'project', many: 'projects' }, fields, samples),
    ),
  )
}

/** What someone is good at, with how much of it. */
export function skillsSection(spec: Spec): Section {
  const items = ['Ideas and concepts', 'Craft', 'Working with people', 'Finishing things'].map(
    (name, index) => ({ name, level: 78 + ((hash(spec.name) >>> index) % 20) }),
  )
  const source = `import { Progress } from '@/components/ui/progress'
import { skills } from '@/data/skills'

export function Skills() {
  return (
    <section aria-label="Skills" className="py-14">
      <h2 className="mb-8 text-3xl font-bold tracking-tight">What I bring</h2>
      <ul className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        {skills.map((skill) => (
          <li key={skill.name} className="grid gap-2">
            <p className="flex justify-between font-medium">
              {skill.name}
              <span className="text-muted-foreground text-sm tabular-nums">{skill.level}%</span>
            </p>
            <Progress aria-label={skill.name} value={skill.level} />
          </li>
        ))}
      </ul>
    </section>
  )
}
`
  return section('Skills', 'skills', source, listFile('src/data/skills.ts', 'skills', items))
}
