import classes from './logo.module.css'

/** Decorative: the name is beside it. */
export function Egg({ size = 22 }: { size?: number }) {
  return (
    <svg
      className={classes.egg}
      width={size}
      height={size}
      viewBox="0 0 22 22"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M11 1.5c4.2 0 7.6 6 7.6 10.7 0 5-3.4 8.3-7.6 8.3s-7.6-3.3-7.6-8.3C3.4 7.5 6.8 1.5 11 1.5Z" />
      <circle cx="11" cy="12.7" r="4.2" />
    </svg>
  )
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <Egg />
      FeGG
    </span>
  )
}
