using System.Text.Json;
using Engram.Keyphrases.Encoding;

namespace Engram.Lab.Keyphrases;

/// <summary>Posts as JSON lines, <c>{"id": ..., "text": ..., "picture": ...}</c>. Text or picture may be omitted; other fields are
/// ignored.</summary>
internal static class PostLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <returns>Posts whose <c>Place</c> is their id.</returns>
    /// <exception cref="InvalidDataException">A line does not have this format; the message names it.</exception>
    public static IEnumerable<CmkpPost> Read(string path) =>
        File.ReadLines(path).Select((line, index) => Parse(line, $"{path}:{index + 1}"));

    private static CmkpPost Parse(string line, string place)
    {
        try
        {
            var post = JsonSerializer.Deserialize<PostLine>(line, Options) ?? throw new JsonException("It is null.");
            if ((post.Text ?? post.Picture) is null)
                throw new JsonException("It has neither 'text' nor 'picture'.");
            return new CmkpPost { Place = post.Id, Text = post.Text ?? "", Picture = post.Picture, Keyphrases = [] };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{place} is no post: {e.Message}", e);
        }
    }

    private sealed record PostLine
    {
        public required string Id { get; init; }

        public string? Text { get; init; }

        public string? Picture { get; init; }
    }
}
