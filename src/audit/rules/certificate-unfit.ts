import { formatMs } from '../../model/units.js'
import type { Certificate, Listener } from '../estate.js'
import type { Facts } from '../facts.js'
import type { Rule, Spotted } from '../finding.js'

const SOON_MS = 14 * 24 * 3_600_000

/** A load balancer whose certificate would turn users away: none, not issued, soon expired, or for other names. */
export const certificateUnfit: Rule = {
  id: 'certificate-unfit',
  severity: 'error',
  title: 'users would be shown no certificate that fits',
  why: 'Certificates are of one region, and are made anew in the other. Users who are led to a load balancer without one for the name they asked for get an error in place of the app, and no health check of ours may see it.',
  find: (facts, _policy, now) => [...shutIn(facts), ...facts.estate.listeners.flatMap((each) => unfit(each, now))],
}

/** What the region the app stands in shows, and a standby does not: a port with TLS, and a certificate for the public name. */
function shutIn({ active, estate }: Facts): readonly Spotted[] {
  const { listeners, records } = estate
  const names = [...new Set(records.map(({ name }) => name))]
  const secure = listeners.filter(({ isSecure }) => isSecure)
  const standbys = [...new Set(listeners.map(({ region }) => region))].filter((region) => region !== active)
  const ports = new Map(
    secure.filter(({ region }) => region === active).map((home) => [`${home.resource} ${home.port}`, home]),
  )
  return [...ports.values()].flatMap((home) =>
    standbys.flatMap((at): readonly Spotted[] => {
      const beside = listeners.filter(({ region, resource }) => region === at && resource === home.resource)
      if (beside.length === 0) return []
      const there = beside.filter(({ isSecure, port }) => isSecure && port === home.port)
      if (there.length === 0) return [without(home, at, beside)]
      const shown = there.flatMap(({ certificates }) => certificates)
      // Of certificates that nobody could ask about nothing is said.
      if (shown.length === 0) return []
      return names
        .filter((name) => covers(home.certificates, name) && !covers(shown, name))
        .map((name) => ({
          resource: home.resource,
          evidence: `no certificate of ${there[0]?.balancer} in ${at} is for ${name}: ${shown.flatMap((each) => each.names).join(', ')}`,
          mend: `issue one in ${at} (Terraform: aws_acm_certificate, validated by the same DNS record as at home) and give it to the listener (aws_lb_listener certificate_arn)`,
        }))
    }),
  )
}

const without = ({ port, resource }: Listener, at: string, beside: readonly Listener[]): Spotted => ({
  resource,
  evidence: `${beside[0]?.balancer} in ${at} has no listener with TLS at port ${port}, as the region the app stands in has`,
  mend: `make one with a certificate of ${at} (Terraform: aws_lb_listener, aws_acm_certificate)`,
})

/** A wildcard stands for one label (RFC 6125). */
const covers = (certificates: readonly Certificate[], name: string): boolean =>
  certificates.some(({ names }) => names.some((each) => each === name || each === name.replace(/^[^.]+/, '*')))

function unfit({ balancer, certificates, region, resource }: Listener, now: number): readonly Spotted[] {
  return certificates.flatMap(({ expiresAt, id, isRenewed, names, state }): readonly Spotted[] => {
    const which = `the certificate of ${balancer} in ${region} for ${names[0] ?? id}`
    if (state !== 'ISSUED') {
      const mend =
        state === 'PENDING_VALIDATION' ? `make the DNS record that proves its names: ${id}` : `issue it anew: ${id}`
      return [{ resource, evidence: `${which} is ${state}`, mend }]
    }
    if (expiresAt === undefined || expiresAt - now > SOON_MS) return []
    const leftMs = expiresAt - now
    const evidence = leftMs <= 0 ? `${which} has expired` : `${which} expires in ${formatMs(leftMs)}`
    // One that ACM renews is late already: it does so 60 days before (ACM User Guide, "Managed certificate renewal").
    const mend = isRenewed
      ? `see why ACM does not renew it: is its DNS record still there? ${id}`
      : `import it anew: ${id}`
    return [{ resource, evidence, mend }]
  })
}
