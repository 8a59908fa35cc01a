/** Reads a page as the picture writes it: a tree of elements, so that tests ask for what is there and not for text. */

export interface Node {
  readonly name: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: readonly (Node | string)[]
}

const VOID = new Set(['meta'])

/** The tree of a page; throws where an element is not closed in its turn. */
export function parse(page: string): Node {
  const root = { name: 'root', attributes: {}, children: [] as (Node | string)[] }
  const open = [root]
  const token = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9:-]*="[^"<]*")*)(\/?)>|([^<]+)/g
  let at = 0
  for (let found = token.exec(page); found !== null; found = token.exec(page)) {
    if (found.index !== at) throw new Error(`not markup: ${page.slice(at, at + 80)}`)
    at = token.lastIndex
    const [, closing, name, attributes = '', isEmpty, text] = found
    const parent = open.at(-1) ?? root
    if (text !== undefined) parent.children.push(decoded(text))
    if (name === undefined) continue
    if (closing === '/') {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`)
      open.pop()
      continue
    }
    const node = { name, attributes: attributesOf(attributes), children: [] as (Node | string)[] }
    parent.children.push(node)
    if (isEmpty === '/' || VOID.has(name)) continue
    open.push(node)
    if (name !== 'script' && name !== 'style') continue
    const end = page.indexOf(`</${name}>`, at)
    node.children.push(page.slice(at, end))
    at = end
    token.lastIndex = end
  }
  if (open.length > 1 || at !== page.length) throw new Error(`not closed: ${open.map(({ name }) => name).join(' > ')}`)
  return root
}

const attributesOf = (text: string): { readonly [name: string]: string } =>
  Object.fromEntries(
    [...text.matchAll(/ ([a-zA-Z][a-zA-Z0-9:-]*)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      decoded(value),
    ]),
  )

const SIGNS: { readonly [entity: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => SIGNS[entity] ?? '')

/** Every element that `wanted` speaks for, in the order of the page. */
export const all = (node: Node, wanted: (node: Node) => boolean): readonly Node[] =>
  node.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(wanted(child) ? [child] : []), ...all(child, wanted)],
  )

/** Whether it has a class. */
export const has = (node: Node, name: string): boolean => (node.attributes.class ?? '').split(' ').includes(name)

/** All its text. */
export const textOf = (node: Node): string =>
  node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
