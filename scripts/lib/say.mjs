export function say(line) {
  return process.stdout.write(`fegg: ${line}\n`)
}

/** Ends the script. */
export function fail(line) {
  process.stderr.write(`fegg: ${line}\n`)
  process.exit(1)
}
