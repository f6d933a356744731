using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.CommandLine;
using Engram.Streams;

namespace Engram.Cli.Posts;

/// <summary>
/// A file of posts: platform payloads (X, Bluesky, Mastodon), an RSS or Atom feed, CSV, or our own form, one JSON post per line with all
/// fields of the gateway's request. In our own form a picture is a path relative to the file, a URL, or an object as in the gateway's
/// request: <c>{"base64": ...}</c> or <c>{"url": ...}</c>.
/// </summary>
public static class PostFile
{
    /// <summary>Yields the content of each line, or why it can't be read. A post without an id gets one, so that resending it does no
    /// harm.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="form">Form of the file; by default the form of each line is detected.</param>
    /// <param name="pictures">Folder of downloaded platform pictures, named by the last part of their URLs; null: the gateway fetches
    /// them.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async IAsyncEnumerable<ReadPost> ReadAsync(
        string path, StreamForm form = StreamForm.Auto, string? pictures = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stream = NdjsonInput.OpenStream(path);
        await foreach (var line in ReadAsync(stream, path, form, pictures, cancellationToken))
            yield return line;
    }

    /// <summary>Reads an open file in the same way.</summary>
    public static async IAsyncEnumerable<ReadPost> ReadAsync(
        Stream stream, string path, StreamForm form, string? pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new PictureFolders(
            NdjsonInput.IsStandardInput(path) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!, pictures);
        var pipe = PipeReader.Create(stream);
        if (form == StreamForm.Auto && Path.GetExtension(path) == ".csv")
            form = StreamForm.Csv;
        var lines = form is StreamForm.Csv or StreamForm.Rss || await IsDocumentAsync(pipe, cancellationToken)
            ? ReadDocumentAsync(pipe, form, folders, cancellationToken)
            : ReadLinesAsync(pipe, form, folders, cancellationToken);
        await foreach (var line in lines)
            yield return line;
    }

    /// <summary>Whether the file is one document instead of lines: compressed by gzip or zstd, a feed, or a JSON array.</summary>
    private static async Task<bool> IsDocumentAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        const int Signature = 4;
        var read = await pipe.ReadAtLeastAsync(Signature, cancellationToken);
        var start = read.Buffer.Slice(0, Math.Min(Signature, read.Buffer.Length)).ToArray();
        pipe.AdvanceTo(read.Buffer.Start);
        return start is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD] or [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, (byte)'<']
            or [(byte)'[', not (byte)']', ..];
    }

    private static async IAsyncEnumerable<ReadPost> ReadDocumentAsync(
        PipeReader pipe, StreamForm form, PictureFolders folders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in PostStreamReader.ReadAsync(pipe.AsStream(), new StreamOptions { Form = form }, cancellationToken))
        {
            if ((item.Error is { } error ? new ReadPost(item.LineNumber, Post: null, error.Message) : Read(item.LineNumber, item.Event!,
                folders)) is { } line)
                yield return line;
        }
    }

    private static async IAsyncEnumerable<ReadPost> ReadLinesAsync(
        PipeReader pipe, StreamForm form, PictureFolders folders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parser = new LineParser(new StreamOptions { Form = form });
        var options = new JsonSerializerOptions(ApiJson.Options) { Converters = { new NamedPicture(folders.Own) } };
        await foreach (
            var line in Ndjson.ReadLinesAsync(pipe, int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken))
        {
            // The parser repairs its bytes in place, so it gets a copy: our own form is read unchanged.
            var parsed = parser.Parse([.. line.Utf8!]);
            if (parsed.Form is null or StreamForm.Engram && form is StreamForm.Auto or StreamForm.Engram)
            {
                yield return ReadOwn(line.Number, line.Utf8!, options, parsed.Error);
                continue;
            }

            foreach (var read in parsed.Events.Select(found => Read(line.Number, found, folders)).OfType<ReadPost>())
                yield return read;
            if (parsed.Error is { } error)
                yield return new ReadPost(line.Number, Post: null, error.Message);
        }
    }

    /// <summary>Converts an event to a post or a deletion; null when it requires no action.</summary>
    private static ReadPost? Read(long number, StreamEvent found, PictureFolders folders)
    {
        try
        {
            return found switch
            {
                PostEvent { Post: var post } =>
                    new ReadPost(
                        number, Named(folders.Fill(PlatformPost.ToRequest(post, file => Picture(file, folders.Own)))), Fault: null),
                PostDeleted or AuthorRemoved => new ReadPost(number, Post: null, Fault: null) { Removal = found },
                StreamFault fault => new ReadPost(number, Post: null, $"The platform reports: {fault.Title} {fault.Detail}"),
                _ => null,
            };
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            return new ReadPost(number, Post: null, e.Message);
        }
    }

    private static ReadPost ReadOwn(long number, byte[] line, JsonSerializerOptions options, LineError? error)
    {
        try
        {
            return new ReadPost(number, Named(ApiJson.Read<PostRequest>(line, options)), Fault: null);
        }
        catch (Exception e) when (e is ProblemException or CommandException or IOException or UnauthorizedAccessException)
        {
            return new ReadPost(
                number, Post: null, error is { Kind: LineErrorKind.UnknownForm } ? $"{e.Message} {error.Message}" : e.Message);
        }
    }

    private static PostRequest Named(PostRequest post) =>
        (post.Id ?? post.SourceId) is not null ? post : post with { Id = Guid.CreateVersion7().ToString() };

    /// <summary>A picture by path relative to <paramref name="folder"/>, or by URL, which the gateway fetches.</summary>
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

    /// <summary>Folders of picture files: for paths in the lines, and for pictures downloaded beforehand.</summary>
    private sealed record PictureFolders(string Own, string? Downloaded)
    {
        public PostRequest Fill(PostRequest post) =>
            Downloaded is null || post.Pictures is null ? post : post with { Pictures = [.. post.Pictures.Select(Fill)] };

        private PictureRequest Fill(PictureRequest picture) =>
            Uri.TryCreate(picture.Url, UriKind.Absolute, out var address)
                && Path.Combine(Downloaded!, Path.GetFileName(address.LocalPath)) is var path && File.Exists(path)
                ? picture with { Url = null, Base64 = ReadFile(path) }
                : picture;
    }

    /// <summary>Reads a picture given as a string (path or URL), and an object as the gateway does.</summary>
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

/// <summary>One line in a file of posts.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Post">The post; null when the line has none.</param>
/// <param name="Fault">Why the line can't be read.</param>
public sealed record ReadPost(long Line, PostRequest? Post, string? Fault)
{
    /// <summary>What to delete; null when the line deletes nothing.</summary>
    public StreamEvent? Removal { get; init; }
}
