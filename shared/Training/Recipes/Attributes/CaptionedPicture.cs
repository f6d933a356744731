using Engram.Evaluation;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore.Attributes;
using Engram.Text;

namespace Engram.Training.Recipes.Attributes;

/// <summary>A picture with the nouns and adjectives in its captions.</summary>
/// <param name="Post">The picture's post; its text holds the captions.</param>
/// <param name="Words">Those nouns and adjectives, at least one.</param>
public sealed record CaptionedPicture(LabelledPost Post, IReadOnlySet<string> Words)
{
    /// <summary>Selects the posts with a picture whose captions have a noun or an adjective.</summary>
    public static IReadOnlyList<CaptionedPicture> Among(IEnumerable<LabelledPost> posts, WordNet wordNet) =>
    [
        .. posts.Where(post => post.Grid is not null)
            .Select(
                post =>
                    new CaptionedPicture(
                        post, PostEncoder.WordsOf(post.Text).Concat(post.Keyphrases.SelectMany(Tokenizer.Tokenize))
                            .Where(wordNet.IsNounOrAdjective).ToHashSet(StringComparer.Ordinal)))
            .Where(picture => picture.Words.Count > 0),
    ];

    /// <summary>Precision, recall and F1 of the first five words predicted for each picture, and precision of the first.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="named">Predictions for each picture, best first. A prediction of several words is right when the caption has any of
    /// them.</param>
    public static IReadOnlyDictionary<string, double> Score(
        IReadOnlyList<CaptionedPicture> pictures, IReadOnlyList<IReadOnlyList<string>> named)
    {
        var ranked = pictures.Zip(
            named, (picture, words) => new RankedPrediction(
                [.. words.Select(word => InCaption(picture, word)).Distinct(StringComparer.Ordinal)], picture.Words)).ToArray();
        return new Dictionary<string, double>
        {
            ["precision@1"] = RankingScores.PrecisionAt(ranked, 1),
            ["precision@5"] = RankingScores.PrecisionAt(ranked, AttributeInterface.Attributes),
            ["recall@5"] = RankingScores.RecallAt(ranked, AttributeInterface.Attributes),
            ["f1@5"] = RankingScores.F1At(ranked, AttributeInterface.Attributes),
        };
    }

    private static string InCaption(CaptionedPicture picture, string word) =>
        Tokenizer.Tokenize(word).FirstOrDefault(picture.Words.Contains) ?? word;
}
