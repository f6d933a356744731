using System.Net;
using System.Security.Cryptography;
using System.Text;
using Engram.Gateway.Console;
using Engram.Hosting;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>Identifies callers, so that a limited resource can be shared among them.</summary>
internal sealed class Caller(IOptions<ListeningOptions> listening)
{
    // A network assigns a whole /64 to each client, so only the prefix identifies the client.
    private const int ClientPrefixBytes = 8;

    /// <summary>Returns a hash of the caller's API key or of its session. Without configured keys it returns the caller's
    /// address, because anyone could make up a key.</summary>
    public string Of(HttpContext context) => listening.Value.ApiKeys.Count > 0 || listening.Value.ApiKeysFile.Length > 0
        ? "key " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CredentialOf(context.Request))))
        : "address " + ClientOf(context.Connection.RemoteIpAddress);

    private static string CredentialOf(HttpRequest request) => request.Headers.Authorization.ToString() is { Length: > 0 } key
        ? key : request.Cookies[ConsoleSessions.Cookie] ?? "";

    private static string ClientOf(IPAddress? address) => address switch
    {
        null => "none",
        { IsIPv4MappedToIPv6: true } => $"{address.MapToIPv4()}",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } =>
            Convert.ToHexStringLower(address.GetAddressBytes()[..ClientPrefixBytes]),
        _ => $"{address}",
    };
}
