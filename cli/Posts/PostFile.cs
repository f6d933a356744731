using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Engram.Cli.Output;
using Engram.Gateway.Api;
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
        await using var stream = NdjsonInput.OpenStream(path);
        var folder = NdjsonInput.IsStandardInput(path) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        await foreach (var line in Ndjson.ReadLinesAsync(PipeReader.Create(stream), int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken))
            yield return await ReadAsync(line.Number, line.Utf8!, folder, cancellationToken);
    }

    private static async Task<ReadPost> ReadAsync(long number, byte[] line, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var post = ApiJson.Read<PostRecord>(line);
            return new ReadPost(
                number,
                new PostRequest { Id = post.Id ?? Guid.CreateVersion7().ToString(), Text = post.Text, Picture = await PictureAsync(post.Picture, folder, cancellationToken) },
                Fault: null);
        }
        catch (Exception e) when (e is ProblemException or CommandException or JsonException or IOException or UnauthorizedAccessException)
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
            : new PictureRequest { Base64 = await ReadFileAsync(Path.Combine(folder, pathOrUrl), cancellationToken) };
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = NdjsonInput.OpenFile(path);
        if (file.Length == 0)
            throw new CommandException($"{path} is empty; a picture has at least one byte.");
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private sealed record PostRecord(string? Id, string? Text, JsonElement? Picture);
}

/// <summary>One line of a file of posts.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Post">The post; null when the line holds none.</param>
/// <param name="Fault">Why the line holds none.</param>
public sealed record ReadPost(long Line, PostRequest? Post, string? Fault);
