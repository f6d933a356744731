using System.ComponentModel;

namespace Engram.Gateway.Posts;

/// <summary>A post as JSON. Text or a picture is needed, both may be there.</summary>
public sealed record PostRequest
{
    [Description("What to call the post: 1 to 128 of A-Z a-z 0-9 . _ : - , but not '.' or '..'. The same id with the same body is the same post. Made up when left out.")]
    public string? Id { get; init; }

    [Description("The post's words.")]
    public string? Text { get; init; }

    public PictureRequest? Picture { get; init; }

    public IncomingPost Check(GatewayOptions options) => IncomingPost.Check(Id, Text, Picture?.Base64, Picture?.Url, options);
}

/// <summary>A post's picture: its bytes, or where to fetch them.</summary>
public sealed record PictureRequest
{
    [Description("The picture file's bytes in base64.")]
    public byte[]? Base64 { get; init; }

    [Description("An http or https URL on a public address, from which the gateway fetches the picture.")]
    public string? Url { get; init; }
}
