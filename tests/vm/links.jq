# SPDX-License-Identifier: GPL-2.0
# From {"netns": INUM, "links": what `ip -d -s -j link` prints}: the cells of the
# table `devs`, by tabs, as far as ip tells them.

def bits: {
	UP: 1, BROADCAST: 2, DEBUG: 4, LOOPBACK: 8, POINTOPOINT: 16, NOTRAILERS: 32,
	NOARP: 128, PROMISC: 256, ALLMULTI: 512, MASTER: 1024, SLAVE: 2048,
	MULTICAST: 4096, PORTSEL: 8192, AUTOMEDIA: 16384, DYNAMIC: 32768,
	LOWER_UP: 65536, DORMANT: 131072, ECHO: 262144
};

# ip leaves RUNNING out and says NO-CARRIER where a device is up without it.
def flag_bits:
	(map(bits[.] // 0) | add // 0) +
	(if index("UP") and (index("NO-CARRIER") | not) then 64 else 0 end);

# ip writes the link-layer address of an IPv4 tunnel as an IPv4 address.
def hex: "0123456789abcdef"[. : . + 1];
def mac:
	if . and test("^[0-9]+([.][0-9]+){3}$")
	then split(".") | map(tonumber | (. / 16 | floor | hex) + (. % 16 | hex)) | join(":")
	else . // "-" end;

def counters: .bytes, .packets, .errors, .dropped;

.netns as $netns
| (.links | map({key: .ifname, value: .ifindex}) | from_entries) as $index
| .links[]
| [
	$netns, .ifindex, .ifname, (.linkinfo.info_kind // "-"), (.flags | flag_bits),
	(.address | mac), .mtu, (.operstate | ascii_downcase),
	(if .master then $index[.master] else "-" end),
	(.link_index // (if .link then $index[.link] else "-" end)),
	(.stats64.rx | counters), (.stats64.tx | counters)
]
| map(tostring) | join("\t")
