using System.Globalization;
using System.Text;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Recommendations;
using Engram.Contracts.Keyphrases;
using Spectre.Console.Rendering;

namespace Engram.Cli.Output;

/// <summary>Posts and questions in two or three lines each, none wider than a terminal.</summary>
internal static class Summaries
{
    private const int Width = 80;
    private const int SourceWidth = 10;
    private const float CertainScore = 0.5f;

    public static IRenderable OfPosts(IEnumerable<PostResource> posts) => Draw(posts.SelectMany(LinesOf));

    public static IRenderable OfQuestions(IEnumerable<QuestionResource> questions) => Draw(questions.SelectMany(LinesOf));

    public static IRenderable OfRecommendations(IEnumerable<RecommendationResource> recommendations) =>
        Draw(recommendations.SelectMany(LinesOf));

    private static IEnumerable<string> LinesOf(PostResource post)
    {
        yield return $"{post.Source,-SourceWidth}{OneLine(post.Text)}";
        foreach (var image in post.Images)
            yield return $"{"",SourceWidth}picture: {OneLine(string.Join("; ", Contents(image).DefaultIfEmpty("nothing certain")))}";
        yield return $"{"",SourceWidth}-> {Outcome(post)}";
    }

    private static IEnumerable<string> Contents(ImageResource image)
    {
        var certain = image.Objects.Where(seen => seen.Score >= CertainScore).Select(seen => seen.Label).Distinct().ToArray();
        if (certain.Length > 0)
            yield return string.Join(", ", certain);
        if (image.Ocr is { Text.Length: > 0 } ocr)
            yield return $"reads '{ocr.Text}'";
        if (image.Reason is { } reason)
            yield return reason;
    }

    private static string Outcome(PostResource post) => post switch
    {
        { State: PostState.Failed } => $"failed: {post.Failure?.Reason}",
        { Keyphrases.Count: 0 } => $"no tags: {post.Reason}",
        _ => string.Join(", ", post.Keyphrases.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Phrase} {tag.Score:F2} "
            + $"({Name(tag.Source)})"))),
    };

    private static string Name(KeyphraseSource source) => source.ToString().ToLowerInvariant();

    private static IEnumerable<string> LinesOf(QuestionResource question)
    {
        yield return OneLine(question.Text);
        yield return question.Answer is null
            ? $"  -> not answered: {OneLine(question.Reason ?? "")}"
            : string.Create(CultureInfo.InvariantCulture, $"  -> {question.Answer} {question.Score:F2}{Because(question)}");
    }

    private static IEnumerable<string> LinesOf(RecommendationResource recommendation)
    {
        yield return $"what comes next for {recommendation.Subject}, after {recommendation.Position} films";
        yield return recommendation.Reason is { } reason ? $"  -> nothing recommended: {OneLine(reason)}"
            : $"  -> {string.Join(", ", recommendation.Items.Select(item => item.Item))}";
        if (recommendation.Relations is [var heaviest, ..])
            yield return $"     {RecommendationTable.Because(heaviest)}";
    }

    /// <summary>The memory that contributed most to the answer.</summary>
    private static string Because(QuestionResource question) =>
        question.Evidence.SelectMany(hop => hop.Memories).MaxBy(memory => memory.Weight) is { } memory
            ? $"   {OneLine(memory.Key)} -> {OneLine(memory.Value)}" : "";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static Spectre.Console.Text Draw(IEnumerable<string> lines) => new(string.Join('\n', lines.Select(Cut)) + "\n");

    private static string Cut(string line)
    {
        var cut = new StringBuilder();
        var width = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            // Pictographs are two columns wide in a terminal.
            width += rune.Value > 0x1F000 ? 2 : 1;
            if (width >= Width)
                return cut.Append('…').ToString();
            cut.Append(rune);
        }

        return cut.ToString();
    }
}
