using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>A post with the tags that a person would keep.</summary>
/// <param name="Input">The post and all evidence about it.</param>
/// <param name="Core">Tags for its topic.</param>
/// <param name="Fine">Further right tags.</param>
/// <param name="Weight">Weight relative to other examples.</param>
/// <param name="IsJudged">Whether it calibrates and measures: a random post judged by a person, with all evidence. Others only
/// train.</param>
internal sealed record RankingExample(
    TaggingInput Input, IReadOnlyList<string> Core, IReadOnlyList<string> Fine, float Weight, bool IsJudged)
{
    public IReadOnlySet<string> CoreKeys { get; } = Core.Select(PhraseKey.Of).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> KeptKeys { get; } = Core.Concat(Fine).Select(PhraseKey.Of).ToHashSet(StringComparer.Ordinal);
}
