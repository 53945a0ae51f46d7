import type { CSSProperties } from 'react'
import classes from './session-sketch.module.css'

function hash(text: string): number {
  let sum = 2166136261
  for (const char of text) sum = Math.imul(sum ^ char.charCodeAt(0), 16777619) >>> 0
  return sum
}

function Board() {
  return (
    <>
      {[0, 1, 2].map((column) => (
        <g key={column} transform={`translate(${16 + column * 60} 34)`}>
          <rect className={classes.quiet} width="52" height="66" rx="5" />
          <rect className={classes.line} x="6" y="6" width="22" height="4" rx="2" />
          <rect className={classes.card} x="5" y="15" width="42" height="17" rx="3" />
          {column < 2 && (
            <rect className={classes.card} x="5" y="36" width="42" height="17" rx="3" />
          )}
          {column === 1 && (
            <rect className={classes.accent} x="9" y="41" width="16" height="4" rx="2" />
          )}
        </g>
      ))}
    </>
  )
}

function Cards() {
  return (
    <>
      <rect className={classes.line} x="16" y="32" width="56" height="7" rx="3.5" />
      <rect className={classes.accent} x="156" y="31" width="36" height="10" rx="5" />
      {[0, 1, 2].map((column) => (
        <g key={column} transform={`translate(${16 + column * 60} 48)`}>
          <rect className={classes.card} width="54" height="54" rx="5" />
          <rect className={classes.tint} x="0" y="0" width="54" height="28" rx="5" />
          <rect className={classes.line} x="6" y="34" width="30" height="4" rx="2" />
          <rect className={classes.quiet} x="6" y="42" width="40" height="4" rx="2" />
        </g>
      ))}
    </>
  )
}

function Chart() {
  return (
    <>
      {[0, 1, 2].map((column) => (
        <g key={column} transform={`translate(${16 + column * 60} 32)`}>
          <rect className={classes.card} width="54" height="22" rx="5" />
          <rect className={classes.quiet} x="6" y="5" width="18" height="3" rx="1.5" />
          <rect className={classes.line} x="6" y="11" width="28" height="6" rx="3" />
        </g>
      ))}
      <rect className={classes.card} x="16" y="60" width="174" height="44" rx="5" />
      <path
        className={classes.stroke}
        d="M24 94c16-4 22-18 38-16s22 10 38 2 24-16 40-14 22-2 42-4"
      />
    </>
  )
}

function Hero() {
  return (
    <>
      <rect className={classes.line} x="16" y="40" width="84" height="9" rx="4.5" />
      <rect className={classes.line} x="16" y="54" width="64" height="9" rx="4.5" />
      <rect className={classes.quiet} x="16" y="70" width="74" height="4" rx="2" />
      <rect className={classes.quiet} x="16" y="78" width="58" height="4" rx="2" />
      <rect className={classes.accent} x="16" y="89" width="36" height="12" rx="6" />
      <circle className={classes.tint} cx="154" cy="68" r="34" />
      <circle className={classes.accent} cx="164" cy="60" r="13" />
    </>
  )
}

function List() {
  return (
    <>
      <rect className={classes.line} x="46" y="32" width="56" height="7" rx="3.5" />
      {[0, 1, 2].map((row) => (
        <g key={row} transform={`translate(46 ${46 + row * 19})`}>
          <rect className={classes.card} width="116" height="15" rx="4" />
          <rect
            className={row === 0 ? classes.accent : classes.quiet}
            x="5"
            y="4"
            width="7"
            height="7"
            rx="2"
          />
          <rect className={classes.line} x="18" y="6" width={62 - row * 12} height="4" rx="2" />
        </g>
      ))}
    </>
  )
}

const layouts = [Cards, Chart, Hero, List, Board]

/** Stands in for a thumbnail. */
export function SessionSketch({ seed }: { seed: string }) {
  const value = hash(seed)
  const Layout = layouts[value % layouts.length] ?? Cards
  const hue = Math.floor(value / 7) % 360
  return (
    <svg
      className={classes.picture}
      style={{ '--hue': hue } as CSSProperties}
      viewBox="0 0 240 135"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <rect className={classes.ground} width="240" height="135" />
      <g transform="translate(17 16)">
        <rect className={classes.window} width="206" height="140" rx="9" />
        <circle className={classes.quiet} cx="13" cy="11" r="3" />
        <circle className={classes.quiet} cx="23" cy="11" r="3" />
        <circle className={classes.quiet} cx="33" cy="11" r="3" />
        <path className={classes.edge} d="M0 22h206" />
        <Layout />
      </g>
    </svg>
  )
}
