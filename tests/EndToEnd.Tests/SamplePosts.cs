using Engram.ApiContracts.Posts;
using Engram.Cli.Posts;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Any number of posts, with the sample pictures.</summary>
internal static class SamplePosts
{
    private const int PictureEvery = 10;

    /// <summary>Text posts whose ids start with <paramref name="prefix"/>. Every tenth has a picture; all picture files differ, so none is
    /// cached.</summary>
    public static IEnumerable<PostRequest> Many(int count, string prefix)
    {
        var pictures = Directory.GetFiles(Repository.PathOf("samples", "posts", "pictures"), "*.png").Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).ToList();
        for (var i = 0; i < count; i++)
        {
            yield return new PostRequest
            {
                Id = $"{prefix}-{i}",
                Text = $"Post number {i} about a dog, a guitar and the rain",
                Picture = i % PictureEvery == 0
                    ? new PictureRequest { Base64 = Distinct(pictures[i / PictureEvery % pictures.Count], $"{prefix}-{i}") } : null,
            };
        }
    }

    public static IAsyncEnumerable<ReadPost> AsLines(this IEnumerable<PostRequest> posts) =>
        posts.Select((post, index) => new ReadPost(index + 1, post, Fault: null)).ToAsyncEnumerable();

    // Bytes after the end of a PNG change the file but not the picture.
    private static byte[] Distinct(byte[] png, string mark) => [.. png, .. global::System.Text.Encoding.UTF8.GetBytes(mark)];
}
