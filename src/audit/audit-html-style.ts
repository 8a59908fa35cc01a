/** The page's style: light, dark and print; one column on a phone; no font or picture from outside. */
const LIGHT = `
  --ground: #f6f7f9; --card: #fff; --ink: #191c20; --quiet: #59626e; --line: #dde1e7;
  --good: #0b6e3a; --good-ground: #dff3e6; --warning: #7a4b00; --warning-ground: #fdeccb;
  --error: #a1121c; --error-ground: #fbdfe0; --note: #0b4fa8; --note-ground: #dbe9fd`
const DARK = `
  --ground: #0f1216; --card: #171b21; --ink: #e9ecf0; --quiet: #9aa4b0; --line: #2c323b;
  --good: #7fdca4; --good-ground: #17402a; --warning: #f5c66b; --warning-ground: #4b370c;
  --error: #ff9c9c; --error-ground: #5a1b21; --note: #94c2ff; --note-ground: #14386a`

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1180px; margin: 0 auto; padding: 22px 20px 40px }
h1 { font-size: clamp(24px, 3.2vw, 36px); line-height: 1.15; margin: 2px 0 8px; font-weight: 680 }
h2 { font-size: 18px; margin: 0 0 8px; font-weight: 650 }
h3 { font-size: 15px; margin: 0; font-weight: 650 }
p { margin: 4px 0; max-width: 88ch; overflow-wrap: anywhere }
.quiet, footer { color: var(--quiet) }
.card, .finding, .verdict { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; margin-top: 16px }
.verdict { border-left: 10px solid currentColor }
.verdict > * { color: var(--ink) }
.verdict.good { color: var(--good) } .verdict.error { color: var(--error) } .verdict.warning { color: var(--warning) }
.verdict li { margin: 6px 0 } .verdict ul { margin: 8px 0 0; padding-left: 20px }
.counts { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; padding: 0; margin: 10px 0 0 }
.pill { display: inline-block; padding: 1px 10px; border-radius: 99px; font-size: 13px; font-weight: 600; white-space: nowrap }
.error > .pill, .pill.error { color: var(--error); background: var(--error-ground) }
.warning > .pill, .pill.warning { color: var(--warning); background: var(--warning-ground) }
.note > .pill, .pill.note, .pill.suppressed { color: var(--note); background: var(--note-ground) }
.pill.good { color: var(--good); background: var(--good-ground) }
.finding { border-left: 6px solid var(--line) }
.finding.error { border-left-color: var(--error) } .finding.warning { border-left-color: var(--warning) } .finding.note { border-left-color: var(--note) }
.finding header { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline }
.finding dl { margin: 8px 0 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 14px }
.finding dt { font-weight: 600; overflow-wrap: anywhere; max-width: 18em } .finding dd { margin: 0; overflow-wrap: anywhere }
.mend { display: block; margin: 3px 0 6px; padding: 4px 10px; border-radius: 6px; background: var(--ground); white-space: pre-wrap }
code.mend { font: 13px/1.5 ui-monospace, monospace } .mend + .quiet { margin: -3px 0 6px 10px }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: 14px }
caption { text-align: left; font-weight: 650; padding: 10px 0 4px }
th, td { text-align: left; padding: 6px 12px 6px 0; vertical-align: top; border-top: 1px solid var(--line) }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; font-size: 13px }
td { min-width: 8ch; white-space: pre-line } td.no { color: var(--error); font-weight: 700 }
@media (max-width: 560px) { main { padding: 14px 12px 30px } .finding dl { grid-template-columns: 1fr } }
@media print { :root { ${LIGHT} } body { background: #fff } .card, .finding, .verdict { break-inside: avoid } }
`
