/** Edits of `postgresql.auto.conf`, the settings that ALTER SYSTEM keeps, while its server is down. */

/** A setting's value or a connection's, between quotes of its own. */
const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** `text` without the settings named. */
export const withoutSettings = (text: string, names: readonly string[]): string =>
  text
    .split('\n')
    .filter((line) => !names.some((name) => new RegExp(`^\\s*${name}\\s*=`, 'i').test(line)))
    .join('\n')

/** `text` with the setting `name` at `value`, whatever it was before. */
export const withSetting = (text: string, name: string, value: string): string =>
  `${withoutSettings(text, [name]).trimEnd()}\n${name} = ${quoted(value)}\n`

/** A libpq connection string: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE */
export const connectionString = (words: { readonly [word: string]: string | number }): string =>
  Object.entries(words)
    .map(([word, value]) => `${word}=${quoted(String(value))}`)
    .join(' ')
