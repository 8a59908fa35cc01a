/**
 * Text of HTML and SVG, safe by construction: a name, attributes, children. Whatever is not `Markup` is text from outside
 * and is escaped, and a number that is none would draw nonsense, so it is a bug.
 */
import { invariant } from '../model/invariant.js'

export interface Markup {
  readonly markup: string
}
export type Child = Markup | string | number | undefined | readonly Child[]
export type Attributes = { readonly [name: string]: string | number | undefined }

/** Control characters, and those that change the direction of writing (Unicode UAX #9). */
const STEERING = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu
const ENTITIES: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** `text` as it may stand in an element or a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(STEERING, '\ufffd').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

/** A number as it is drawn: to a hundredth; never NaN. */
export function figure(value: number): string {
  invariant(Number.isFinite(value), `${value} cannot be drawn`)
  return String(Math.round(value * 100) / 100)
}

/** An element; attributes that are undefined are left out. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? figure(value) : escaped(value)}"`],
  )
  const inner = children.map(written).join('')
  const end = inner === '' && SELF_CLOSING.has(name) ? '/>' : `>${inner}</${name}>`
  return { markup: `<${name}${pairs.join('')}${end}` }
}

/** Text that is markup already: the page's own style and script, never anything of a trace. */
export const raw = (markup: string): Markup => ({ markup })

/** A page that stands alone, from the doctype to its end: it may load nothing but what `allows` says, and brings its own style. */
export function pageOf(
  { allows = '', style, title }: { readonly title: string; readonly style: string; readonly allows?: string },
  ...body: readonly Child[]
): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'${allows}`
  const head = el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    el('title', {}, title),
    el('style', {}, raw(style)),
  )
  return `<!doctype html>\n${el('html', { lang: 'en' }, head, el('body', {}, ...body)).markup}\n`
}

const SELF_CLOSING = new Set(['meta', 'rect', 'path', 'line', 'circle', 'stop', 'use'])

function written(child: Child): string {
  if (child === undefined) return ''
  if (typeof child === 'string') return escaped(child)
  if (typeof child === 'number') return figure(child)
  return 'markup' in child ? child.markup : child.map(written).join('')
}
