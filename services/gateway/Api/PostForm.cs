using Engram.Gateway.Posts;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Gateway.Api;

/// <summary>A post as a form: fields <c>id</c> and <c>text</c>, file <c>picture</c>.</summary>
internal static class PostForm
{
    private const int MaxParts = 16;

    public static async Task<IncomingPost> ReadAsync(HttpRequest request, GatewayOptions options, CancellationToken cancellationToken)
    {
        request.LimitBody(options.MaxPostJsonBytes);
        var form = await ReadFormAsync(request, options, cancellationToken);
        var picture = form.Files.GetFile("picture");
        if (picture is null && form.Files.Count > 0)
            throw new ProblemException(Problems.InvalidField(form.Files[0].Name, "is a file; the picture goes into the field 'picture'"));
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

    private static string? Field(IFormCollection form, string name) => form.TryGetValue(name, out var values) ? values.ToString() : null;

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
