using Engram.ApiContracts.Posts;
using Engram.Cli.Posts;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Posts made from the samples, as many as a test wants.</summary>
internal static class SamplePosts
{
    private const int PictureEvery = 10;

    /// <summary>Text posts with ids of <paramref name="prefix"/>; every tenth has a picture. No two pictures are the same file, so each is
    /// read anew.</summary>
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

    // What follows a PNG's end is no part of the picture, but of the file.
    private static byte[] Distinct(byte[] png, string mark) => [.. png, .. global::System.Text.Encoding.UTF8.GetBytes(mark)];
}
