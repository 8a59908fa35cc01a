/** The page's style: light, dark and print; one column on a phone; no font or picture from outside. */
const LIGHT = `
  --ground: #f6f7f9; --card: #fff; --ink: #191c20; --quiet: #59626e; --line: #dde1e7;
  --good: #0b6e3a; --good-ground: #cfeeda; --warn: #7a4b00; --warn-ground: #fbe3b3; --bad: #a8131e; --bad-ground: #f8cdcf;
  --move: #0b4fa8; --move-ground: #cfe1fb; --blank: #4a5260; --blank-ground: #e3e6eb;
  --r0: #9cc0ee; --r1: #f3c98b; --r2: #b9d8b4; --r3: #d9bfe6; --trouble: #f2c3b0; --trouble-line: #b2481f`
const DARK = `
  --ground: #0f1216; --card: #171b21; --ink: #e9ecf0; --quiet: #9aa4b0; --line: #2c323b;
  --good: #7fdca4; --good-ground: #17402a; --warn: #f5c66b; --warn-ground: #4b370c; --bad: #ff9c9c; --bad-ground: #5a1b21;
  --move: #94c2ff; --move-ground: #14386a; --blank: #b8c0cb; --blank-ground: #2b313b;
  --r0: #24508c; --r1: #7d5716; --r2: #2f5c33; --r3: #5a3a6d; --trouble: #5d2f1e; --trouble-line: #f0956d`

const PAGE = `
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1380px; margin: 0 auto; padding: 22px 20px 40px }
h1 { font-size: clamp(24px, 3.2vw, 36px); line-height: 1.15; margin: 2px 0 8px; font-weight: 680; letter-spacing: -.01em }
h2 { font-size: 18px; margin: 0 0 2px; font-weight: 650 }
p { margin: 4px 0; max-width: 88ch }
a { color: inherit }
.quiet, .kicker, footer { color: var(--quiet) }
.kicker { font-size: 13px; margin: 0; max-width: none }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px 12px; margin-top: 16px; min-width: 0 }
.verdict { font-size: clamp(17px, 1.7vw, 21px); line-height: 1.4; margin: 0; max-width: 100ch; font-weight: 500 }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin: 14px 0 4px }
.figures div { border-left: 4px solid var(--line); padding-left: 10px }
.figures .good { border-color: var(--good) } .figures .bad { border-color: var(--bad) } .figures .warn { border-color: var(--warn) }
.figures dt { font-size: 13px; color: var(--quiet) }
.figures dd { margin: 0; font-size: 19px; font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; line-height: 1.25 }
.figures small { display: block; font-size: 13px; font-weight: 400; color: var(--quiet) }
.figures small { white-space: normal }
.course { display: flex; list-style: none; margin: 14px 0 4px; padding: 0; gap: 2px }
.course li { min-width: 108px; padding: 4px 8px; background: var(--move-ground); font-size: 13px; line-height: 1.3 }
.course li:first-child { border-radius: 8px 0 0 8px } .course li:last-child { border-radius: 0 8px 8px 0 } .course li.good { background: var(--good-ground) }
.course li.bad { background: var(--bad-ground) } .course li.warn { background: var(--warn-ground) }
.course b { display: block; font-size: 15px; white-space: nowrap; font-variant-numeric: tabular-nums }
.run { display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 0 18px; align-items: start }
.run .wideness { grid-column: 1 }
.run .story { grid-column: 2; grid-row: 1 / span 9 }
.story ol { list-style: none; margin: 8px 0 0; padding: 0 }
.story li { position: relative; padding: 5px 0 5px 32px; font-size: 14px; line-height: 1.4; border-top: 1px solid var(--line) }
.story li.same { border-top: 0; padding-top: 1px }
.story li:target { background: var(--move-ground); border-radius: 6px }
.story li.minor { color: var(--quiet) }
.story time { display: block; font-size: 12px; color: var(--quiet); font-variant-numeric: tabular-nums }
.story .same time { display: none }
.number { position: absolute; left: 0; top: 8px; width: 22px; height: 22px; border-radius: 50%; text-align: center; font-size: 12px; line-height: 20px; font-weight: 700; border: 1.5px solid currentColor }
.same .number { top: 0 }
.number.good { color: var(--good); background: var(--good-ground) } .number.bad { color: var(--bad); background: var(--bad-ground) }
.number.warn { color: var(--warn); background: var(--warn-ground) } .number.move { color: var(--move); background: var(--move-ground) }
.number.plain { color: var(--blank); background: var(--blank-ground) }
.checks { list-style: none; margin: 6px 0 0; padding: 0 }
.checks li { padding: 4px 0 4px 26px; position: relative; border-top: 1px solid var(--line) }
.checks b { position: absolute; left: 2px } .met b { color: var(--good) } .unmet b { color: var(--bad) } .unmet { font-weight: 600 }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 18px }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin-top: 8px; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: 3px 12px 3px 0; border-top: 1px solid var(--line) }
thead th { color: var(--quiet); font-weight: 500; border: 0 } td:first-child, td.time { white-space: nowrap }
summary { cursor: pointer; font-weight: 650 }
.key { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; color: var(--quiet); margin: 8px 0 0; padding: 0; list-style: none }
.key svg { vertical-align: -3px; margin-right: 5px }
#told { position: fixed; z-index: 2; max-width: min(380px, 92vw); background: var(--ink); color: var(--card); border-radius: 8px; padding: 7px 11px; font-size: 13px; line-height: 1.4; pointer-events: none; font-variant-numeric: tabular-nums }
#told b { display: block }
@media (max-width: 1180px) { .run { grid-template-columns: minmax(0, 1fr) } .run .story { grid-column: 1; grid-row: auto } }
@media (max-width: 560px) { .course { flex-wrap: wrap } .course li { min-width: 46%; border-radius: 6px !important } main { padding: 14px 10px 30px } .card { padding: 12px 12px 10px } .figures { grid-template-columns: 1fr 1fr } }
`

const CHART = `
.chart { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; overflow: visible; margin-top: 8px }
.chart.wide { display: none }
.chart.narrow { max-width: 640px }
@media (min-width: 860px) { .chart.wide { display: block } .chart.narrow { display: none } }
.chart text { fill: var(--ink) } .chart .tick, .chart .name { fill: var(--quiet) } .chart .tick { font-size: 11px; font-variant-numeric: tabular-nums }
.chart .title { fill: var(--ink); font-weight: 650; font-size: 13px }
.chart .value { font-size: 11px; font-weight: 600 }
.grid, .rule { stroke: var(--line) } .frame { fill: none; stroke: var(--line) }
.turn { stroke: var(--quiet); stroke-dasharray: 2 3 } .turn.bad { stroke: var(--bad) } .turn.good { stroke: var(--good) } .turn.move { stroke: var(--move) }
.badge { text-decoration: none } .badge circle { fill: var(--blank-ground); stroke: var(--blank); stroke-width: 1.5 }
.badge text { font-size: 11px; font-weight: 700; fill: var(--blank) }
.badge.good circle { fill: var(--good-ground); stroke: var(--good) } .badge.good text { fill: var(--good) }
.badge.bad circle { fill: var(--bad-ground); stroke: var(--bad) } .badge.bad text { fill: var(--bad) }
.badge.warn circle { fill: var(--warn-ground); stroke: var(--warn) } .badge.warn text { fill: var(--warn) }
.badge.move circle { fill: var(--move-ground); stroke: var(--move) } .badge.move text { fill: var(--move) }
.mark { outline: none; stroke-width: 1 }
.mark > rect, .mark > path { fill: var(--blank-ground); stroke: var(--blank) }
.mark > text { stroke: none }
.mark.healthy > rect, .mark.done > rect { fill: var(--good-ground); stroke: var(--good) }
.mark.suspect > rect, .mark.hold > rect, .mark.recovering > rect { fill: var(--warn-ground); stroke: var(--warn) }
.mark.recovering > rect { stroke-dasharray: 4 2 }
.mark.impaired > rect, .mark.failed > rect { fill: var(--bad-ground); stroke: var(--bad) }
.mark.unknown > rect { stroke-dasharray: 2 3 }
.mark.trouble > rect, .mark.trouble > path { fill: var(--trouble); stroke: var(--trouble-line) }
.mark.act > rect { fill: var(--move-ground); stroke: var(--move); stroke-width: 1.5 }
.mark.done > rect { fill: var(--move-ground); stroke: var(--move) }
.mark.undone > rect, .mark.undone > path { fill: var(--warn-ground); stroke: var(--warn); stroke-dasharray: 4 2 }
.mark.for-good > rect { fill: var(--move-ground); stroke: var(--bad); stroke-width: 2 } .mark.for-good > text { font-weight: 650 }
.mark.plain > path { fill: var(--move-ground); stroke: var(--move) }
.mark.region-0 > * { fill: var(--r0) } .mark.region-1 > * { fill: var(--r1) } .mark.region-2 > * { fill: var(--r2) } .mark.region-3 > * { fill: var(--r3) }
.mark > rect.hatch { fill: url(#hatch); stroke: none } .mark.for-good > rect.hatch { fill: url(#hatch) }
#hatch path { stroke: var(--bad); stroke-width: 1.2; opacity: .45 }
.mark[class*=region] > text { fill: var(--ink) } .mark[class*=region] > path, .mark[class*=region] > rect { stroke: var(--card) }
.mark:hover > rect, .mark:hover > path, .mark:focus > rect, .mark:focus > path { stroke: var(--ink); stroke-width: 2 }
.mark > path.ramp { stroke: none }
.lack { fill: var(--bad-ground) }
.mark.plain > path { fill-opacity: .8 }
.extreme { fill: var(--move) }
.shade rect { fill: var(--move); opacity: .12 } .shade text { font-weight: 700; fill: var(--move) }
.cursor { stroke: var(--ink); pointer-events: none }
`

const PRINT = `
@media print {
  :root { ${LIGHT}; --ground: #fff }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  main { padding: 0; max-width: none } .card { break-inside: avoid; padding: 8px 10px } .run { display: block } .story { break-inside: auto }
  .chart.wide { display: block } .chart.narrow { display: none } #told, .for-pointers { display: none }
}
`

/** All of it, as text. */
export const STYLE = `:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
${PAGE}${CHART}${PRINT}`
