using System.ComponentModel;

namespace Engram.ApiContracts.Posts;

/// <summary>The author of a post.</summary>
public sealed record Author
{
    [Description("Stable id within the source, 1 to 512 characters.")]
    public required string Id { get; init; }

    [Description("Handle, which may change, at most 256 characters.")]
    public string? Name { get; init; }
}
