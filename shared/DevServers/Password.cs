using System.Security.Cryptography;
using System.Text;

namespace Engram.DevServers;

/// <summary>Random passwords of private servers, and the hashed forms in which the servers store them. The setup gives servers only the
/// hashed form.</summary>
internal static class Password
{
    private const int Bytes = 24; // 192 bits
    private const int ScramIterations = 4096; // PostgreSQL's default

    /// <summary>Creates a password of hex digits, which needs no escaping anywhere.</summary>
    public static string Create() => RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);

    /// <summary>PostgreSQL's stored form (RFC 5803).</summary>
    public static string ScramVerifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, ScramIterations, HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${ScramIterations}:{Convert.ToBase64String(salt)}$"
            + $"{Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }

    /// <summary>RabbitMQ's stored form: a salt of four bytes, then SHA-256 of salt and password, all in Base64.</summary>
    public static string RabbitMqHash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
