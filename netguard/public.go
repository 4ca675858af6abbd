package netguard

import "net/netip"

// Public reports whether an address is one of the public Internet: none of the networks that IANA's registries of
// special-purpose addresses set aside (RFC 6890 and its updates), and no multicast. An IPv4 address within an IPv6 one counts as what
// it is; tunnels that hide one are not public.
func Public(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if a.Is4() {
		return !within(a, special4())
	}
	global := netip.PrefixFrom(netip.AddrFrom16([16]byte{0x20}), 3) // 2000::/3 is all that has been given out
	return global.Contains(a) && !within(a, special6())
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func special4() []netip.Prefix {
	v4 := func(a, b, c, d byte, bits int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{a, b, c, d}), bits)
	}
	return []netip.Prefix{
		v4(0, 0, 0, 0, 8),       // this network
		v4(10, 0, 0, 0, 8),      // private
		v4(100, 64, 0, 0, 10),   // shared, behind a carrier's NAT
		v4(127, 0, 0, 0, 8),     // loopback
		v4(169, 254, 0, 0, 16),  // link-local, and metadata of clouds
		v4(172, 16, 0, 0, 12),   // private
		v4(192, 0, 0, 0, 24),    // protocol assignments
		v4(192, 0, 2, 0, 24),    // documentation
		v4(192, 88, 99, 0, 24),  // 6to4 relays
		v4(192, 168, 0, 0, 16),  // private
		v4(198, 18, 0, 0, 15),   // benchmarks
		v4(198, 51, 100, 0, 24), // documentation
		v4(203, 0, 113, 0, 24),  // documentation
		v4(224, 0, 0, 0, 3),     // multicast, reserved, broadcast
	}
}

func special6() []netip.Prefix {
	v6 := func(a, b, c, d byte, bits int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom16([16]byte{a, b, c, d}), bits)
	}
	return []netip.Prefix{
		v6(0x20, 0x01, 0, 0, 23),       // protocol assignments, Teredo among them
		v6(0x20, 0x01, 0x0d, 0xb8, 32), // documentation
		v6(0x20, 0x02, 0, 0, 16),       // 6to4, which hides an IPv4 address
		v6(0x3f, 0xff, 0, 0, 20),       // documentation
	}
}
