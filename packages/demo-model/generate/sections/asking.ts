import { type Field, parseField } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { sentence } from '../../parse/words.ts'
import { literal, type Section, section, str } from '../code.ts'
import { fieldLiteral } from '../data.ts'
import { itemFiles, join, storedFiles } from '../lib-files.ts'

/** One question, a vote each, bars that grow, and a way to add answers. */
export function pollSection(spec: Spec): Section {
  const given = spec.columns.length > 1 ? spec.columns : spec.fields.map((field) => field.label)
  const count = Math.min(10, Math.max(2, spec.counts['options'] ?? spec.counts['answers'] ?? 4))
  const options =
    given.length > 1
      ? given
      : [
          'Yes, please',
          'Maybe',
          'Rather not',
          'Surprise me',
          'Ask again later',
          'Something else',
          'All of it',
          'None of it',
          'Twice',
          'Never',
        ].slice(0, count)
  const question =
    spec.topic === '' ? 'What do you think?' : `What do you think about ${spec.topic}?`
  const data = `export const question = ${str(question)}\n\nexport const options = ${literal(options.map((name, index) => ({ name: sentence(name), votes: 3 + ((index * 7) % 11) })))}\n`
  return section('Poll', 'poll', poll, join(storedFiles(), new Map([['src/data/poll.ts', data]])))
}

const poll = `import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { options, question } from '@/data/poll'
import { useStored } from '@/lib/use-stored'
import { cn } from '@/lib/utils'

export function Poll() {
  const [own, setOwn] = useStored('poll-vote', '')
  const [added, setAdded] = useStored<string[]>('poll-options', [])
  const [text, setText] = useState('')

  const all = [...options, ...added.map((name) => ({ name, votes: 0 }))].map((option) => ({
    ...option,
    votes: option.votes + (option.name === own ? 1 : 0),
  }))
  const total = all.reduce((sum, option) => sum + option.votes, 0)

  function submit(event: FormEvent) {
    event.preventDefault()
    const name = text.trim()
    if (name === '' || all.some((option) => option.name === name)) return
    setAdded([...added, name])
    setText('')
  }

  return (
    <section aria-label="Poll" className="py-8">
      <Card className="mx-auto max-w-xl gap-6 px-6 py-8 shadow-xl">
        <h2 className="text-2xl font-bold tracking-tight text-balance">{question}</h2>
        <ul className="grid gap-3">
          {all.map((option) => {
            const share = total === 0 ? 0 : Math.round((option.votes / total) * 100)
            return (
              <li key={option.name}>
                <button
                  type="button"
                  aria-pressed={own === option.name}
                  onClick={() => setOwn(own === option.name ? '' : option.name)}
                  className={cn(
                    'hover:border-primary relative flex w-full items-center justify-between gap-4 overflow-hidden rounded-lg border p-4 text-left transition-colors',
                    own === option.name && 'border-primary',
                  )}
                >
                  <span
                    aria-hidden
                    className="bg-primary/15 absolute inset-y-0 left-0 transition-[width] duration-500"
                    style={{ width: share + '%' }}
                  />
                  <span className="relative font-medium">{option.name}</span>
                  <span className="text-muted-foreground relative text-sm tabular-nums">
                    {share}% · {option.votes}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
        <form onSubmit={submit} className="flex gap-2">
          <Input aria-label="New option" placeholder="New option" value={text} onChange={(event) => setText(event.target.value)} />
          <Button type="submit" variant="outline">
            <Plus aria-hidden />
            Add
          </Button>
        </form>
        <p className="text-muted-foreground text-sm" aria-live="polite">
          {total} votes{own === '' ? '. Yours is still missing.' : ', with yours.'}
        </p>
      </Card>
    </section>
  )
}
`

/** A form made from fields; answers are listed below it. */
export function formSection(spec: Spec): Section {
  const standard = ['Name', 'E-mail', 'Message (long text)'].flatMap(
    (label) => parseField(label) ?? [],
  )
  const asked = spec.fields.length > 0 ? spec.fields : formPreset(spec)
  const all: Field[] = asked.length > 0 ? asked : standard
  const fields = all.map((field, index) => ({
    ...field,
    ...(index < 2 && field.type !== 'boolean' ? { required: true } : {}),
  }))
  const data = `import type { Field } from '@/lib/fields'

export const form = ${literal({ title: spec.topic === '' ? 'Tell us' : sentence(spec.topic), action: 'Send', thanks: 'Thank you! Your answer is saved.' })}

export const fields: Field[] = ${literal(fields.map(fieldLiteral))}
`
  const files = join(itemFiles(), new Map([['src/data/form.ts', data]]))
  files.delete('src/components/item-dialog.tsx')
  files.delete('src/components/empty-state.tsx')
  return section('EntryForm', 'entry-form', form, files)
}

function formPreset(spec: Spec): Field[] {
  const text = `${spec.name} ${spec.topic}`
  const labels = /rsvp|wedding|party|event/i.test(text)
    ? ['Name', 'E-mail', 'Guests (number)', 'Coming (yes/no/maybe)', 'Message (long text)']
    : /book|reserv|appointment|table/i.test(text)
      ? ['Name', 'E-mail', 'Date', 'Time', 'People (number)', 'Wishes (long text)']
      : /feedback|survey|review/i.test(text)
        ? [
            'Name',
            'Rating',
            'What you liked (long text)',
            'What we can do better (long text)',
            'Would recommend (checkbox)',
          ]
        : []
  return labels.flatMap((label) => parseField(label) ?? [])
}

const form = `import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { FieldInput } from '@/components/field-input'
import { FieldValue } from '@/components/field-value'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { fields, form } from '@/data/form'
import { emptyValues, findErrors, type Item, text } from '@/lib/fields'
import { useItems } from '@/lib/use-items'

const none: Item[] = []

export function EntryForm() {
  const { items, add, remove } = useItems('answers', none)
  const [values, setValues] = useState(emptyValues(fields))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const titleKey = fields[0]?.key ?? ''

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = findErrors(fields, values)
    setErrors(found)
    if (Object.keys(found).length > 0) return
    add(values)
    setValues(emptyValues(fields))
    toast.success(form.thanks)
  }

  return (
    <section aria-label="Form" className="mx-auto grid w-full max-w-2xl gap-6 py-8">
      <Card className="shadow-lg">
        <CardHeader>
          <CardTitle className="text-2xl">{form.title}</CardTitle>
        </CardHeader>
        <CardContent>
          <form onSubmit={submit} noValidate className="grid gap-5">
            {fields.map((field) => (
              <FieldInput
                key={field.key}
                field={field}
                value={values[field.key] ?? ''}
                error={errors[field.key]}
                onChange={(value) => setValues({ ...values, [field.key]: value })}
              />
            ))}
            <Button type="submit" size="lg">
              {form.action}
            </Button>
          </form>
        </CardContent>
      </Card>
      {items.length > 0 && (
        <Card className="gap-2 p-5">
          <h2 className="font-semibold">Answers so far: {items.length}</h2>
          <ul className="divide-y">
            {items.map((item) => (
              <li key={item.id} className="flex items-center gap-3 py-2">
                <div className="min-w-0 flex-1">
                  <p className="font-medium break-words">{text(item, titleKey)}</p>
                  <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                    {fields.slice(1).map((field) => (
                      <FieldValue key={field.key} field={field} item={item} />
                    ))}
                  </div>
                </div>
                <Button variant="ghost" size="icon-sm" aria-label={'Delete the answer of ' + text(item, titleKey)} onClick={() => remove(item.id)}>
                  <Trash2 className="text-muted-foreground" />
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </section>
  )
}
`
