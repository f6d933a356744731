using System.Text;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Posts;

/// <summary>Reads a post from a form: fields <c>id</c> and <c>text</c> in UTF-8, file <c>picture</c>. The framework's form reader would
/// replace bytes that are not UTF-8 with U+FFFD. A post's other fields require JSON.</summary>
internal static class PostForm
{
    private const int MaxParts = 16;
    private const int PieceBytes = 64 << 10;
    private const int MaxBoundaryCharacters = 70; // RFC 2046, section 5.1.1
    private const string Id = "id";
    private const string Text = "text";
    private const string Picture = "picture";

    private static readonly HashSet<string> Plain = new(["binary", "8bit", "7bit"], StringComparer.OrdinalIgnoreCase);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<PostRequest> ReadAsync(
        HttpRequest request, PostUpload upload, GatewayOptions options, CancellationToken cancellationToken)
    {
        await using var body = await upload.OpenAsync(request, cancellationToken);
        var parts = await ReadPartsAsync(request, body, upload, options, cancellationToken);
        Part[] files = [.. parts.Where(part => part.IsFile)];
        Part[] fields = [.. parts.Where(part => !part.IsFile)];
        if (Array.Find(files, file => file.Name != Picture) is { } other)
            throw new ProblemException(BodyProblems.InvalidField(other.Name, $"is a file; the picture goes into the field '{Picture}'"));
        if (files.Length > 1)
            throw new ProblemException(BodyProblems.InvalidField(Picture, $"comes {files.Length} times; a post has one picture"));
        if (fields.Any(field => field.IsCalled(Picture)))
            throw new ProblemException(BodyProblems.InvalidField(Picture, "has no file name, so it is a text; send the file itself, as "
                + "'curl -F picture=@FILE' does"));
        if (Array.Find(fields, field => !field.IsCalled(Id) && !field.IsCalled(Text)) is { } unknown)
            throw new ProblemException(BodyProblems.UnknownMember(unknown.Name, [Id, Text, Picture]));
        return new PostRequest { Id = TextOf(fields, Id), Text = TextOf(fields, Text), Picture = files.SingleOrDefault()?.File };
    }

    private static async Task<List<Part>> ReadPartsAsync(
        HttpRequest request, Stream body, PostUpload upload, GatewayOptions options, CancellationToken cancellationToken)
    {
        var parts = new List<Part>();
        try
        {
            var reader = new MultipartReader(BoundaryOf(request), body, PieceBytes);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (parts.Count == MaxParts)
                    throw new InvalidDataException($"It has more than {MaxParts} parts.");
                var disposition = section.GetContentDispositionHeader();
                if (disposition is null || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                    throw new InvalidDataException($"Part {parts.Count + 1} has no Content-Disposition of form-data.");
                if (section.Headers?.TryGetValue("Content-Transfer-Encoding", out var encoding) == true
                    && !Plain.Contains(encoding.ToString()))
                    throw new InvalidDataException(
                        $"Part {parts.Count + 1} comes as '{encoding}' (Content-Transfer-Encoding); send its bytes as they are "
                        + "(RFC 7578, section 4.7).");
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                parts.Add(disposition.IsFileDisposition()
                    ? new Part(name, [], await ReadFileAsync(section.Body, upload, options.MaxPictureBytes, cancellationToken))
                    : new Part(name, await ReadFieldAsync(name, section.Body, options.MaxTextCharacters, cancellationToken), File: null));
            }

            return parts;
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new ProblemException(Problems.MalformedForm(e.Message));
        }
    }

    private static async Task<PictureRequest> ReadFileAsync(
        Stream content, PostUpload upload, int maxBytes, CancellationToken cancellationToken)
    {
        using var picture = upload.BeginPicture();
        return await picture.TryCopyAsync(content, maxBytes, cancellationToken) ? upload.Keep(picture)
            : throw new ProblemException(Problems.TooLarge($"The picture has more than {maxBytes} bytes, the most that is taken."));
    }

    private static async Task<byte[]> ReadFieldAsync(string name, Stream content, int maxCharacters, CancellationToken cancellationToken)
    {
        // A UTF-16 character takes at most three bytes in UTF-8, a surrogate pair four; the byte order mark takes three.
        var maxBytes = (maxCharacters * 3) + Encoding.UTF8.Preamble.Length;
        var field = new byte[maxBytes + 1];
        var length = await content.ReadAtLeastAsync(field, field.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= maxBytes ? field[..length]
            : throw new ProblemException(
                BodyProblems.InvalidField(name, $"has more than {maxBytes} bytes; at most {maxCharacters} characters are taken"));
    }

    internal static string BoundaryOf(HttpRequest request) =>
        HeaderUtilities.RemoveQuotes(request.GetTypedHeaders().ContentType!.Boundary)
            .ToString() is { Length: > 0 and <= MaxBoundaryCharacters } boundary
            ? boundary
            : throw new InvalidDataException($"Its Content-Type has no boundary of 1 to {MaxBoundaryCharacters} characters.");

    private static string? TextOf(Part[] fields, string name) => Array.FindAll(fields, field => field.IsCalled(name)) switch
    {
        [] => null,
        [var field] => TextOf(field),
        var several => throw new ProblemException(BodyProblems.InvalidField(name, $"comes {several.Length} times; give it once")),
    };

    private static string TextOf(Part field)
    {
        // A text file may begin with a byte order mark, and 'curl -F text=<FILE' sends it too.
        var utf8 = field.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? field.Bytes.AsSpan(Encoding.UTF8.Preamble.Length)
            : field.Bytes;
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProblemException(BodyProblems.InvalidField(field.Name, $"is no UTF-8: byte {e.Index} "
                + $"(0x{Convert.ToHexString(e.BytesUnknown!)}) begins no character; send it as UTF-8"));
        }
    }

    private sealed record Part(string Name, byte[] Bytes, PictureRequest? File)
    {
        public bool IsFile => File is not null;

        public bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
