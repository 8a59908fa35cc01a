/** The numbers of the DNS protocol used here (IANA, "Domain Name System (DNS) Parameters"). */

export const TYPE = { A: 1, NS: 2, SOA: 6, SRV: 33, OPT: 41, IXFR: 251, AXFR: 252, ANY: 255 } as const

export const CLASS_IN = 1

export const OPCODE_QUERY = 0

/** BADVERS does not fit the header's four bits; its upper half travels in the OPT record (RFC 6891, 6.1.3). */
export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const
export type Rcode = (typeof RCODE)[keyof typeof RCODE]

/** What anyone takes over UDP (RFC 1035, 4.2.1), and what passes every path unfragmented; bytes. */
export const UDP_BYTES = { least: 512, most: 1_232 } as const

export const TCP_BYTES_MAX = 65_535
