using System.Security.Cryptography;
using System.Text;

namespace Engram.Gateway.Webhooks;

/// <summary>Signatures by Standard Webhooks 1.0.0: HMAC-SHA256 of id, time and body, one for each valid secret.</summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1";

    /// <summary>Returns the header <c>webhook-signature</c>.</summary>
    public static string Sign(string id, long unixSeconds, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> secrets)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{unixSeconds}."), .. body];
        return string.Join(' ', secrets.Select(secret => $"{Version},{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }

    /// <summary>Returns a secret as receivers configure it.</summary>
    public static string Show(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);
}
