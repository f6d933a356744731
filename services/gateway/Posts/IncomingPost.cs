using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engram.Gateway.Api;

namespace Engram.Gateway.Posts;

/// <summary>A post as a client sent it, checked, whichever way it came.</summary>
public sealed record IncomingPost
{
    private IncomingPost()
    {
    }

    public required PostName? Name { get; init; }

    public required string Text { get; init; }

    public required byte[]? Picture { get; init; }

    public required string? PictureUrl { get; init; }

    /// <summary>Hash of all but the id: two posts with one id and one hash are one post, also when one came as JSON and one as a form.</summary>
    public string BodySha256 { get; private init; } = "";

    /// <exception cref="ProblemException">A part is missing, too long or no valid text.</exception>
    public static IncomingPost Check(string? id, string? text, byte[]? picture, string? pictureUrl, GatewayOptions options)
    {
        if (string.IsNullOrWhiteSpace(text) && picture is not { Length: > 0 } && string.IsNullOrWhiteSpace(pictureUrl))
            throw new ProblemException(Problems.EmptyPost());
        if (picture is { Length: > 0 } && pictureUrl is not null)
            throw new ProblemException(Problems.InvalidField("picture", "give its bytes or its URL, not both"));
        if (picture?.Length > options.MaxPictureBytes)
            throw new ProblemException(Problems.TooLarge($"The picture has {picture.Length} bytes; at most {options.MaxPictureBytes} are taken."));

        var name = id is null ? null : PostName.Parse(id);
        TextRule.Check("text", text ?? "", options.MaxTextCharacters);
        TextRule.Check("picture.url", pictureUrl ?? "", MaxUrlCharacters);
        var post = new IncomingPost
        {
            Name = name,
            Text = text ?? "",
            Picture = picture is { Length: > 0 } ? picture : null,
            PictureUrl = string.IsNullOrWhiteSpace(pictureUrl) ? null : pictureUrl.Trim(),
        };
        return post with { BodySha256 = post.Hash() };
    }

    private const int MaxUrlCharacters = 2048;

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Lengths go first, so that no two different posts run together to the same bytes.
        Append(hash, Encoding.UTF8.GetBytes(Text));
        Append(hash, Picture ?? []);
        Append(hash, Encoding.UTF8.GetBytes(PictureUrl ?? ""));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
