/** The page's style: two schemes, one column on a phone, no font or picture from outside. */
export const STYLE = `
:root {
  --ground: #f4f5f7; --card: #fff; --ink: #1a1d21; --quiet: #5b6470; --line: #dfe3e8;
  --good: #0b6e3a; --good-ground: #dff3e6; --warn: #7a4b00; --warn-ground: #fdeccb;
  --bad: #a1121c; --bad-ground: #fbdfe0; --blank: #4a5260; --blank-ground: #e6e9ee; --move: #0b4fa8; --move-ground: #dbe9fd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1216; --card: #181c22; --ink: #e8ebef; --quiet: #98a2ae; --line: #2b313a;
    --good: #7fdca4; --good-ground: #12301f; --warn: #f5c66b; --warn-ground: #3a2a08;
    --bad: #ff9c9c; --bad-ground: #431418; --blank: #b8c0cb; --blank-ground: #2a303a; --move: #94c2ff; --move-ground: #10294d;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif }
main { max-width: 1200px; margin: 0 auto; padding: 16px; display: grid; gap: 16px }
main > * { min-width: 0 }
.stale main { opacity: .55 }
h1 { font-size: clamp(22px, 3.4vw, 34px); line-height: 1.2; margin: 0 0 6px; font-weight: 650 }
h2 { font-size: 17px; margin: 0; font-weight: 650 }
h3 { font-size: 15px; margin: 14px 0 4px; font-weight: 650 }
p { margin: 4px 0 }
ul, ol { margin: 6px 0; padding-left: 20px }
a { color: inherit }
code, .story, .figure, .took { font-variant-numeric: tabular-nums }
#lost { margin: 0; padding: 12px 16px; background: var(--bad); color: var(--card); font-weight: 600; text-align: center }
.verdict { padding: 20px 22px; border-radius: 12px; border-left: 10px solid currentColor }
.verdict p { color: var(--ink); font-size: 16px }
.verdict .facts { font-size: 14px; margin-top: 10px }
.facts, .quiet, footer, small { color: var(--quiet) }
.facts { font-size: 14px }
small { display: block; font-weight: 400; font-size: 13px }
.well, .healthy { color: var(--good); background: var(--good-ground) }
.warning, .suspect, .recovering { color: var(--warn); background: var(--warn-ground) }
.impaired, .waiting.verdict { color: var(--bad); background: var(--bad-ground) }
.unknown { color: var(--blank); background: var(--blank-ground) }
.moving { color: var(--move); background: var(--move-ground) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px }
.card > header { display: flex; flex-wrap: wrap; gap: 8px; align-items: center }
.card > header .pill { margin-left: auto }
.regions { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)) }
.region.serving { border-color: var(--move); box-shadow: inset 0 3px 0 var(--move) }
.role { font-size: 13px; padding: 1px 8px; border: 1px solid var(--line); border-radius: 99px }
.role.serves { border-color: var(--move); color: var(--move); font-weight: 600 }
.pill { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 13px; font-weight: 600; white-space: nowrap }
.figures { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 8px; margin: 10px 0 }
.figures li { flex: 1 1 160px; border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px }
.figures b { display: block; font-size: 19px; font-variant-numeric: tabular-nums }
.figures span { font-size: 13px }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th, td { text-align: left; padding: 5px 10px 5px 0; vertical-align: top; border-top: 1px solid var(--line) }
th:last-child, td:last-child { padding-right: 0 }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; font-size: 13px }
tbody th { font-weight: 600; white-space: nowrap }
time { white-space: nowrap }
tr.why td { border-top: 0; padding-top: 0; color: var(--quiet); font-size: 13px }
.vote { white-space: nowrap }
.vote abbr { display: inline-block; width: 20px; text-align: center; border-radius: 5px; text-decoration: none; font-weight: 700; cursor: help }
.guards td:first-child { width: 1%; white-space: nowrap }
.guards th { white-space: nowrap; width: 1% }
.story td:first-child, .story td:nth-child(2) { white-space: nowrap; width: 1% }
.incident { border-color: var(--move) }
.steps { list-style: none; padding: 0; margin: 10px 0 }
.steps li { display: flex; gap: 10px; padding: 7px 0; border-top: 1px solid var(--line); align-items: baseline }
.steps .says { flex: 1; min-width: 0 }
.steps .took { white-space: nowrap; color: var(--quiet); font-size: 14px }
.steps em { font-style: normal; font-size: 12px; color: var(--bad); border: 1px solid currentColor; border-radius: 99px; padding: 0 7px; white-space: nowrap }
.steps .mark { width: 1.3em; text-align: center; font-weight: 700 }
.steps .done .mark { color: var(--good) }
.steps .failed .mark, .steps .failed .took { color: var(--bad) }
.steps .undone .mark { color: var(--warn) }
.steps .waiting { color: var(--quiet) }
.steps .running { background: var(--move-ground); margin: 0 -8px; padding-left: 8px; padding-right: 8px; border-radius: 8px; font-weight: 600 }
.steps .running .mark { color: var(--move); animation: turn 1.2s linear infinite; display: inline-block }
@keyframes turn { to { transform: rotate(360deg) } }
@media (prefers-reduced-motion: reduce) { .steps .running .mark { animation: none } }
.waterfall { margin: 12px 0 4px; display: grid; gap: 4px }
.bar { display: grid; grid-template-columns: 84px minmax(80px, 1fr) 90px minmax(0, 260px); gap: 10px; align-items: center; font-size: 14px }
.track { background: var(--ground); border-radius: 4px; height: 14px; overflow: hidden; display: block }
.fill { display: block; height: 100%; min-width: 3px; background: var(--move); border-radius: 4px }
.fill.growing { opacity: .55 }
.bar .figure { text-align: right }
details { margin-top: 10px }
summary { cursor: pointer; font-weight: 600 }
footer { font-size: 13px; text-align: center; padding: 4px 0 20px }
@media (max-width: 700px) { .places td:nth-child(3), .places thead th:nth-child(3) { display: none } .guards th { white-space: normal } .bar { grid-template-columns: 80px 1fr 74px } .bar .quiet { display: none } main { padding: 10px; gap: 10px } }
`
