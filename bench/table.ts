import type { Row } from './row.ts'

function figure(value: number | null, unit = '') {
  return value === null ? '' : `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`
}

function verdict({ met }: Row) {
  return met === null ? '' : met ? 'met' : 'MISSED'
}

export function formatRows(rows: readonly Row[]): string {
  const head = ['name', 'versus', 'value', 'ratio', 'goal', '']
  const lines = rows.map((row) => [
    row.name,
    row.versus,
    figure(row.value, row.unit),
    figure(row.ratio),
    figure(row.goal),
    verdict(row),
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  return [head, ...lines]
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}
