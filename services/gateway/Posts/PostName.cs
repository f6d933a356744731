using System.Security.Cryptography;
using System.Text;
using Engram.ApiContracts;
using Engram.Gateway.Http;

namespace Engram.Gateway.Posts;

/// <summary>
/// What a post is called: outside by the id its client gave it (for example <c>tweet:20</c>) or that follows from its source and the id it
/// has there,
/// inside and in messages by a UUID. The UUID follows from the id, so that neither has to be looked up; an id that is a UUID is its own.
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

    /// <exception cref="ProblemException">The id is too long or holds other characters.</exception>
    public static PostName Parse(string publicId) => Normal(CallerId.Parse(publicId));

    /// <summary>Returns null for an id that no post can have.</summary>
    public static PostName? TryParse(string publicId) => CallerId.Normalize(publicId) is { } normal ? Normal(normal) : null;

    /// <summary>The post that a source calls by an id: <c>x:20</c>. Of an id that is too long for ours, or holds other characters, a hash
    /// stands in.</summary>
    public static PostName OfSource(string source, string sourceId)
    {
        var natural = $"{source}:{sourceId}";
        return CallerId.Normalize(natural) is not null ? Named(natural) : Named($"{source}:{FromHash(natural):N}");
    }

    private static PostName Normal(string publicId) => Guid.TryParseExact(publicId, "D", out var id) ? Of(id) : Named(publicId);

    private static PostName Named(string publicId) => new(FromHash(publicId), publicId);

    private static PostName Of(Guid id) => new(id, id.ToString("D"));

    // A UUID of version 8 (RFC 9562): the first 122 bits of the hash that its layout leaves free.
    private static Guid FromHash(string publicId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("engram:post:" + publicId), hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
