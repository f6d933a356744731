using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>A post and the tags that a person would keep.</summary>
/// <param name="Input">All that is known of the post.</param>
/// <param name="Core">What it is about.</param>
/// <param name="Fine">What is right too.</param>
/// <param name="Weight">How much it counts beside others.</param>
/// <param name="IsJudged">Whether a person judged it: it calibrates and measures. Else only what its author tagged is known.</param>
internal sealed record RankingExample(
    TaggingInput Input, IReadOnlyList<string> Core, IReadOnlyList<string> Fine, float Weight, bool IsJudged)
{
    public IReadOnlySet<string> CoreKeys { get; } = Core.Select(PhraseKey.Of).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> KeptKeys { get; } = Core.Concat(Fine).Select(PhraseKey.Of).ToHashSet(StringComparer.Ordinal);
}
