/** The laws in words, as users are promised them. */
export const WORDS = {
  L1: ['Unknown never triggers and always blocks. A vantage that cannot see has no vote; silence is not failure.'].join(
    ' ',
  ),
  L2: [
    'One vantage, one vote; no move without a quorum of vantages, none of them inside the region that is',
    'suspected.',
  ].join(' '),
  L3: [
    "The smallest sufficient move. Leave a zone before leaving a region; act on the region when the policy's",
    'share of its zones is impaired, or a regional plane the app cannot live without is.',
  ].join(' '),
  L4: [
    'No move toward trouble. Never to a region that fails the same signals (a bad release fails everywhere:',
    'hold and page), nor to one without a verified writer and the *useful* capacity the guard asks for (an',
    'instance counts once a probe has gone through the load balancer to it and its writes land), nor to one in',
    'the same geographic or network fate when the cause is physical or unknown.',
  ].join(' '),
  L5: [
    'No flapping. Hysteresis both ways; one move at a time per app; never an automatic failback. The defaults,',
    'which a policy may change knowingly (the local one does, to be watched in seconds): nothing moves for a',
    'disturbance under a minute; no writer is promoted across regions for a mere partition under five; at most',
    'one change of direction in four hours without a person; no failback on first green: the hold-down is at',
    'least an hour, twice the outage so far, and an hour of clean control planes, and a relapse restarts it.',
  ].join(' '),
  L6: [
    'Gray failure counts. A zone whose block storage is stuck is impaired for what stands on EBS there, even',
    'while cached reads pass probes; the same zone may stay in service for what does not.',
  ].join(' '),
  L7: [
    "Monitoring that fails all at once is the monitor's fault until proved otherwise. If every target of every",
    'region turns bad in one step, or a signal source itself errors, hold. Zones are compared with each other',
    'and with their own baseline, never with an absolute number alone. A sudden mass absence in an inventory',
    "is suspect data. The provider's status page and its alarms may add evidence, but no decision waits for",
    'them: without them, the same decisions at the same minutes.',
  ].join(' '),
  L8: [
    'Never lean on what is failing. No step needs an impaired plane while another tactic avoids it; if none',
    'does, the plan is refused with the objection named. Leaving us-east-1 never needs a control plane that',
    'stands in us-east-1 (Route 53 record changes and IAM changes do).',
  ].join(' '),
  L9: [
    'Avoid block storage. Prefer what needs no EBS: instance-store or Fargate capacity, Aurora, DynamoDB, S3,',
    'promotion of a running replica, restore from a continuous backup. RDS other than Aurora stands on EBS.',
    'Never create volumes or snapshots, nor launch EBS-rooted instances, where EBS is impaired. A snapshot',
    'restore is the last tactic, never the first.',
  ].join(' '),
  L10: [
    'Never two writers. The old writer is fenced before the new one is promoted. If it cannot be reached,',
    "promotion needs the policy's leave (`unreachable_writer: promote`), and the old one is fenced on its",
    'return before anything routes to it.',
  ].join(' '),
  L11: [
    'Capacity first, writer second, traffic last; traffic in stages where the policy asks, each verified',
    'before the next; back to the last good stage when one fails.',
  ].join(' '),
  L12: [
    'Loss is told before and measured after. A failover states the writes it may lose, `switchover` loses',
    'none, and the incident records what was lost.',
  ].join(' '),
  L13: [
    'The old region must not be needed. A failover works from what was cached on a calm day (inventory, plan',
    'inputs, credentials), with its age shown, when describe calls fail; the controller, its store and its',
    'switch stand outside the region that fails.',
  ].join(' '),
  L14: [
    'Look, then leap; journal before leaping. Each step is idempotent, recorded before it starts and after it',
    'holds. Killed anywhere, the run resumes to the same end, doing nothing twice that matters.',
  ].join(' '),
  L15: [
    'Only the lease holder acts, with an epoch that only grows; a new holder resumes the open incident before',
    'it decides anything else; a deposed one stops at its next append. Leases rest on durations measured by',
    "one's own monotonic clock, never on comparing two hosts' clocks.",
  ].join(' '),
  L16: [
    'No retry storms. Backoff with jitter, a budget per plane, a breaker that opens; every call has a',
    'deadline; API rate limits are respected by batching (Route 53: 5 requests a second an account, 1,000',
    'records a batch), never by luck.',
  ].join(' '),
  L17: [
    'Recovered means users see it. Declared when probes through the public name reach the standby and writes',
    'land there, TTL included; not when an API says OK. Recovery time counts from the first bad sample to',
    'users served, in segments: noticed, decided, executed, converged (with the share of clients still at the',
    'old region), green.',
  ].join(' '),
  L18: [
    'A dry run changes nothing. Enforced below the drivers, where requests leave: any call not on the read',
    'list is refused, and a test shows that none left.',
  ].join(' '),
  L19: [
    'The switch works on the worst day: without the dashboard, without the old region, without the store',
    '(`--break-glass`, recorded locally and merged later).',
  ].join(' '),
  L20: [
    'Everything is on record: who or what, when, why, on what evidence, which guards spoke and which were',
    'waived — enough to write the post-mortem from: the signals as they were seen at that minute; writes that',
    'were not replicated and changes that were accepted but never took effect are listed for a person before',
    'anything fails back.',
  ].join(' '),
  L21: ['Zone ids, not names (`use1-az1`): names are shuffled per account.'].join(' '),
  L22: [
    'A bounded hand. Automatic moves take out at most one zone, or 34 % of capacity, in ten minutes, and never',
    'the last zone or region that serves; when everything looks sick, fail static.',
  ].join(' '),
  L23: ['Throttled is not failed; and our own call rate never rises during an incident.'].join(' '),
  L24: [
    'Freeze when the control plane is sick and the data plane is well: no scale-in, no replacement, no',
    'rebalancing, no edits of load balancers — by us, and, where the policy allows, by suspending those',
    'processes.',
  ].join(' '),
  L25: [
    'Blocked is an answer. When the right act cannot be done now, say so at once: what, why, whose turn it is,',
    'when it is tried again. Never loop in silence.',
  ].join(' '),
  L26: [
    'Never an empty answer. No change leaves a name without an answer, or every region off; checked on the',
    'state *after* the change. A change to routing names the state it expects and carries the epoch: a late,',
    'stale plan cannot overwrite a newer one, and what someone else owns is not touched.',
  ].join(' '),
  L27: [
    'A point of no return, and it is marked. Every step says whether it can be undone. Before the first that',
    'cannot, a run that fails goes back, by its own compensating steps, to where it began; after it, a run',
    'goes forward or halts with the next move named. It never ends in between in silence.',
  ].join(' '),
} as const
export type LawId = keyof typeof WORDS
