//! Which IP addresses belong to the public internet, after the IANA special-purpose registries (RFC 6890).
//!
//! An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) is judged by what it
//! carries as well: each of them is a way to write a private address.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses that are not of the public internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// `0.0.0.0/8` and `::`: this host.
    Unspecified,
    /// `127.0.0.0/8` and `::1`.
    Loopback,
    /// `10/8`, `172.16/12`, `192.168/16` and `fc00::/7`.
    Private,
    /// `169.254/16` and `fe80::/10`; clouds answer questions about their machines there.
    LinkLocal,
    /// `100.64/10`: addresses that an access provider shares out (RFC 6598).
    SharedByCarrier,
    /// `224/4` and `ff00::/8`.
    Multicast,
    /// Documentation, benchmarks, protocol assignments, future use, broadcast, and what IANA never gave out.
    Reserved,
    /// An IPv6 form that leads through a gateway to an IPv4 address: NAT64, 6to4, Teredo.
    Gateway,
}

impl fmt::Display for Range {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Unspecified => "unspecified",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::SharedByCarrier => "shared by a carrier",
            Self::Multicast => "multicast",
            Self::Reserved => "reserved",
            Self::Gateway => "behind an IPv6 gateway",
        })
    }
}

/// The range that keeps this address off the public internet; `None`: it is public.
pub fn not_public(address: IpAddr) -> Option<Range> {
    match address {
        IpAddr::V4(address) => not_public_v4(address),
        IpAddr::V6(address) => not_public_v6(address),
    }
}

fn not_public_v4(address: Ipv4Addr) -> Option<Range> {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (0, ..) => Some(Range::Unspecified),
        (127, ..) => Some(Range::Loopback),
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => Some(Range::Private),
        (169, 254, _) => Some(Range::LinkLocal),
        (100, 64..=127, _) => Some(Range::SharedByCarrier),
        (224..=239, ..) => Some(Range::Multicast),
        // 192.0.0/24 protocol assignments, 192.0.2/24, 198.51.100/24 and 203.0.113/24 documentation,
        // 192.88.99/24 the relays of 6to4, 198.18/15 benchmarks, 240/4 future use with broadcast at its end.
        (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) | (192, 88, 99) | (198, 18 | 19, _) | (240.., ..) => {
            Some(Range::Reserved)
        }
        _ => None,
    }
}

fn not_public_v6(address: Ipv6Addr) -> Option<Range> {
    if let Some(mapped) = address.to_ipv4_mapped() {
        // `::ffff:a.b.c.d` is the IPv4 address itself to the system's sockets.
        return not_public_v4(mapped);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(Range::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(Range::Loopback),
        // NAT64: 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215); 6to4: 2002::/16; Teredo: 2001::/32.
        [0x64, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0, ..] => Some(Range::Gateway),
        [0xfc00..=0xfdff, ..] => Some(Range::Private),
        [0xfe80..=0xfebf, ..] => Some(Range::LinkLocal),
        [0xff00..=0xffff, ..] => Some(Range::Multicast),
        // Protocol assignments 2001::/23 and documentation 2001:db8::/32, 3fff::/20.
        [0x2001, 1..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some(Range::Reserved),
        // "the global unicast address space … 2000::/3" (IANA): all else is not given out, or is deprecated.
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Range::Reserved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_range() {
        use Range::{Gateway, LinkLocal, Loopback, Multicast, Private, Reserved, SharedByCarrier, Unspecified};
        check("0.0.0.0", Some(Unspecified));
        check("0.1.2.3", Some(Unspecified));
        check("127.0.0.1", Some(Loopback));
        check("127.255.255.254", Some(Loopback));
        check("10.0.0.1", Some(Private));
        check("172.15.255.255", None);
        check("172.16.0.1", Some(Private));
        check("172.31.255.255", Some(Private));
        check("172.32.0.1", None);
        check("192.168.1.1", Some(Private));
        check("169.254.169.254", Some(LinkLocal));
        check("100.63.255.255", None);
        check("100.64.0.1", Some(SharedByCarrier));
        check("100.127.255.255", Some(SharedByCarrier));
        check("100.128.0.1", None);
        check("224.0.0.1", Some(Multicast));
        check("239.255.255.255", Some(Multicast));
        check("240.0.0.1", Some(Reserved));
        check("255.255.255.255", Some(Reserved));
        check("192.0.0.8", Some(Reserved));
        check("192.0.2.1", Some(Reserved));
        check("192.88.99.1", Some(Reserved));
        check("198.18.0.1", Some(Reserved));
        check("198.19.255.255", Some(Reserved));
        check("198.20.0.1", None);
        check("198.51.100.1", Some(Reserved));
        check("203.0.113.1", Some(Reserved));
        check("9.9.9.9", None);
        check("93.184.216.34", None);
        check("::", Some(Unspecified));
        check("::1", Some(Loopback));
        check("::ffff:127.0.0.1", Some(Loopback));
        check("::ffff:192.168.0.1", Some(Private));
        check("::ffff:169.254.169.254", Some(LinkLocal));
        check("::ffff:9.9.9.9", None);
        check("::127.0.0.1", Some(Reserved));
        check("64:ff9b::7f00:1", Some(Gateway));
        check("64:ff9b:1::a00:1", Some(Gateway));
        check("2002:7f00:1::1", Some(Gateway));
        check("2001:0:4136:e378::1", Some(Gateway));
        check("fc00::1", Some(Private));
        check("fd12:3456::1", Some(Private));
        check("fe80::1", Some(LinkLocal));
        check("febf::1", Some(LinkLocal));
        check("fec0::1", Some(Reserved));
        check("ff02::1", Some(Multicast));
        check("100::1", Some(Reserved));
        check("2001:db8::1", Some(Reserved));
        check("2001:2::1", Some(Reserved));
        check("3fff::1", Some(Reserved));
        check("5f00::1", Some(Reserved));
        check("2001:200::1", None);
        check("2620:fe::fe", None);
        check("2a01:e0c::1", None);
    }

    #[track_caller]
    fn check(address: &str, expected: Option<Range>) {
        assert_eq!(not_public(address.parse().unwrap()), expected, "{address}");
    }
}
