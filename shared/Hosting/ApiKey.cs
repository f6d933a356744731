using System.Security.Cryptography;
using System.Text;

namespace Engram.Hosting;

/// <summary>What the holder of a key may do. Each role may do what the roles before it may.</summary>
public enum KeyRole
{
    /// <summary>Read everything.</summary>
    Read,

    /// <summary>Post, ask and change memories.</summary>
    Write,

    /// <summary>Change what the service does: sources, trainings, webhooks.</summary>
    Admin,
}

/// <summary>A key as the service keeps it: only its hash.</summary>
internal sealed record ApiKey(byte[] Hash, KeyRole Role)
{
    public const int MinLength = 16;

    private const string HashPrefix = "sha256:";

    /// <summary>Reads <c>KEY</c> or <c>sha256:HEX</c>, each with a role after a space or, by default, as admin.</summary>
    /// <exception cref="FormatException">The key is weak, or the text is something else. The message does not hold it.</exception>
    public static ApiKey Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var role = words is [_, var name] ? RoleOf(name) : KeyRole.Admin;
        if (words is not [var key, ..] || words.Length > 2)
            throw new FormatException("what is neither a key nor a key and its role");
        if (key.StartsWith(HashPrefix, StringComparison.Ordinal))
            return new ApiKey(ReadHash(key[HashPrefix.Length..]), role);
        return key.Length >= MinLength ? new ApiKey(HashOf(key), role)
            : throw new FormatException($"a key of {key.Length} characters; use at least {MinLength}");
    }

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static KeyRole RoleOf(string name) =>
        Enum.TryParse<KeyRole>(name, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(name[0]) ? role
            : throw new FormatException("a key with a role other than read, write and admin");

    private static byte[] ReadHash(string hex)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return hex.Length == 2 * hash.Length && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done ? hash
            : throw new FormatException($"a hash that is not '{HashPrefix}' and {2 * hash.Length} hexadecimal digits");
    }
}

/// <summary>The role that an endpoint needs, where its method does not tell.</summary>
public sealed record RequiredKeyRole(KeyRole Role);
