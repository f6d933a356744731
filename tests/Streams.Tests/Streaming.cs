using System.Text;

namespace Engram.Streams.Tests;

/// <summary>Reads fixtures and texts as streams, and filters the items by type.</summary>
internal static class Streaming
{
    public static Task<List<StreamItem>> FixtureAsync(string name, StreamOptions? options = null) =>
        BytesAsync(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)), options);

    public static Task<List<StreamItem>> TextAsync(string text, StreamOptions? options = null) =>
        BytesAsync(Encoding.UTF8.GetBytes(text), options);

    public static Task<List<StreamItem>> BytesAsync(byte[] bytes, StreamOptions? options = null) =>
        StreamAsync(new MemoryStream(bytes), options);

    public static async Task<List<StreamItem>> StreamAsync(Stream stream, StreamOptions? options = null) =>
        await PostStreamReader.ReadAsync(stream, options, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

    public static IReadOnlyList<SourcePost> Posts(this IEnumerable<StreamItem> items) =>
        [.. items.Events<PostEvent>().Select(found => found.Post)];

    public static SourcePost Post(this IEnumerable<StreamItem> items, string sourceId) =>
        items.Posts().Single(post => post.SourceId == sourceId);

    public static IReadOnlyList<T> Events<T>(this IEnumerable<StreamItem> items) => [.. items.Select(item => item.Event).OfType<T>()];

    public static IReadOnlyList<LineError> Errors(this IEnumerable<StreamItem> items) =>
        [.. items.Select(item => item.Error).OfType<LineError>()];

    public static IReadOnlyList<string> Reasons(this IEnumerable<StreamItem> items) =>
        [.. items.Events<Ignored>().Select(ignored => ignored.Reason)];
}
