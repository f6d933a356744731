using System.Net;
using System.Security.Cryptography;
using System.Text;
using Engram.Hosting;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>Tells callers apart where something scarce is shared out among them.</summary>
internal sealed class Caller(IOptions<ListeningOptions> listening)
{
    // A network gives each of its clients a /64 to choose addresses from.
    private const int ClientPrefixBytes = 8;

    /// <summary>The caller's API key, as a hash; its address where the service has no keys, which anyone could make up.</summary>
    public string Of(HttpContext context) => listening.Value.ApiKeys.Count > 0 || listening.Value.ApiKeysFile.Length > 0
        ? "key " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString())))
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
