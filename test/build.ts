import { execFileSync } from 'node:child_process'

/** Builds once before all tests: the local cloud's processes and the command run from `dist/`, as users run them. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
