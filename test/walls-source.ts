/** What a source file reaches for, read from its syntax tree: imports of every form, exports, and globals. */
import { parseAst } from 'vitest/node'

export interface Import {
  /** The module as written; undefined when it is computed and so cannot be checked. */
  readonly from: string | undefined
  /** The names asked for; empty for a whole module. */
  readonly names: readonly string[]
}

export interface Source {
  readonly imports: readonly Import[]
  /** `Date.now`, `new Date()`, `process`, … as the file uses them. */
  readonly globals: readonly string[]
  readonly exportsDefault: boolean
  readonly exportsAll: boolean
  /** Nothing but re-exports. */
  readonly barrel: boolean
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

/** Globals a pure room may not name at all: clock, chance, network, environment, timers, output. */
const FORBIDDEN = new Set([
  ...['performance', 'process', 'console', 'globalThis', 'global', 'require', 'crypto', 'fetch', 'WebSocket'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'],
])

/** Throws a `SyntaxError` when `text` is no TypeScript. */
export function read(text: string): Source {
  const body = (parseAst(text, { lang: 'ts', astType: 'ts' }) as unknown as { body: readonly Node[] }).body
  const imports: Import[] = []
  const globals: string[] = []
  for (const node of body) walk(node, undefined, imports, globals)
  const kinds = body.map(({ source, type }) => (type.startsWith('Export') && source ? 'passed-on' : type))
  return {
    imports,
    globals,
    exportsDefault: kinds.includes('ExportDefaultDeclaration') || body.some(namesDefault),
    exportsAll: body.some(({ type }) => type === 'ExportAllDeclaration'),
    barrel: kinds.length > 0 && kinds.every((kind) => kind === 'passed-on'),
  }
}

function walk(node: Node, parent: Node | undefined, imports: Import[], globals: string[]): void {
  const found = importOf(node)
  if (found) imports.push(found)
  const used = globalOf(node, parent)
  if (used) globals.push(used)
  for (const [field, value] of Object.entries(node)) {
    if (isName(node, field)) continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, node, imports, globals)
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** `x.process`, `{ process: 1 }` and `process: string` in a type name a property, not the global. */
function isName({ computed }: Node, field: string): boolean {
  return (field === 'property' || field === 'key') && computed === false
}

const IMPORTS = new Set([
  ...['ImportDeclaration', 'ImportExpression', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'TSImportType'],
  'TSExternalModuleReference',
])

function importOf(node: Node): Import | undefined {
  if (!IMPORTS.has(node.type)) return undefined
  const source = (node.source ?? node.expression) as Node | null
  if (!source) return undefined
  const from = typeof source.value === 'string' ? source.value : undefined
  const specifiers = (node.specifiers ?? []) as readonly Node[]
  return { from, names: specifiers.map(importedName) }
}

const importedName = ({ imported, local }: Node): string => nameOf((imported ?? local) as Node)
const nameOf = (node: unknown): string => (isNode(node) ? String(node.name ?? node.value) : '')

function namesDefault(node: Node): boolean {
  const specifiers = node.type === 'ExportNamedDeclaration' ? ((node.specifiers ?? []) as readonly Node[]) : []
  return specifiers.some(({ exported }) => nameOf(exported) === 'default')
}

function globalOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type !== 'Identifier') return undefined
  const name = nameOf(node)
  if (FORBIDDEN.has(name)) return name
  if (name !== 'Date' && name !== 'Math') return undefined
  if (parent?.type === 'TSTypeReference') return undefined
  const member = parent?.type === 'MemberExpression' && parent.object === node ? parent : undefined
  if (member && !member.computed) return allowed(name, nameOf(member.property))
  if (name === 'Date' && parent?.type === 'NewExpression' && parent.callee === node) {
    return (parent.arguments as readonly unknown[]).length === 0 ? 'new Date()' : undefined
  }
  return `${name} as a value`
}

function allowed(name: 'Date' | 'Math', property: string): string | undefined {
  const fine = name === 'Date' ? property === 'UTC' || property === 'parse' : property !== 'random'
  return fine ? undefined : `${name}.${property}`
}
