using System.Globalization;
using Engram.ApiContracts.Posts;
using Engram.CommandLine;
using Engram.Contracts.Keyphrases;
using Spectre.Console;

namespace Engram.Cli.Output;

/// <summary>A post with the contents of its pictures and its keyphrases.</summary>
internal static class PostTable
{
    public static Table Draw(PostResource post)
    {
        var table = Tables.WithColumns("Post", "Text in the picture", "Shown", "Keyphrases (score, source)");
        var shown = string.Join(", ", post.Images.SelectMany(image => image.Attributes).Distinct());
        return table.AddTexts($"{post.Id}\n{post.Text}", TextIn(post), shown, Outcome(post));
    }

    /// <summary>The post and its result as one line.</summary>
    public static string Line(PostResource post) =>
        $"{post.Id}\t{post.Text.ReplaceLineEndings(" ")}\t{Outcome(post).ReplaceLineEndings(", ")}";

    private static string TextIn(PostResource post) =>
        post.Images.Count == 0 ? "(no picture)" : string.Join('\n', post.Images.Select(TextIn));

    private static string TextIn(ImageResource image)
    {
        var reason = image.Reason is { } fault ? $"\n({image.Status}: {fault})" : "";
        var cut = image.Ocr?.Cut is { } limit ? $"\n(cut: {limit.Reason})" : "";
        var unread = image.Ocr is { UnreadLines: > 0 } text
            ? string.Create(CultureInfo.InvariantCulture, $"\n(places like text that could not be read: {text.UnreadLines})") : "";
        return $"{image.Ocr?.Text}{cut}{unread}{reason}".Trim();
    }

    /// <summary>Source of a keyphrase; for neighbors, the nearest one that has it.</summary>
    private static string SourceOf(Keyphrase keyphrase, PostResource post)
    {
        var nearest = keyphrase.Source == KeyphraseSource.Neighbour
            ? post.Neighbours?.Posts.FirstOrDefault(
                neighbour => neighbour.Keyphrases.Contains(keyphrase.Phrase, StringComparer.OrdinalIgnoreCase))
            : null;
        return nearest is null ? keyphrase.Source.ToString()
            : $"{keyphrase.Source} {nearest.PostId ?? nearest.MemoryId.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string Outcome(PostResource post) => post.State switch
    {
        PostState.Tagged when post.Keyphrases.Count == 0 => post.Reason is { } reason ? $"no keyphrases ({reason})" : "no keyphrases",
        PostState.Tagged => string.Join('\n', post.Keyphrases.Select(keyphrase =>
            string.Create(CultureInfo.InvariantCulture, $"{keyphrase.Phrase} ({keyphrase.Score:F3}, {SourceOf(keyphrase, post)})"))),
        PostState.Failed => $"failed: {post.Failure?.Reason}",
        _ => post.State.ToString(),
    };
}
