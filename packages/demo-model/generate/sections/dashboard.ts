import type { Spec } from '../../parse/spec.ts'
import { hash, sentence, singular } from '../../parse/words.ts'
import { type Section, section } from '../code.ts'
import { emptyStateFiles } from '../lib-files.ts'
import { sampleName, samplePerson } from '../samples.ts'
import { listFile } from './marketing.ts'

const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
]

/** What a dashboard counts: the topic's things, or orders. */
function counted(spec: Spec): string {
  return spec.topic !== singular(spec.topic) ? spec.topic : 'orders'
}

/** Key figures with their change. */
export function figuresSection(spec: Spec): Section {
  const seed = hash(spec.name)
  const asked = spec.fields.map((field) => field.label)
  const labels =
    asked.length > 1 ? asked : [sentence(counted(spec)), 'Revenue', 'Visitors', 'Satisfaction']
  const items = labels.slice(0, 8).map((label, index) => ({
    label,
    value: /revenue|income|sales|cost|price|amount|profit|spend/i.test(label)
      ? `$${(12 + ((seed >>> index) % 60)).toString()}.${(seed >>> index) % 10}k`
      : /satisfaction|rate|percent|share/i.test(label)
        ? `${88 + (seed % 11)}%`
        : `${(240 + ((seed >>> (index + 2)) % 900)).toLocaleString('en')}`,
    change: (((seed >>> (index * 2)) % 180) - 50) / 10,
  }))
  const source = `import { TrendingDown, TrendingUp } from 'lucide-react'
import { Card } from '@/components/ui/card'
import { figures } from '@/data/figures'
import { cn } from '@/lib/utils'

export function Figures() {
  return (
    <section aria-label="Key figures" className="pt-6">
      <dl className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {figures.map((figure) => {
          const up = figure.change >= 0
          const Trend = up ? TrendingUp : TrendingDown
          return (
            <Card key={figure.label} className="gap-2 px-5 py-5">
              <dt className="text-muted-foreground text-sm">{figure.label}</dt>
              <dd className="text-3xl font-bold tracking-tight tabular-nums">{figure.value}</dd>
              <dd
                className={cn(
                  'flex items-center gap-1.5 text-sm',
                  up ? 'text-emerald-700 dark:text-emerald-400' : 'text-destructive',
                )}
              >
                <Trend aria-hidden className="size-4" />
                {(up ? '+' : '') + figure.change + '% since last month'}
              </dd>
            </Card>
          )
        })}
      </dl>
    </section>
  )
}
`
  return section('Figures', 'figures', source, listFile('src/data/figures.ts', 'figures', items))
}

/** An area over the months beside shares by source, and bars by weekday. */
export function chartsSection(spec: Spec): Section {
  const seed = hash(spec.name)
  const months = monthNames.map((month, index) => ({
    month,
    current: 40 + index * 6 + ((seed >>> index) % 34),
    previous: 34 + index * 4 + ((seed >>> (index + 5)) % 30),
  }))
  const source =
    `import { Area, AreaChart, Bar, BarChart, CartesianGrid, Cell, Pie, PieChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { months, shares, weekdays } from '@/data/series'

const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)']

const tooltip = {
  contentStyle: {
    background: 'var(--popover)',
    color: 'var(--popover-foreground)',
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius)',
    fontSize: 13,
  },
  itemStyle: { color: 'var(--popover-foreground)' },
}

const axis = { stroke: 'var(--muted-foreground)', fontSize: 12, tickLine: false, axisLine: false }

export function Charts() {
  return (
    <section aria-label="Charts" className="grid gap-4 pt-4 lg:grid-cols-3">
      <Card className="lg:col-span-2">
        <CardHeader>
          <CardTitle>${sentence(counted(spec))} over the year</CardTitle>
          <CardDescription>This year against the last</CardDescription>
        </CardHeader>
        <CardContent className="h-72">
          <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 288 }}>
            <AreaChart data={months} margin={{ left: -20, right: 8, top: 8 }}>
              <defs>
                <linearGradient id="current" x1="0" x2="0" y1="0" y2="1">
                  <stop offset="0%" stopColor="var(--chart-1)" stopOpacity={0.5} />
                  <stop offset="100%" stopColor="var(--chart-1)" stopOpacity={0.03} />
                </linearGradient>
              </defs>
              <CartesianGrid vertical={false} stroke="var(--border)" />
              <XAxis dataKey="month" {...axis} />
              <YAxis {...axis} />
              <Tooltip {...tooltip} />
              <Area dataKey="previous" name="Last year" type="monotone" stroke="var(--chart-2)" strokeDasharray="5 5" fill="none" strokeWidth={2} />
              <Area dataKey="current" name="This year" type="monotone" stroke="var(--chart-1)" fill="url(#current)" strokeWidth={2.5} />
            </AreaChart>
          </ResponsiveContainer>
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Where they come from</CardTitle>
          <CardDescription>Share by source</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-4">
          <div className="h-44">
            <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 300, height: 176 }}>
              <PieChart>
                <Tooltip {...tooltip} />
                <Pie data={shares} dataKey="value" nameKey="name" innerRadius={52} outerRadius={80} paddingAngle={3} stroke="none">
                  {shares.map((share, index) => (
                    <Cell key={share.name} fill={colours[index % colours.length]} />
                  ))}
                </Pie>
              </PieChart>
            </ResponsiveContainer>
          </div>
          <ul className="grid gap-1.5 text-sm">
            {shares.map((share, index) => (
              <li key={share.name} className="flex items-center gap-2">
                <span aria-hidden className="size-2.5 rounded-full" style={{ background: colours[index % colours.length] }} />
                {share.name}
                <span className="text-muted-foreground ml-auto tabular-nums">{share.value}%</span>
              </li>
            ))}
          </ul>
        </CardContent>
      </Card>
      <Card className="lg:col-span-3">
        <CardHeader>
          <CardTitle>By weekday</CardTitle>
          <CardDescription>The last four weeks</CardDescription>
        </CardHeader>
        <CardContent className="h-56">
          <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 900, height: 224 }}>
            <BarChart data={weekdays} margin={{ left: -20, right: 8, top: 8 }}>
              <CartesianGrid vertical={false} stroke="var(--border)" />
              <XAxis dataKey="day" {...axis} />
              <YAxis {...axis} />
              <Tooltip {...tooltip} cursor={{ fill: 'var(--muted)' }} />
              <Bar dataKey="value" name="${sentence(counted(spec)).replace(/["\\{}<>]/g, '')}" fill="var(--chart-1)" radius={[6, 6, 0, 0]} />
            </BarChart>
          </ResponsiveContainer>
        </CardContent>
      </Card>
    </section>
  )
}
`.replace(
      /<CardTitle>([^<]*) over the year/,
      (_, what: string) =>
        `<CardTitle>${/[{}&]/.test(what) ? `{${JSON.stringify(what)}}` : what} over the year`,
    )
  const files = listFile('src/data/series.ts', 'months', months)
  const shares = ['Search', 'Friends', 'Newsletter', 'Elsewhere'].map((name, index) => ({
    name,
    value: [42, 27, 19, 12][index] ?? 0,
  }))
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day, index) => ({
    day,
    value: 18 + ((seed >>> (index * 2)) % 46),
  }))
  const text = [
    files,
    listFile('x', 'shares', shares),
    listFile('x', 'weekdays', weekdays),
  ].flatMap((map) => [...map.values()])
  return section('Charts', 'charts', source, new Map([['src/data/series.ts', text.join('\n')]]))
}

/** The newest entries in a table that can be searched and sorted. */
export function recentSection(spec: Spec): Section {
  const one = singular(counted(spec))
  const items = Array.from({ length: 8 }, (_, index) => ({
    name: one === 'order' ? `Order ${1042 + index}` : sentence(sampleName(one, index)),
    person: samplePerson(spec.name, index),
    status: ['Done', 'Open', 'On its way'][index % 3] ?? 'Open',
    amount: 24 + ((hash(spec.name) >>> index) % 180),
  }))
  const source = `import { ArrowUpDown, Search } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '@/components/empty-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardAction, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { recent } from '@/data/recent'

const columns = [
  { key: 'name', label: 'Name' },
  { key: 'person', label: 'Person' },
  { key: 'status', label: 'Status' },
  { key: 'amount', label: 'Amount' },
] as const

type Key = (typeof columns)[number]['key']

export function Recent() {
  const [query, setQuery] = useState('')
  const [order, setOrder] = useState<Key>('name')
  const shown = recent
    .filter((row) => Object.values(row).join(' ').toLowerCase().includes(query.toLowerCase()))
    .sort((a, b) => String(a[order]).localeCompare(String(b[order]), undefined, { numeric: true }))

  return (
    <section aria-label="Recent" className="py-4">
      <Card>
        <CardHeader>
          <CardTitle>Recent</CardTitle>
          <CardAction className="relative">
            <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
            <Input
              type="search"
              aria-label="Search"
              placeholder="Search"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              className="w-40 pl-9 sm:w-56"
            />
          </CardAction>
        </CardHeader>
        <CardContent>
          {shown.length === 0 ? (
            <EmptyState title="Nothing found" text="Try other words." />
          ) : (
            <Table>
              <TableHeader>
                <TableRow>
                  {columns.map(({ key, label }) => (
                    <TableHead key={key} aria-sort={order === key ? 'ascending' : 'none'}>
                      <Button variant="ghost" size="sm" className="-ml-3" onClick={() => setOrder(key)}>
                        {label}
                        <ArrowUpDown aria-hidden className="size-3.5" />
                      </Button>
                    </TableHead>
                  ))}
                </TableRow>
              </TableHeader>
              <TableBody>
                {shown.map((row) => (
                  <TableRow key={row.name + row.person}>
                    <TableCell className="font-medium">{row.name}</TableCell>
                    <TableCell>{row.person}</TableCell>
                    <TableCell>
                      <Badge variant={row.status === 'Done' ? 'default' : 'secondary'}>{row.status}</Badge>
                    </TableCell>
                    <TableCell className="tabular-nums">{'$' + row.amount}</TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          )}
        </CardContent>
      </Card>
    </section>
  )
}
`
  return section(
    'Recent',
    'recent',
    source,
    new Map([...listFile('src/data/recent.ts', 'recent', items), ...emptyStateFiles()]),
  )
}
