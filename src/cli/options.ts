/** Options as the commands receive them, after commander. */
export interface GlobalOptions {
  readonly policy?: string
  readonly json?: boolean
  /** A profile of the user's AWS configuration. */
  readonly profile?: string
}

export interface MoveOptions extends GlobalOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly waive?: readonly string[]
  readonly because?: string
  readonly planned?: boolean
  readonly breakGlass?: boolean
  /** Only this plan may be carried out: its hash. */
  readonly plan?: string
}

export interface PlanOptions extends GlobalOptions {
  readonly to: string
  readonly planned?: boolean
  readonly format: string
}

export interface WatchOptions extends GlobalOptions {
  readonly port: string
  readonly host: string
}

export interface DemoOptions extends GlobalOptions {
  readonly scenario: string
  readonly stay?: boolean
}
