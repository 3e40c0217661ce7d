import ipaddr from 'ipaddr.js'

/** The part of IPv6 that is given out to the public; all special blocks outside it are refused by not being in it. */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/**
 * Whether an address belongs to a machine on the open internet. False for everything special in the registries of
 * IANA (RFC 6890 and after), for every IPv6 form that carries an IPv4 address, and for text that is no address.
 */
export function isPublicAddress(ip: string): boolean {
  if (!ipaddr.isValid(ip) || ip.includes('%')) return false
  const address = ipaddr.parse(ip)
  if (address instanceof ipaddr.IPv4)
    return ipaddr.IPv4.isValidFourPartDecimal(ip) && address.range() === 'unicast'
  return address.match(globalUnicast) && address.range() === 'unicast' && !isIsatap(address)
}

/** RFC 5214: the interface id is 0:5efe or 200:5efe before an IPv4 address, under any prefix. */
function isIsatap(address: ipaddr.IPv6): boolean {
  const [high, low] = address.parts.slice(4)
  return low === 0x5efe && (high === 0 || high === 0x200)
}
