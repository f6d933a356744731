using System.Net;
using System.Net.Sockets;

namespace Engram.Gateway.Pictures;

/// <summary>Distinguishes addresses of the public Internet from those that only this machine, its network or its cloud can reach.</summary>
public static class PublicAddress
{
    // IANA IPv4 Special-Purpose Address Registry, and addresses that cloud providers reserve.
    private static readonly IPNetwork[] ClosedV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),          // this network
        IPNetwork.Parse("10.0.0.0/8"),         // private
        IPNetwork.Parse("100.64.0.0/10"),      // carrier-grade NAT; Alibaba's metadata
        IPNetwork.Parse("127.0.0.0/8"),        // loopback
        IPNetwork.Parse("168.63.129.16/32"),   // Azure's host
        IPNetwork.Parse("169.254.0.0/16"),     // link-local; metadata of AWS, Azure, Google
        IPNetwork.Parse("172.16.0.0/12"),      // private
        IPNetwork.Parse("192.0.0.0/24"),       // protocol assignments; Oracle's metadata
        IPNetwork.Parse("192.0.2.0/24"),       // documentation
        IPNetwork.Parse("192.31.196.0/24"),    // AS112
        IPNetwork.Parse("192.52.193.0/24"),    // AMT
        IPNetwork.Parse("192.88.99.0/24"),     // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),     // private
        IPNetwork.Parse("192.175.48.0/24"),    // AS112
        IPNetwork.Parse("198.18.0.0/15"),      // benchmarking
        IPNetwork.Parse("198.51.100.0/24"),    // documentation
        IPNetwork.Parse("203.0.113.0/24"),     // documentation
        IPNetwork.Parse("224.0.0.0/4"),        // multicast
        IPNetwork.Parse("240.0.0.0/4"),        // reserved; broadcast
    ];

    // Exceptions within 2000::/3, the only block that is allocated as global unicast. Loopback, unique local, link-local, multicast,
    // IPv4-mapped and NAT64 (64:ff9b::/96) addresses are outside it.
    private static readonly IPNetwork[] ClosedV6 =
    [
        IPNetwork.Parse("2001::/23"),          // protocol assignments; Teredo embeds IPv4
        IPNetwork.Parse("2001:db8::/32"),      // documentation
        IPNetwork.Parse("2002::/16"),          // 6to4 embeds IPv4
        IPNetwork.Parse("2620:4f:8000::/48"),  // AS112
        IPNetwork.Parse("3fff::/20"),          // documentation
    ];

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !ClosedV4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => IsGlobalUnicast(address) && !ClosedV6.Any(network => network.Contains(address)),
        _ => false,
    };

    // Not with IPNetwork.Contains, which reports that ::ffff:8.8.8.8 is within 2000::/3.
    private static bool IsGlobalUnicast(IPAddress address) => address.GetAddressBytes()[0] >> 5 == 0b001;
}
