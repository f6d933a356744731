using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.Gateway.Api;
using Engram.Gateway.Posts;

namespace Engram.Cli.Posts;

/// <summary>
/// Posts as NDJSON, <c>{"id": ..., "text": ..., "picture": ...}</c> a line, with all that the gateway takes. A picture, alone or in
/// <c>pictures</c>, is
/// a file's path, relative to the NDJSON file, or a URL, or what the gateway takes itself: <c>{"base64": ...}</c> or <c>{"url": ...}</c>.
/// </summary>
public static class PostFile
{
    /// <summary>Yields each line as a post, or with why it is none. A post that names itself nowhere gets an id, so that it can be sent
    /// twice and taken
    /// once.</summary>
    public static async IAsyncEnumerable<ReadPost> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = NdjsonInput.OpenStream(path);
        var folder = NdjsonInput.IsStandardInput(path) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new JsonSerializerOptions(ApiJson.Options) { Converters = { new NamedPicture(folder) } };
        await foreach (var line in Ndjson.ReadLinesAsync(PipeReader.Create(stream), int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken))
            yield return Read(line.Number, line.Utf8!, options);
    }

    private static ReadPost Read(long number, byte[] line, JsonSerializerOptions options)
    {
        try
        {
            var post = ApiJson.Read<PostRequest>(line, options);
            var isNamed = (post.Id ?? post.SourceId) is not null;
            return new ReadPost(number, isNamed ? post : post with { Id = Guid.CreateVersion7().ToString() }, Fault: null);
        }
        catch (Exception e) when (e is ProblemException or CommandException or IOException or UnauthorizedAccessException)
        {
            return new ReadPost(number, Post: null, e.Message);
        }
    }

    /// <summary>A picture by path, relative to <paramref name="folder"/>, or by URL, which the gateway fetches.</summary>
    public static PictureRequest Picture(string pathOrUrl, string folder)
    {
        ArgumentNullException.ThrowIfNull(pathOrUrl);
        return pathOrUrl.StartsWith("http://", StringComparison.Ordinal) || pathOrUrl.StartsWith("https://", StringComparison.Ordinal)
            ? new PictureRequest { Url = pathOrUrl }
            : new PictureRequest { Base64 = ReadFile(Path.Combine(folder, pathOrUrl)) };
    }

    private static byte[] ReadFile(string path)
    {
        using var file = NdjsonInput.OpenFile(path);
        if (file.Length == 0)
            throw new CommandException($"{path} is empty; a picture has at least one byte.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads a picture that is named by one word, and any other as the gateway does.</summary>
    private sealed class NamedPicture(string folder) : JsonConverter<PictureRequest>
    {
        public override PictureRequest? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => Picture(reader.GetString()!, folder),
                JsonTokenType.StartObject => JsonSerializer.Deserialize<PictureRequest>(ref reader, ApiJson.Options),
                _ => throw new JsonException("A picture is neither a path, nor a URL, nor an object."),
            };

        public override void Write(Utf8JsonWriter writer, PictureRequest value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, ApiJson.Options);
    }
}

/// <summary>One line of a file of posts.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Post">The post; null when the line holds none.</param>
/// <param name="Fault">Why the line holds none.</param>
public sealed record ReadPost(long Line, PostRequest? Post, string? Fault);
