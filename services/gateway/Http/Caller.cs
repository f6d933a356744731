using System.Net;
using Engram.Hosting;

namespace Engram.Gateway.Http;

/// <summary>Identifies callers, so that a limited resource can be shared among them.</summary>
internal static class Caller
{
    // A network assigns a whole /64 to each client, so only the prefix identifies the client.
    private const int ClientPrefixBytes = 8;

    /// <summary>Returns a hash of the key by which the request was let in, however it was spelled and whether or not by a session. Without
    /// keys it returns the caller's address.</summary>
    public static string Of(HttpContext context) => CallerRoles.KeyOf(context) is { } key
        ? "key " + Convert.ToHexStringLower(key)
        : "address " + ClientOf(context.Connection.RemoteIpAddress);

    private static string ClientOf(IPAddress? address) => address switch
    {
        null => "none",
        { IsIPv4MappedToIPv6: true } => $"{address.MapToIPv4()}",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } =>
            Convert.ToHexStringLower(address.GetAddressBytes()[..ClientPrefixBytes]),
        _ => $"{address}",
    };
}
