using Engram.Gateway.Posts;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Gateway.Api;

/// <summary>A post as a form: fields <c>id</c> and <c>text</c>, file <c>picture</c>.</summary>
internal static class PostForm
{
    private const int MaxParts = 16;
    private const string Picture = "picture";

    public static async Task<IncomingPost> ReadAsync(HttpRequest request, GatewayOptions options, CancellationToken cancellationToken)
    {
        request.LimitBody(options.MaxPostJsonBytes);
        var form = await ReadFormAsync(request, options, cancellationToken);
        var picture = form.Files.GetFile(Picture);
        if (form.Files.FirstOrDefault(file => file.Name != Picture) is { } other)
            throw new ProblemException(Problems.InvalidField(other.Name, $"is a file; the picture goes into the field '{Picture}'"));
        if (form.Files.Count > 1)
            throw new ProblemException(Problems.InvalidField(Picture, $"comes {form.Files.Count} times; a post has one picture"));
        if (form.ContainsKey(Picture))
            throw new ProblemException(Problems.InvalidField(Picture, "has no file name, so it is a text; send the file itself, as 'curl -F picture=@FILE' does"));
        if (picture?.Length > options.MaxPictureBytes)
            throw new ProblemException(Problems.TooLarge($"The picture has {picture.Length} bytes; at most {options.MaxPictureBytes} are taken."));
        return IncomingPost.Check(Field(form, "id"), Field(form, "text"), await BytesOfAsync(picture, cancellationToken), null, options);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, GatewayOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(
                new FormOptions
                {
                    ValueCountLimit = MaxParts,
                    // Bytes of UTF-8, at most three for a UTF-16 character.
                    ValueLengthLimit = options.MaxTextCharacters * 3 + 1,
                    MultipartBodyLengthLimit = options.MaxPostJsonBytes,
                },
                cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new ProblemException(Problems.MalformedForm(e.Message));
        }
    }

    private static string? Field(IFormCollection form, string name) => form[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0],
        var values => throw new ProblemException(Problems.InvalidField(name, $"comes {values.Count} times; give it once")),
    };

    private static async Task<byte[]?> BytesOfAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
            return null;
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
