using System.Runtime.CompilerServices;
using System.Text.Json;
using Engram.Cli.Output;
using Engram.Gateway.Posts;

namespace Engram.Cli.Posts;

/// <summary>
/// Posts as NDJSON, <c>{"id": ..., "text": ..., "picture": ...}</c> a line. A picture is a file's path, relative to the NDJSON file, or a
/// URL, or what the gateway takes itself: <c>{"base64": ...}</c> or <c>{"url": ...}</c>.
/// </summary>
public static class PostFile
{
    /// <summary>Yields each line as a post, or with why it is none. A post without an id gets one, so that it can be sent twice and taken once.</summary>
    public static async IAsyncEnumerable<ReadPost> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = NdjsonInput.Open(path);
        var folder = NdjsonInput.IsStandardInput(path) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        for (var number = 1L; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return await ReadAsync(number, line, folder, cancellationToken);
        }
    }

    private static async Task<ReadPost> ReadAsync(long number, string line, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var post = JsonSerializer.Deserialize<PostRecord>(line, CliJson.OneLine) ?? throw new JsonException("The line is null.");
            return new ReadPost(
                number,
                new PostRequest { Id = post.Id ?? Guid.CreateVersion7().ToString(), Text = post.Text, Picture = await PictureAsync(post.Picture, folder, cancellationToken) },
                Fault: null);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return new ReadPost(number, Post: null, e.Message);
        }
    }

    private static async Task<PictureRequest?> PictureAsync(JsonElement? picture, string folder, CancellationToken cancellationToken) => picture switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } given => given.Deserialize<PictureRequest>(CliJson.OneLine),
        { ValueKind: JsonValueKind.String } named => await PictureAsync(named.GetString()!, folder, cancellationToken),
        _ => throw new JsonException("'picture' is neither a path, nor a URL, nor an object."),
    };

    /// <summary>A picture by path, relative to <paramref name="folder"/>, or by URL, which the gateway fetches.</summary>
    public static async Task<PictureRequest> PictureAsync(string pathOrUrl, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pathOrUrl);
        return pathOrUrl.StartsWith("http://", StringComparison.Ordinal) || pathOrUrl.StartsWith("https://", StringComparison.Ordinal)
            ? new PictureRequest { Url = pathOrUrl }
            : new PictureRequest { Base64 = await File.ReadAllBytesAsync(Path.Combine(folder, pathOrUrl), cancellationToken) };
    }

    private sealed record PostRecord(string? Id, string? Text, JsonElement? Picture);
}

/// <summary>One line of a file of posts.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Post">The post; null when the line holds none.</param>
/// <param name="Fault">Why the line holds none.</param>
public sealed record ReadPost(long Line, PostRequest? Post, string? Fault);
