using System.Text;
using Engram.Gateway.Posts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Api;

/// <summary>A post as a form: fields <c>id</c> and <c>text</c> in UTF-8, file <c>picture</c>. The framework's own reader of forms would put U+FFFD for
/// what is no UTF-8. What else a post may have is for JSON.</summary>
internal static class PostForm
{
    private const int MaxParts = 16;
    private const int MaxBoundaryCharacters = 70; // RFC 2046, section 5.1.1
    private const string Id = "id";
    private const string Text = "text";
    private const string Picture = "picture";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<PostRequest> ReadAsync(HttpRequest request, GatewayOptions options, CancellationToken cancellationToken)
    {
        request.LimitBody(options.MaxPostJsonBytes);
        var parts = await ReadPartsAsync(request, cancellationToken);
        Part[] files = [.. parts.Where(part => part.IsFile)];
        Part[] fields = [.. parts.Where(part => !part.IsFile)];
        if (Array.Find(files, file => file.Name != Picture) is { } other)
            throw new ProblemException(Problems.InvalidField(other.Name, $"is a file; the picture goes into the field '{Picture}'"));
        if (files.Length > 1)
            throw new ProblemException(Problems.InvalidField(Picture, $"comes {files.Length} times; a post has one picture"));
        if (fields.Any(field => field.IsCalled(Picture)))
            throw new ProblemException(Problems.InvalidField(Picture, "has no file name, so it is a text; send the file itself, as 'curl -F picture=@FILE' does"));
        if (Array.Find(fields, field => !field.IsCalled(Id) && !field.IsCalled(Text)) is { } unknown)
            throw new ProblemException(Problems.UnknownMember(unknown.Name, [Id, Text, Picture]));
        var picture = files.SingleOrDefault() is { } file ? new PictureRequest { Base64 = file.Bytes } : null;
        return new PostRequest { Id = TextOf(fields, Id), Text = TextOf(fields, Text), Picture = picture };
    }

    private static async Task<List<Part>> ReadPartsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parts = new List<Part>();
        try
        {
            var reader = new MultipartReader(BoundaryOf(request), request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (parts.Count == MaxParts)
                    throw new InvalidDataException($"It has more than {MaxParts} parts.");
                var disposition = section.GetContentDispositionHeader();
                if (disposition is null || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                    throw new InvalidDataException($"Part {parts.Count + 1} has no Content-Disposition of form-data.");
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                parts.Add(new Part(HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), disposition.IsFileDisposition(), content.ToArray()));
            }

            return parts;
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new ProblemException(Problems.MalformedForm(e.Message));
        }
    }

    private static string BoundaryOf(HttpRequest request) =>
        HeaderUtilities.RemoveQuotes(request.GetTypedHeaders().ContentType!.Boundary).ToString() is { Length: > 0 and <= MaxBoundaryCharacters } boundary
            ? boundary
            : throw new InvalidDataException($"Its Content-Type has no boundary of 1 to {MaxBoundaryCharacters} characters.");

    private static string? TextOf(Part[] fields, string name) => Array.FindAll(fields, field => field.IsCalled(name)) switch
    {
        [] => null,
        [var field] => TextOf(field),
        var several => throw new ProblemException(Problems.InvalidField(name, $"comes {several.Length} times; give it once")),
    };

    private static string TextOf(Part field)
    {
        // A file may begin with a byte order mark, and 'curl -F text=<FILE' sends it whole.
        var utf8 = field.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? field.Bytes.AsSpan(Encoding.UTF8.Preamble.Length) : field.Bytes;
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProblemException(Problems.InvalidField(field.Name, $"is no UTF-8: byte {e.Index} (0x{Convert.ToHexString(e.BytesUnknown!)}) begins no character; send it as UTF-8"));
        }
    }

    private sealed record Part(string Name, bool IsFile, byte[] Bytes)
    {
        public bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
