import type { Spec } from '../../parse/spec.ts'
import { literal, type Section, section } from '../code.ts'
import { join, storedFiles } from '../lib-files.ts'

/** A pocket calculator with keys, keyboard and a history; or a form with a formula. */
export function calculatorSection(spec: Spec): Section {
  const formula = formulas.find(([pattern]) => pattern.test(`${spec.topic} ${spec.name}`))?.[1]
  if (formula !== undefined) return formulaSection(formula)
  return section(
    'Calculator',
    'calculator',
    calculator,
    join(storedFiles(), new Map([['src/lib/calculate.ts', calculate]])),
  )
}

interface Formula {
  title: string
  fields: { key: string; label: string; value: number; unit?: string }[]
  /** Statements that return a list of label and value. */
  body: string
}

const formulas: readonly (readonly [RegExp, Formula])[] = [
  [
    /\btip|split|bill\b/i,
    {
      title: 'Tip',
      fields: [
        { key: 'bill', label: 'Bill', value: 64, unit: '$' },
        { key: 'tip', label: 'Tip', value: 15, unit: '%' },
        { key: 'people', label: 'People', value: 2 },
      ],
      body: `  const tip = (values.bill * values.tip) / 100
  const people = Math.max(1, values.people)
  return [
    { label: 'Each pays', value: money((values.bill + tip) / people) },
    { label: 'Tip', value: money(tip) },
    { label: 'In all', value: money(values.bill + tip) },
  ]`,
    },
  ],
  [
    /\bloan|mortgage|interest|credit\b/i,
    {
      title: 'Loan',
      fields: [
        { key: 'amount', label: 'Amount', value: 250000, unit: '$' },
        { key: 'rate', label: 'Interest a year', value: 4.2, unit: '%' },
        { key: 'years', label: 'Years', value: 25 },
      ],
      body: `  const rate = values.rate / 1200
  const months = Math.max(1, values.years * 12)
  const monthly = rate === 0 ? values.amount / months : (values.amount * rate) / (1 - (1 + rate) ** -months)
  return [
    { label: 'Each month', value: money(monthly) },
    { label: 'Interest', value: money(monthly * months - values.amount) },
    { label: 'In all', value: money(monthly * months) },
  ]`,
    },
  ],
  [
    /\bbmi|body mass\b/i,
    {
      title: 'BMI',
      fields: [
        { key: 'height', label: 'Height', value: 172, unit: 'cm' },
        { key: 'weight', label: 'Weight', value: 68, unit: 'kg' },
      ],
      body: `  const bmi = values.weight / (values.height / 100) ** 2
  const known = Number.isFinite(bmi)
  return [
    { label: 'BMI', value: known ? bmi.toFixed(1) : '–' },
    { label: 'Range', value: !known ? '–' : bmi < 18.5 ? 'Low' : bmi < 25 ? 'Normal' : bmi < 30 ? 'Raised' : 'High' },
  ]`,
    },
  ],
  [
    /\bdiscount|sale|percent/i,
    {
      title: 'Discount',
      fields: [
        { key: 'price', label: 'Price', value: 120, unit: '$' },
        { key: 'discount', label: 'Discount', value: 25, unit: '%' },
      ],
      body: `  const saved = (values.price * values.discount) / 100
  return [
    { label: 'You pay', value: money(values.price - saved) },
    { label: 'You save', value: money(saved) },
  ]`,
    },
  ],
  [
    /\btemperature|celsius|fahrenheit|converter?\b/i,
    {
      title: 'Converter',
      fields: [
        { key: 'celsius', label: 'Celsius', value: 21, unit: '°C' },
        { key: 'kilometres', label: 'Kilometres', value: 10, unit: 'km' },
        { key: 'kilograms', label: 'Kilograms', value: 5, unit: 'kg' },
      ],
      body: `  return [
    { label: 'Fahrenheit', value: ((values.celsius * 9) / 5 + 32).toFixed(1) + ' °F' },
    { label: 'Miles', value: (values.kilometres * 0.621371).toFixed(2) + ' mi' },
    { label: 'Pounds', value: (values.kilograms * 2.204623).toFixed(2) + ' lb' },
  ]`,
    },
  ],
]

function formulaSection(formula: Formula): Section {
  const start = Object.fromEntries(formula.fields.map((field) => [field.key, field.value]))
  const data = `export const inputs = ${literal(formula.fields.map(({ key, label, unit }) => ({ key, label, unit: unit ?? '' })))} as const

export type Values = Record<(typeof inputs)[number]['key'], number>

export const start: Values = ${literal(start)}

${
  formula.body.includes('money(')
    ? `function money(amount: number) {
  return Number.isFinite(amount) ? amount.toLocaleString('en', { style: 'currency', currency: 'USD' }) : '–'
}

`
    : ''
}/** The results for the numbers that were entered, the most important one first. */
export function calculate(values: Values): { label: string; value: string }[] {
${formula.body}
}
`
  const source = `import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { calculate, inputs, start } from '@/lib/calculate'
import { useStored } from '@/lib/use-stored'

export function Calculator() {
  const [values, setValues] = useStored('calculator', start)
  const [main, ...others] = calculate(values)

  return (
    <section aria-label="Calculator" className="py-6">
      <Card className="grid gap-0 overflow-hidden py-0 shadow-lg md:grid-cols-2">
        <form className="grid content-start gap-5 p-6 sm:p-8" onSubmit={(event) => event.preventDefault()}>
          {inputs.map(({ key, label, unit }) => (
            <div key={key} className="grid gap-2">
              <Label htmlFor={key}>{label}</Label>
              <div className="relative">
                <Input
                  id={key}
                  type="number"
                  min={0}
                  step="any"
                  value={values[key]}
                  onChange={(event) => setValues({ ...values, [key]: Number(event.target.value) })}
                  className="h-12 pr-12 text-lg md:text-lg"
                />
                <span className="text-muted-foreground pointer-events-none absolute top-3 right-4">{unit}</span>
              </div>
            </div>
          ))}
        </form>
        <div aria-live="polite" className="from-primary to-primary/80 text-primary-foreground grid content-center gap-6 bg-linear-to-br p-8">
          <div>
            <p className="text-sm opacity-85">{main?.label}</p>
            <p className="text-5xl font-bold tracking-tight break-words tabular-nums">{main?.value}</p>
          </div>
          <dl className="grid gap-3 border-t border-current/25 pt-5">
            {others.map((other) => (
              <div key={other.label} className="flex justify-between gap-4">
                <dt className="opacity-85">{other.label}</dt>
                <dd className="font-semibold tabular-nums">{other.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </Card>
    </section>
  )
}
`
  return section(
    'Calculator',
    'calculator',
    source,
    join(storedFiles(), new Map([['src/lib/calculate.ts', data]])),
  )
}

const calculate = `const rank: Record<string, number> = { '+': 1, '−': 1, '×': 2, '÷': 2 }

function apply(left: number, sign: string, right: number): number {
  switch (sign) {
    case '+':
      return left + right
    case '−':
      return left - right
    case '×':
      return left * right
    default:
      return left / right
  }
}

/** The value of a sum such as 2 + 3 × 4; undefined where it is not complete. */
export function calculate(sum: string): number | undefined {
  const parts = sum.match(/[0-9.]+|[+−×÷]/g) ?? []
  const numbers: number[] = []
  const signs: string[] = []
  const reduce = () => {
    const right = numbers.pop()
    const left = numbers.pop()
    const sign = signs.pop()
    if (right === undefined || left === undefined || sign === undefined) return false
    numbers.push(apply(left, sign, right))
    return true
  }
  let negative = false
  for (const [index, part] of parts.entries()) {
    const order = rank[part]
    if (order === undefined) {
      numbers.push(negative ? -Number(part) : Number(part))
      negative = false
    } else if (part === '−' && (index === 0 || rank[parts[index - 1] ?? ''] !== undefined)) {
      negative = true
    } else {
      while (signs.length > 0 && (rank[signs.at(-1) ?? ''] ?? 0) >= order) if (!reduce()) return undefined
      signs.push(part)
    }
  }
  while (signs.length > 0) if (!reduce()) return undefined
  const result = numbers[0]
  return result === undefined || !Number.isFinite(result) ? undefined : Number(result.toPrecision(12))
}
`

const calculator = `import { Delete, History } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { calculate } from '@/lib/calculate'
import { useStored } from '@/lib/use-stored'
import { cn } from '@/lib/utils'

const keys = ['C', '÷', '×', '⌫', '7', '8', '9', '−', '4', '5', '6', '+', '1', '2', '3', '=', '0', '.'] as const
const names: Record<string, string> = {
  C: 'Clear',
  '÷': 'Divide',
  '×': 'Multiply',
  '−': 'Minus',
  '+': 'Plus',
  '⌫': 'Backspace',
  '=': 'Equals',
  '.': 'Point',
}
const typed: Record<string, string> = { '/': '÷', '*': '×', '-': '−', Enter: '=', Backspace: '⌫', Escape: 'C', ',': '.' }

export function Calculator() {
  const [sum, setSum] = useState('')
  const [history, setHistory] = useStored<string[]>('calculator-history', [])
  const result = calculate(sum)

  function press(key: string) {
    if (key === 'C') setSum('')
    else if (key === '⌫') setSum(sum.slice(0, -1))
    else if (key === '=') {
      if (result === undefined) return
      setHistory((old) => [sum + ' = ' + result, ...old].slice(0, 12))
      setSum(String(result).replace('-', '−'))
    } else setSum(sum + key)
  }

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const key = typed[event.key] ?? event.key
      if (!keys.some((one) => one === key) || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      press(key)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  return (
    <section aria-label="Calculator" className="grid items-start justify-center gap-6 py-8 md:grid-cols-[22rem_16rem]">
      <Card className="gap-4 p-5 shadow-xl">
        <div className="bg-muted/60 grid min-h-28 content-end gap-1 rounded-lg p-4 text-right">
          <p className="text-muted-foreground min-h-6 text-sm break-all">{sum}</p>
          <p role="status" aria-label="Result" className="text-4xl font-semibold tracking-tight break-all tabular-nums">
            {result ?? (sum === '' ? 0 : '…')}
          </p>
        </div>
        <div className="grid grid-cols-4 gap-2">
          {keys.map((key) => (
            <Button
              key={key}
              aria-label={names[key] ?? key}
              variant={key === '=' ? 'default' : /[0-9.]/.test(key) ? 'outline' : 'secondary'}
              onClick={() => press(key)}
              className={cn('h-14 text-xl', key === '=' && 'row-span-2 h-full', key === '0' && 'col-span-2')}
            >
              {key === '⌫' ? <Delete className="size-5" /> : key}
            </Button>
          ))}
        </div>
      </Card>
      <Card className="gap-3 p-5">
        <h2 className="flex items-center gap-2 font-semibold">
          <History aria-hidden className="size-4" />
          History
        </h2>
        {history.length === 0 ? (
          <p className="text-muted-foreground text-sm">What you calculate is kept here.</p>
        ) : (
          <>
            <ul className="grid gap-1.5 text-sm tabular-nums">
              {history.map((line, index) => (
                <li key={index} className="break-all">
                  {line}
                </li>
              ))}
            </ul>
            <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => setHistory([])}>
              Clear history
            </Button>
          </>
        )}
      </Card>
    </section>
  )
}
`

/** A countdown with presets, a ring and the number of finished rounds. */
export function timerSection(spec: Spec): Section {
  const minutes = spec.counts['minutes']
  const isPomodoro =
    /pomodoro|focus|study|work/i.test(`${spec.name} ${spec.topic}`) || minutes === 25
  const first = Math.min(600, Math.max(1, minutes ?? 25))
  const modes =
    isPomodoro || minutes === undefined
      ? [
          { name: 'Focus', minutes: first },
          { name: 'Short break', minutes: 5 },
          { name: 'Long break', minutes: 15 },
        ]
      : [
          { name: `${first} minutes`, minutes: first },
          { name: 'Half of it', minutes: Math.max(1, Math.round(first / 2)) },
          { name: 'Twice as long', minutes: first * 2 },
        ]
  const data = `/** What the timer can count down. */\nexport const modes = ${literal(modes)}\n`
  return section(
    'Timer',
    'timer',
    timer,
    join(storedFiles(), new Map([['src/data/modes.ts', data]])),
  )
}

const timer = `import { Pause, Play, RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Tabs, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { modes } from '@/data/modes'
import { useStored } from '@/lib/use-stored'

const radius = 120
const round = 2 * Math.PI * radius

function clock(seconds: number) {
  const rest = String(seconds % 60).padStart(2, '0')
  return String(Math.floor(seconds / 60)).padStart(2, '0') + ':' + rest
}

export function Timer() {
  const [mode, setMode] = useState(modes[0]?.name ?? '')
  const [finished, setFinished] = useStored('finished-rounds', 0)
  const total = (modes.find((one) => one.name === mode)?.minutes ?? 1) * 60
  const [left, setLeft] = useState(total)
  const [running, setRunning] = useState(false)

  useEffect(() => {
    if (!running) return
    const end = Date.now() + left * 1000
    const beat = setInterval(() => {
      const seconds = Math.max(0, Math.round((end - Date.now()) / 1000))
      setLeft(seconds)
      if (seconds > 0) return
      setRunning(false)
      setFinished((count) => count + 1)
      toast.success('Time is up!')
    }, 250)
    return () => clearInterval(beat)
    // The end is worked out once, when the timer starts.
  }, [running])

  function choose(name: string) {
    setMode(name)
    setRunning(false)
    setLeft((modes.find((one) => one.name === name)?.minutes ?? 1) * 60)
  }

  return (
    <section aria-label="Timer" className="py-8">
      <Card className="mx-auto max-w-lg items-center gap-8 px-6 py-10 shadow-xl">
        <Tabs value={mode} onValueChange={choose} className="max-w-full overflow-x-auto">
          <TabsList aria-label="Mode">
            {modes.map((one) => (
              <TabsTrigger key={one.name} value={one.name}>
                {one.name}
              </TabsTrigger>
            ))}
          </TabsList>
        </Tabs>
        <div className="relative grid size-72 place-items-center">
          <svg aria-hidden viewBox="0 0 280 280" className="absolute inset-0 -rotate-90">
            <circle cx="140" cy="140" r={radius} fill="none" stroke="var(--muted)" strokeWidth="14" />
            <circle
              cx="140"
              cy="140"
              r={radius}
              fill="none"
              stroke="var(--primary)"
              strokeWidth="14"
              strokeLinecap="round"
              strokeDasharray={round}
              strokeDashoffset={round * (1 - left / total)}
              className="transition-[stroke-dashoffset] duration-300"
            />
          </svg>
          <p role="timer" aria-label="Time left" className="text-6xl font-bold tracking-tight tabular-nums">
            {clock(left)}
          </p>
        </div>
        <div className="flex gap-3">
          <Button size="lg" className="min-w-32" disabled={left === 0} onClick={() => setRunning(!running)}>
            {running ? <Pause aria-hidden /> : <Play aria-hidden />}
            {running ? 'Pause' : 'Start'}
          </Button>
          <Button size="lg" variant="outline" onClick={() => choose(mode)}>
            <RotateCcw aria-hidden />
            Reset
          </Button>
        </div>
        <p className="text-muted-foreground text-sm">
          {finished === 1 ? '1 round' : finished + ' rounds'} finished so far
        </p>
      </Card>
    </section>
  )
}
`
