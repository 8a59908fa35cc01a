/** The figures as a table for people. */
const count = (value) => Math.round(value).toLocaleString('en-US')
const ms = (value) => `${value.toFixed(2)} ms`
const line = (cells) => console.log(`  ${cells[0].padEnd(44)}${cells[1].padStart(14)}  ${cells[2] ?? ''}`)

const MARK_WORDS = {
  ratio: ['times the probes per CPU-second', (value) => `${value.toFixed(1)} ×`, 'at least'],
  cores: ['of one core, every 10 s', (value) => `${(value * 100).toFixed(1)} %`, 'less than'],
  rssMiB: ['memory (RSS)', (value) => `${Math.round(value)} MiB`, 'less than'],
}

export function print({ blackbox, marks, own, paced, ratio, targets }) {
  console.log(`\nProbes: ${count(targets)} HTTP targets on loopback\n`)
  line(['probes per CPU-second, held connections', count(own.held.perCpuSecond), passes(own.held)])
  line(['probes per CPU-second, fresh connections', count(own.fresh.perCpuSecond), passes(own.fresh)])
  if (blackbox.is === 'measured') {
    line(['probes per CPU-second, blackbox exporter', count(blackbox.perCpuSecond), passes(blackbox)])
    line(['ratio, held / fresh', `${ratio.held.toFixed(1)} × / ${ratio.fresh.toFixed(1)} ×`, 'the exporter holds none'])
  } else console.log(`  no comparison: ${blackbox.because}`)
  if (paced) {
    line([`looks every 10 s (${paced.looks})`, `${(paced.cores * 100).toFixed(1)} %`, `of one core; ${passes(paced)}`])
    line(['latency error, median / p99', `${ms(paced.latencyErrorMs.median)} / ${ms(paced.latencyErrorMs.p99)}`])
    line(['memory (RSS), bench included', `${Math.round(paced.rssMiB)} MiB`])
  }
  console.log('\nMarks')
  for (const { found, mark, met, wanted } of marks) {
    const [what, shown, bound] = MARK_WORDS[mark]
    line([`${met ? 'met   ' : 'MISSED'} ${what}`, shown(found), `${bound} ${shown(wanted)}`])
  }
  console.log()
}

const passes = ({ passed, probes }) => (passed === probes ? 'all passed' : `${count(probes - passed)} did not pass`)
