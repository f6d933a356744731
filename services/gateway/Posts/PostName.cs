using System.Security.Cryptography;
using System.Text;
using Engram.ApiContracts;
using Engram.Gateway.Http;

namespace Engram.Gateway.Posts;

/// <summary>
/// A post's two ids. The public id is the client's (for example <c>tweet:20</c>) or is derived from source and source id. The UUID, for
/// storage and messages, is derived from the public id, so neither needs a lookup; a public id that is a UUID is used unchanged.
/// </summary>
public sealed record PostName
{
    private PostName(Guid id, string publicId)
    {
        Id = id;
        PublicId = publicId;
    }

    public Guid Id { get; }

    public string PublicId { get; }

    public static PostName New(TimeProvider time) => Of(Guid.CreateVersion7(time.GetUtcNow()));

    /// <exception cref="ProblemException">The id is too long or has characters that are not allowed.</exception>
    public static PostName Parse(string publicId) => Normal(CallerId.Parse(publicId));

    /// <summary>Returns null if the id is not valid.</summary>
    public static PostName? TryParse(string publicId) => CallerId.Normalize(publicId) is { } normal ? Normal(normal) : null;

    /// <summary>Names a post of a source, for example <c>x:20</c>. If the source id is too long or has characters that
    /// are not allowed, a hash takes its place.</summary>
    public static PostName OfSource(string source, string sourceId)
    {
        var natural = $"{source}:{sourceId}";
        return CallerId.Normalize(natural) is not null ? Named(natural) : Named($"{source}:{FromHash(natural):N}");
    }

    private static PostName Normal(string publicId) => Guid.TryParseExact(publicId, "D", out var id) ? Of(id) : Named(publicId);

    private static PostName Named(string publicId) => new(FromHash(publicId), publicId);

    private static PostName Of(Guid id) => new(id, id.ToString("D"));

    // A version 8 UUID (RFC 9562): the first 128 bits of the hash, 6 of them replaced by version and variant.
    private static Guid FromHash(string publicId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("engram:post:" + publicId), hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
