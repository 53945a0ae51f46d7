import {
  type ComponentProps,
  type ComponentType,
  createContext,
  type CSSProperties,
  type ReactNode,
  useContext,
  useId,
} from 'react'
import * as Recharts from 'recharts'
import { cn } from '@/lib/utils'

/**
 * For each data key its label, and its colour: `color` for both schemes or `theme` for one each.
 * Inside the chart the colour is the CSS variable `--color-KEY`.
 */
export type ChartConfig = Record<
  string,
  { label?: ReactNode; icon?: ComponentType } & (
    | { color?: string; theme?: never }
    | { color?: never; theme: { light: string; dark: string } }
  )
>

const ChartContext = createContext<{ config: ChartConfig } | null>(null)

function useChart() {
  const context = useContext(ChartContext)
  if (!context) throw new Error('useChart must be used inside a <ChartContainer />')
  return context
}

type ChartContainerProps = ComponentProps<'div'> & {
  config: ChartConfig
  children: ComponentProps<typeof Recharts.ResponsiveContainer>['children']
}

function ChartContainer({ id, className, children, config, ...props }: ChartContainerProps) {
  const ownId = useId()
  const chartId = `chart-${(id ?? ownId).replace(/[^\w-]/g, '')}`
  return (
    <ChartContext.Provider value={{ config }}>
      <div
        data-slot="chart"
        data-chart={chartId}
        className={cn(
          'flex aspect-video justify-center text-xs [&_.recharts-surface]:outline-none [&_.recharts-sector]:outline-none [&_.recharts-layer]:outline-none',
          '[&_.recharts-cartesian-axis-tick-value]:fill-muted-foreground [&_.recharts-polar-angle-axis-tick-value]:fill-muted-foreground',
          "[&_.recharts-cartesian-grid_line[stroke='#ccc']]:stroke-border [&_.recharts-polar-grid_[stroke='#ccc']]:stroke-border [&_.recharts-reference-line_[stroke='#ccc']]:stroke-border",
          '[&_.recharts-curve.recharts-tooltip-cursor]:stroke-border [&_.recharts-rectangle.recharts-tooltip-cursor]:fill-muted [&_.recharts-radial-bar-background-sector]:fill-muted',
          className,
        )}
        {...props}
      >
        <ChartStyle id={chartId} config={config} />
        <Recharts.ResponsiveContainer initialDimension={{ width: 320, height: 200 }}>
          {children}
        </Recharts.ResponsiveContainer>
      </div>
    </ChartContext.Provider>
  )
}

function ChartStyle({ id, config }: { id: string; config: ChartConfig }) {
  const rules = (['light', 'dark'] as const).map((scheme) => {
    const colors = Object.entries(config).flatMap(([key, entry]) => {
      const color = entry.theme?.[scheme] ?? entry.color
      return color ? [`--color-${key}: ${color};`] : []
    })
    const scope = scheme === 'dark' ? '.dark ' : ''
    return colors.length > 0 ? `${scope}[data-chart=${id}] { ${colors.join(' ')} }` : ''
  })
  return <style>{rules.join('\n')}</style>
}

const ChartTooltip = Recharts.Tooltip
const ChartLegend = Recharts.Legend

type Entry = {
  name?: string | number | undefined
  value?: unknown
  dataKey?: unknown
  color?: string | undefined
  payload?: unknown
}

/** The entry's part of the configuration: by the name in its row's field `nameKey`, its data key or its name. */
function configOf(config: ChartConfig, entry: Entry, nameKey?: string) {
  const row: Record<string, unknown> =
    typeof entry.payload === 'object' && entry.payload !== null ? { ...entry.payload } : {}
  const candidates = [nameKey && row[nameKey], nameKey, entry.dataKey, entry.name]
  const key = candidates.find((name) => typeof name === 'string' && name in config)
  return typeof key === 'string' ? config[key] : undefined
}

type ChartTooltipContentProps = Omit<ComponentProps<'div'>, 'content'> & {
  active?: boolean
  payload?: readonly Entry[]
  label?: ReactNode
  labelFormatter?: (label: ReactNode, payload: readonly Entry[]) => ReactNode
  labelClassName?: string
  formatter?: (
    value: unknown,
    name: unknown,
    entry: Entry,
    index: number,
    row: unknown,
  ) => ReactNode
  color?: string
  hideLabel?: boolean
  hideIndicator?: boolean
  indicator?: 'line' | 'dot' | 'dashed'
  nameKey?: string
  labelKey?: string
}

const indicators = {
  dot: 'size-2.5',
  line: 'w-1 self-stretch',
  dashed: 'w-0 self-stretch border-[1.5px] border-dashed bg-transparent!',
}

function ChartTooltipContent({
  active,
  payload = [],
  label,
  className,
  labelFormatter,
  labelClassName,
  formatter,
  color,
  hideLabel = false,
  hideIndicator = false,
  indicator = 'dot',
  nameKey,
  labelKey,
}: ChartTooltipContentProps) {
  const { config } = useChart()
  const [first] = payload
  if (!active || !first) return null

  const named =
    labelKey || typeof label !== 'string'
      ? configOf(config, first, labelKey)?.label
      : config[label]?.label
  const heading = labelFormatter
    ? labelFormatter(named ?? label, payload)
    : (named ?? (typeof label === 'number' ? String(label) : label))

  return (
    <div
      className={cn(
        'grid min-w-32 gap-1.5 rounded-lg border bg-popover px-2.5 py-2 text-xs text-popover-foreground shadow-lg',
        className,
      )}
    >
      {!hideLabel && heading != null && (
        <div className={cn('font-medium', labelClassName)}>{heading}</div>
      )}
      {payload.map((entry, index) => {
        const entryConfig = configOf(config, entry, nameKey)
        const Icon = entryConfig?.icon
        const tint: CSSProperties = {
          backgroundColor: color ?? entry.color,
          borderColor: color ?? entry.color,
        }
        if (formatter && entry.value !== undefined) {
          return (
            <div key={index} className="flex items-center gap-2">
              {formatter(entry.value, entry.name, entry, index, entry.payload)}
            </div>
          )
        }
        return (
          <div key={index} className="flex items-center gap-2 [&>svg]:size-2.5">
            {Icon ? (
              <Icon />
            ) : (
              !hideIndicator && (
                <div className={cn('shrink-0 rounded-[3px]', indicators[indicator])} style={tint} />
              )
            )}
            <span className="text-muted-foreground">{entryConfig?.label ?? entry.name}</span>
            <span className="ml-auto pl-3 font-medium tabular-nums">
              {typeof entry.value === 'number'
                ? entry.value.toLocaleString()
                : String(entry.value ?? '')}
            </span>
          </div>
        )
      })}
    </div>
  )
}

type ChartLegendContentProps = ComponentProps<'div'> & {
  payload?: readonly Entry[]
  verticalAlign?: 'top' | 'bottom' | 'middle'
  hideIcon?: boolean
  nameKey?: string
}

function ChartLegendContent({
  className,
  payload = [],
  verticalAlign = 'bottom',
  hideIcon = false,
  nameKey,
}: ChartLegendContentProps) {
  const { config } = useChart()
  if (payload.length === 0) return null
  return (
    <div
      className={cn(
        'flex flex-wrap items-center justify-center gap-x-4 gap-y-1',
        verticalAlign === 'top' ? 'pb-3' : 'pt-3',
        className,
      )}
    >
      {payload.map((entry, index) => {
        const entryConfig = configOf(config, entry, nameKey)
        const Icon = entryConfig?.icon
        return (
          <div
            key={index}
            className="flex items-center gap-1.5 text-muted-foreground [&>svg]:size-3"
          >
            {Icon && !hideIcon ? (
              <Icon />
            ) : (
              <div
                className="size-2 shrink-0 rounded-[3px]"
                style={{ backgroundColor: entry.color }}
              />
            )}
            {entryConfig?.label ?? String(entry.value ?? '')}
          </div>
        )
      })}
    </div>
  )
}

export {
  ChartContainer,
  ChartLegend,
  ChartLegendContent,
  ChartStyle,
  ChartTooltip,
  ChartTooltipContent,
}
