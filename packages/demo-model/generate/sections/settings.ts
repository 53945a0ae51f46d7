import { type Field, parseField } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { kebab } from '../../parse/words.ts'
import { literal, type Section, section } from '../code.ts'
import { fieldLiteral } from '../data.ts'
import { itemFiles } from '../lib-files.ts'

const settingsTabs: readonly (readonly [string, string, string[]])[] = [
  [
    'Profile',
    'How others see you.',
    ['Display name', 'E-mail', 'Website', 'About you (long text)'],
  ],
  [
    'Notifications',
    'When we may knock on your door.',
    [
      'E-mail summary (checkbox)',
      'Mentions (checkbox)',
      'Product news (checkbox)',
      'How often (at once/daily/weekly)',
    ],
  ],
  [
    'Appearance',
    'How everything looks to you.',
    [
      'Density (compact/cosy/roomy)',
      'Language (English/German/French/Spanish)',
      'Reduce motion (checkbox)',
    ],
  ],
  [
    'Privacy',
    'Who can see what.',
    [
      'Public profile (checkbox)',
      'Show activity (checkbox)',
      'Who can write to you (everyone/friends/nobody)',
    ],
  ],
]

/** Settings in tabs; each control is described by data and saved together. */
export function settingsSection(spec: Spec): Section {
  const tabs: { name: string; text: string; fields: Field[] }[] = settingsTabs.map(
    ([name, text, labels]) => ({
      name,
      text,
      fields: labels.flatMap((label) => parseField(label) ?? []),
    }),
  )
  if (spec.fields.length > 0)
    tabs.unshift({ name: 'General', text: 'What matters most.', fields: spec.fields })
  const groups = tabs.map(({ name, text, fields }) => ({
    id: kebab(name),
    name,
    text,
    fields: fields.map((field) =>
      fieldLiteral({
        ...field,
        ...(field.key === 'displayName' || field.key === 'eMail' ? { required: true } : {}),
      }),
    ),
  }))
  const data = `import type { Field } from '@/lib/fields'

export type Group = { id: string; name: string; text: string; fields: Field[] }

export const groups: Group[] = ${literal(groups)}
`
  const files = new Map([...itemFiles(), ['src/data/settings.ts', data] as const])
  files.delete('src/components/item-dialog.tsx')
  files.delete('src/lib/use-items.ts')
  files.delete('src/components/field-value.tsx')
  files.delete('src/components/empty-state.tsx')
  return section('Settings', 'settings', source, files)
}

const source = `import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { FieldInput } from '@/components/field-input'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { groups } from '@/data/settings'
import { emptyValues, findErrors, type Values } from '@/lib/fields'
import { useStored } from '@/lib/use-stored'

const fields = groups.flatMap((group) => group.fields)
const start: Values = {
  ...emptyValues(fields),
  ...Object.fromEntries(fields.filter((field) => field.type === 'choice').map((field) => [field.key, field.options?.[0] ?? ''])),
}

export function Settings() {
  const [saved, setSaved] = useStored<Values>('settings', start)
  const [values, setValues] = useState<Values>({ ...start, ...saved })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const changed = JSON.stringify(values) !== JSON.stringify({ ...start, ...saved })

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = findErrors(fields, values)
    setErrors(found)
    if (Object.keys(found).length > 0) {
      toast.error('Something is missing', { description: Object.values(found)[0] })
      return
    }
    setSaved(values)
    toast.success('Your settings are saved')
  }

  return (
    <section aria-label="Settings" className="py-6">
      <form onSubmit={submit} noValidate>
        <Tabs defaultValue={groups[0]?.id} className="gap-6">
          <div className="overflow-x-auto">
            <TabsList aria-label="Settings">
              {groups.map((group) => (
                <TabsTrigger key={group.id} value={group.id}>
                  {group.name}
                </TabsTrigger>
              ))}
            </TabsList>
          </div>
          {groups.map((group) => (
            <TabsContent key={group.id} value={group.id}>
              <Card>
                <CardHeader className="border-b">
                  <CardTitle className="text-lg">{group.name}</CardTitle>
                  <CardDescription>{group.text}</CardDescription>
                </CardHeader>
                <CardContent className="grid gap-6">
                  {group.fields.map((field) =>
                    field.type === 'boolean' ? (
                      <div key={field.key} className="flex items-center justify-between gap-4">
                        <Label htmlFor={'setting-' + field.key} className="text-base font-normal">
                          {field.label}
                        </Label>
                        <Switch
                          id={'setting-' + field.key}
                          checked={values[field.key] === true}
                          onCheckedChange={(checked) => setValues({ ...values, [field.key]: checked })}
                        />
                      </div>
                    ) : (
                      <FieldInput
                        key={field.key}
                        field={field}
                        value={values[field.key] ?? ''}
                        error={errors[field.key]}
                        onChange={(value) => setValues({ ...values, [field.key]: value })}
                      />
                    ),
                  )}
                </CardContent>
                <CardFooter className="justify-end gap-2 border-t pt-6">
                  <Button type="button" variant="outline" disabled={!changed} onClick={() => setValues({ ...start, ...saved })}>
                    Discard
                  </Button>
                  <Button type="submit">Save changes</Button>
                </CardFooter>
              </Card>
            </TabsContent>
          ))}
        </Tabs>
      </form>
    </section>
  )
}
`
