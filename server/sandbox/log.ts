/** Where the sandboxes and the gateway report what nobody waits for; pino's loggers fit. */
export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}
